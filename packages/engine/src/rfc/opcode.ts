/** The opcodes of RFC 6455. Knows nothing of frames. */

/** @rfc 6455 §5.2, §11.8 */
export const Opcode = {
  Continuation: 0x0,
  Text: 0x1,
  Binary: 0x2,
  Close: 0x8,
  Ping: 0x9,
  Pong: 0xa,
} as const

export type Opcode = (typeof Opcode)[keyof typeof Opcode]

/** Whether a frame with this opcode is a control frame. @rfc 6455 §5.5 */
export function isControl(opcode: number): boolean {
  return opcode >= 0x8
}
