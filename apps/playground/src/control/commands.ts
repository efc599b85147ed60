/** What a page may ask of the server on the control channel: the schema that its messages have to satisfy. */

import * as v from 'valibot'

/** Bytes that a page may have sent by a command. */
export const MAX_PAYLOAD = 64 * 1024
const MAX_CONTROL_PAYLOAD = 125
const MAX_FRAGMENTS = 256

const hex = (maxBytes: number) =>
  v.pipe(
    v.string(),
    v.maxLength(maxBytes * 2, `Not more than ${maxBytes} bytes`),
    v.regex(/^(?:[0-9a-f]{2})*$/, 'Bytes are pairs of hex digits'),
  )
const integer = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max))
const identifier = integer(0, Number.MAX_SAFE_INTEGER)

const message = v.strictObject({
  action: v.literal('message'),
  binary: v.boolean(),
  /** A text in UTF-8. */
  payload: hex(MAX_PAYLOAD),
  fragments: integer(1, MAX_FRAGMENTS),
})
const ping = v.strictObject({ action: v.literal('ping'), payload: hex(MAX_CONTROL_PAYLOAD) })
const close = v.strictObject({
  action: v.literal('close'),
  code: v.nullable(integer(0, 0xffff)),
  reason: v.pipe(v.string(), v.maxBytes(123, 'A reason has at most 123 bytes')),
})
const terminate = v.strictObject({ action: v.literal('terminate') })

const pong = v.strictObject({ action: v.literal('pong'), payload: hex(MAX_CONTROL_PAYLOAD) })
const frame = v.strictObject({
  action: v.literal('frame'),
  /** FIN, RSV and opcode. @rfc 6455 §5.2 */
  first: integer(0, 0xff),
  masked: v.boolean(),
  payload: hex(MAX_PAYLOAD),
})
/** As they are, without a frame around them. */
const bytes = v.strictObject({ action: v.literal('bytes'), payload: hex(MAX_PAYLOAD) })

const peerAction = v.variant('action', [message, ping, close, terminate])
const probeAction = v.variant('action', [message, ping, pong, close, frame, bytes, terminate])

const command = v.variant('type', [
  /** Have the server's side of a connection do something, through the API of a dialect that has a view of it. */
  v.strictObject({
    type: v.literal('server'),
    connection: identifier,
    action: peerAction,
    through: v.optional(v.string()),
  }),
  /** Show the server's side of a connection in another dialect too. */
  v.strictObject({ type: v.literal('view'), connection: identifier, dialect: v.string() }),
  /** Open a connection from the server to itself, which does what a browser cannot. */
  v.strictObject({
    type: v.literal('open-probe'),
    key: identifier,
    endpoint: v.string(),
    subprotocols: v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(20)),
    deflate: v.boolean(),
  }),
  v.strictObject({ type: v.literal('probe'), key: identifier, action: probeAction }),
])

export type PeerAction = v.InferOutput<typeof peerAction>
export type ProbeAction = v.InferOutput<typeof probeAction>
export type Command = v.InferOutput<typeof command>

/** Reads a message of a page. @throws Error that says what is wrong with it */
export function readCommand(text: string): Command {
  const result = v.safeParse(command, JSON.parse(text))
  if (result.success) return result.output
  const [issue] = result.issues
  throw new Error(`${v.getDotPath(issue) ?? 'command'}: ${issue.message}`)
}
