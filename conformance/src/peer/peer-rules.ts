/**
 * What a peer may send: the rules that the tester enforces on every frame it receives, whatever the case.
 * It reads no bytes and keeps no connection state but that of the fragmented message.
 */
import { isUtf8 } from 'node:buffer'
import { Opcode, Rsv } from './frame.js'
import type { ReceivedFrame, ReceivedHeader } from './frame-reader.js'

/** A rule that the peer broke, and the close code that answers it. */
export interface PeerFault {
  rule: string
  closeCode: 1002 | 1007
}

const protocolError = (rule: string): PeerFault => ({ rule, closeCode: 1002 })
const isControl = (opcode: number) => opcode >= 8
const known = new Set<number>(Object.values(Opcode))

/** Codes that may stand in a Close frame. @rfc 6455 §7.4 */
export function isReceivableCloseCode(code: number): boolean {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999)
}

/** What is fixed for a connection. */
export interface PeerExpectation {
  /** Whether frames must be masked: true where the peer is the client. */
  masked: boolean
  deflate: boolean
}

/** The header rules, in the order of the bits; each gives the sentence of the rule that it breaks. @rfc 6455 §5.2 */
const headerRules: [broken: (h: ReceivedHeader, e: PeerExpectation, inMessage: boolean) => boolean, rule: string][] = [
  [(h) => (h.rsv & (Rsv.rsv2 | Rsv.rsv3)) !== 0, 'RSV2 or RSV3 is set (RFC 6455 §5.2)'],
  [(h, e) => (h.rsv & Rsv.rsv1) !== 0 && !e.deflate, 'RSV1 is set without an extension (RFC 6455 §5.2)'],
  [(h) => (h.rsv & Rsv.rsv1) !== 0 && isControl(h.opcode), 'RSV1 is set on a control frame (RFC 7692 §6.1)'],
  [(h) => (h.rsv & Rsv.rsv1) !== 0 && h.opcode === 0, 'RSV1 is set on a continuation (RFC 7692 §6.1)'],
  [(h) => !known.has(h.opcode), 'reserved opcode (RFC 6455 §5.2)'],
  [(h, e) => h.masked !== e.masked, 'masking in the wrong direction (RFC 6455 §5.1)'],
  [(h) => isControl(h.opcode) && !h.fin, 'fragmented control frame (RFC 6455 §5.5)'],
  [(h) => isControl(h.opcode) && h.length > 125n, 'control frame above 125 bytes (RFC 6455 §5.5)'],
  [(h) => !h.minimalLength, 'payload length not in its shortest form (RFC 6455 §5.2)'],
  [(h) => h.length >= 2n ** 63n, 'payload length of 2^63 or more (RFC 6455 §5.2)'],
  [(h, _e, inMessage) => h.opcode === 0 && !inMessage, 'continuation without a message (RFC 6455 §5.4)'],
  [
    (h, _e, inMessage) => (h.opcode === 1 || h.opcode === 2) && inMessage,
    'new message inside a fragmented one (RFC 6455 §5.4)',
  ],
]

/** Checks one header. */
export function headerFault(
  header: ReceivedHeader,
  expected: PeerExpectation,
  inMessage: boolean,
): PeerFault | undefined {
  const rule = headerRules.find(([broken]) => broken(header, expected, inMessage))
  return rule && protocolError(rule[1])
}

/** A Close frame taken apart: `code` undefined where there was none. */
export interface ReceivedClose {
  code: number | undefined
  reason: string
  fault: PeerFault | undefined
}

/** Takes the body of a Close frame apart. @rfc 6455 §5.5.1 */
export function readClose(frame: ReceivedFrame): ReceivedClose {
  const { payload } = frame
  if (payload.length === 0) return { code: undefined, reason: '', fault: undefined }
  if (payload.length === 1) {
    return { code: undefined, reason: '', fault: protocolError('Close body of one byte (RFC 6455 §5.5.1)') }
  }
  const code = payload.readUInt16BE(0)
  const reason = payload.subarray(2)
  const fault = !isReceivableCloseCode(code)
    ? protocolError(`close code ${code} must not be sent (RFC 6455 §7.4)`)
    : !isUtf8(reason)
      ? ({ rule: 'close reason is not UTF-8 (RFC 6455 §5.5.1)', closeCode: 1007 } as const)
      : undefined
  return { code, reason: reason.toString('utf8'), fault }
}

/** The rule that a text message breaks if it is not UTF-8. @rfc 6455 §8.1 */
export const invalidText: PeerFault = { rule: 'text message is not UTF-8 (RFC 6455 §8.1)', closeCode: 1007 }
