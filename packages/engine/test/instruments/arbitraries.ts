/** What fast-check draws: bytes, frames, and streams of frames that are mostly valid. */

import fc from 'fast-check'
import { type FrameParts, frame, someKey } from './wire.js'

/** Any bytes, with a liking for those that headers are made of. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.nat(255) },
      { weight: 2, arbitrary: fc.constantFrom(0x00, 0x01, 0x02, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8a, 0xc1, 0xc2) },
      { weight: 1, arbitrary: fc.constantFrom(0x7d, 0x7e, 0x7f, 0xfd, 0xfe, 0xff) },
    ),
    { maxLength: 200, size: 'max' },
  )
  .map((bytes) => Uint8Array.from(bytes))

const payloads: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 10 }),
  fc.string({ unit: 'grapheme', maxLength: 20, size: 'max' }).map((text) => Buffer.from(text)),
  fc.integer({ min: 120, max: 130 }).map((length) => new Uint8Array(length).fill(0x61)),
)

export interface AnyMessage {
  readonly opcode: number
  readonly fragments: readonly Uint8Array[]
  /** Control frames that go before each fragment. */
  readonly control: readonly { readonly before: number; readonly opcode: number; readonly payload: Uint8Array }[]
}

const textFragments = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 40, size: 'max' }), fc.array(fc.nat(60), { maxLength: 4 }))
  .map(([text, cuts]) => {
    const bytes = Buffer.from(text)
    const edges = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b), bytes.length]
    return edges.slice(1).map((end, i) => Uint8Array.from(bytes.subarray(edges[i], end)))
  })

/** A valid message in fragments, with control frames between them. */
export const anyMessage: fc.Arbitrary<AnyMessage> = fc
  .oneof(
    fc.record({ opcode: fc.constant(1), fragments: textFragments }),
    fc.record({ opcode: fc.constant(2), fragments: fc.array(payloads, { minLength: 1, maxLength: 5 }) }),
  )
  .chain((message) =>
    fc.record({
      opcode: fc.constant(message.opcode),
      fragments: fc.constant(message.fragments),
      control: fc.array(
        fc.record({
          before: fc.nat(message.fragments.length),
          opcode: fc.constantFrom(9, 10),
          payload: fc.uint8Array({ maxLength: 125, size: 'max' }),
        }),
        { maxLength: 3 },
      ),
    }),
  )

/** The frames of a message in the order in which they go out. */
export function framesOf({ opcode, fragments, control }: AnyMessage): FrameParts[] {
  const controls = (before: number): FrameParts[] =>
    control.filter((each) => each.before === before).map((each) => ({ opcode: each.opcode, payload: each.payload }))
  const last = fragments.length - 1
  return [
    ...fragments.flatMap((payload, i) => [
      ...controls(i),
      { opcode: i === 0 ? opcode : 0, fin: i === last, payload } satisfies FrameParts,
    ]),
    ...controls(fragments.length),
  ]
}

export interface AnyStream {
  readonly role: 'server' | 'client'
  readonly bytes: Uint8Array
}

const odd: fc.Arbitrary<FrameParts> = fc.record({
  fin: fc.boolean(),
  rsv: fc.constantFrom(0, 0, 0, 4, 1),
  opcode: fc.constantFrom(0, 1, 2, 8, 9, 10, 3, 11),
  payload: payloads,
  lengthBytes: fc.constantFrom(0 as const, 2 as const, 8 as const),
})

/** Valid messages, and somewhere among them what may be wrong. */
export const anyStream: fc.Arbitrary<AnyStream> = fc
  .record({
    role: fc.constantFrom('server' as const, 'client' as const),
    messages: fc.array(anyMessage, { maxLength: 4 }),
    tail: fc.array(odd, { maxLength: 3 }),
    noise: fc.oneof({ weight: 3, arbitrary: fc.constant(new Uint8Array(0)) }, { weight: 1, arbitrary: anyBytes }),
  })
  .map(({ role, messages, tail, noise }) => {
    const key = role === 'server' ? someKey : null
    const parts = [...messages.flatMap(framesOf), ...tail.map(fitting)]
    return { role, bytes: Buffer.concat([...parts.map((part) => frame({ key, ...part })), noise]) }
  })

/** A 7-bit length holds at most 125. */
function fitting(parts: FrameParts): FrameParts {
  const length = parts.payload?.length ?? 0
  return parts.lengthBytes === 0 && length > 125 ? { ...parts, lengthBytes: 2 } : parts
}
