/**
 * The messages that the generator sends round and round, as bytes ready to write, with the bytes of the replies they must
 * cause. Not the sending.
 */

import { makeBodies, randomIntegers } from '../bodies.js'
import type { BodyOrder, DeflateMode } from '../control/protocol.js'
import { deflateBodies } from './compression.js'
import { BINARY, frameMessage, TEXT } from './frames.js'

/** Messages of equal payload size, in an endless circle. */
export interface MessageStream {
  opcode: number
  bodies: Buffer[]
  /** What is sent: all messages one after the other. */
  bytes: Buffer
  /** Where message n starts in `bytes`; one more entry than messages. */
  starts: number[]
  /** The replies in their shortest form (one frame each, as they were sent for a mirror); none for compressed replies. */
  replies?: Buffer
  /** Bytes of each reply. */
  replyLength: number
}

export interface MessageStreamOrder {
  body: BodyOrder
  fragment?: number
  deflate?: DeflateMode
  mirror?: boolean
  /** Which endpoint sends: a client masks. */
  from: 'client' | 'server'
}

/** Prepares a circle of messages. */
export async function prepareMessages(order: MessageStreamOrder): Promise<MessageStream> {
  const bodies = makeBodies(order.body)
  const opcode = order.body.kind === 'binary' ? BINARY : TEXT
  const payloads = order.deflate ? await deflateBodies(bodies, order.deflate) : bodies
  const next = randomIntegers(0x5eed)
  const messages = payloads.map((payload) => {
    const maskingKey = order.from === 'client' ? Uint8Array.from({ length: 4 }, () => next() & 255) : undefined
    return frameMessage(payload, { opcode, maskingKey, fragment: order.fragment, rsv1: order.deflate !== undefined })
  })
  const starts = [0]
  for (const message of messages) starts.push(starts[starts.length - 1] + message.length)
  const bytes = Buffer.concat(messages)
  const replies = expectedReplies(order, bodies, bytes, opcode)
  return { opcode, bodies, bytes, starts, replies, replyLength: replies ? replies.length / bodies.length : 0 }
}

function expectedReplies(
  order: MessageStreamOrder,
  bodies: Buffer[],
  sent: Buffer,
  opcode: number,
): Buffer | undefined {
  if (order.mirror) return sent
  if (order.deflate) return undefined
  return Buffer.concat(bodies.map((body) => frameMessage(body, { opcode })))
}

/** Calls `write` with the bytes of `count` messages from message `first` on: once, or once per turn of the circle. */
export function sendMessages(
  stream: MessageStream,
  first: number,
  count: number,
  write: (bytes: Buffer) => void,
): void {
  const length = stream.bodies.length
  for (let at = first % length, left = count; left > 0; at = 0) {
    const some = Math.min(left, length - at)
    write(stream.bytes.subarray(stream.starts[at], stream.starts[at + some]))
    left -= some
  }
}
