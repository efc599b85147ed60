/** Streams of frames that are valid, and then are not. Knows nothing of who reads them. */

import { deflateRawSync, constants as zlib } from 'node:zlib'
import type { Random } from './random.js'

const texts = ['', 'a', 'Hello', 'Κόσμε', '😀😀', 'x'.repeat(125), 'y'.repeat(126), 'long '.repeat(3000)]

/** Text that is broken, or cut inside a character. */
const brokenTexts = ['c0af', 'eda080', 'f4908080', 'ff', 'e282', 'f09f98', '80'].map((hex) => Buffer.from(hex, 'hex'))

const closeBodies = ['', '03e8', '03e9627965', '03', '03ed', '0bb8', '1387c328', '0000', 'ffff'].map((hex) =>
  Buffer.from(hex, 'hex'),
)

interface Shape {
  readonly masked: boolean
  readonly deflate: boolean
}

/** The bytes of a peer's stream, with a few mutations or none. */
export function mutatedStream(random: Random, shape: Shape): Buffer {
  const parts: Buffer[] = []
  for (let left = random.below(6) + 1; left > 0; left--) parts.push(...message(random, shape))
  if (random.chance(4)) parts.push(frame(random, shape, 0x88, random.pick(closeBodies)))
  if (random.chance(6)) parts.push(random.bytes(random.below(60)))
  const stream = Buffer.concat(parts)
  if (random.chance(2)) return stream
  return mutate(random, stream)
}

function payload(random: Random, isText: boolean): Buffer {
  if (!isText) return random.bytes(random.chance(12) ? random.below(70_000) : random.below(300))
  if (random.chance(12)) return Buffer.concat([Buffer.from(random.pick(texts)), random.pick(brokenTexts)])
  return Buffer.from(random.pick(texts))
}

function message(random: Random, shape: Shape): Buffer[] {
  const isText = random.chance(2)
  let body = payload(random, isText)
  const compressed = shape.deflate && random.chance(2)
  if (compressed) body = pack(random, body)
  const opcode = (isText ? 1 : 2) | (compressed ? 0x40 : 0)
  const frames: Buffer[] = []
  const cuts = random.chance(2) ? random.below(5) : 0
  let from = 0
  for (let i = 0; i <= cuts; i++) {
    const to = i === cuts ? body.length : from + random.below(body.length - from + 1)
    frames.push(frame(random, shape, (i === 0 ? opcode : 0) | (i === cuts ? 0x80 : 0), body.subarray(from, to)))
    from = to
    if (random.chance(4)) frames.push(frame(random, shape, random.pick([0x89, 0x8a]), random.bytes(random.below(126))))
  }
  return frames
}

function pack(random: Random, body: Buffer): Buffer {
  if (random.chance(20)) body = Buffer.alloc(random.below(4_000_000), 'bomb')
  const packed = deflateRawSync(body, { finishFlush: zlib.Z_SYNC_FLUSH, level: random.pick([0, 1, 9]) })
  return random.chance(10) ? packed : packed.subarray(0, Math.max(0, packed.length - 4))
}

function frame(random: Random, { masked }: Shape, first: number, body: Buffer): Buffer {
  const wrongMask = random.chance(400)
  const isMasked = masked !== wrongMask
  const long = random.chance(300)
  const size = body.length
  const extended = long || size > 65535 ? 8 : size > 125 ? 2 : 0
  const head = Buffer.alloc(2 + extended + (isMasked ? 4 : 0))
  head[0] = first
  head[1] = (isMasked ? 0x80 : 0) | (extended === 0 ? size : extended === 2 ? 126 : 127)
  if (extended === 2) head.writeUInt16BE(size, 2)
  if (extended === 8) head.writeBigUInt64BE(BigInt(size), 2)
  const copy = Buffer.from(body)
  if (isMasked) {
    const key = random.chance(10) ? Buffer.alloc(4) : random.bytes(4)
    head.set(key, head.length - 4)
    for (let i = 0; i < size; i++) copy[i] ^= key[i & 3]
  }
  return Buffer.concat([head, copy])
}

/** Changes, drops, repeats or swaps some bytes. */
export function mutate(random: Random, stream: Buffer): Buffer {
  for (let left = random.below(4) + 1; left > 0 && stream.length > 0; left--) {
    const at = random.below(stream.length)
    const span = stream.subarray(at, at + random.below(20))
    const change = random.below(5)
    if (change === 0) stream[at] ^= 1 << random.below(8)
    else if (change === 1) stream[at] = random.pick([0x00, 0x7d, 0x7e, 0x7f, 0x80, 0xfe, 0xff])
    else if (change === 2) stream = Buffer.concat([stream.subarray(0, at), stream.subarray(at + span.length)])
    else if (change === 3) stream = Buffer.concat([stream.subarray(0, at), span, stream.subarray(at)])
    else stream = Buffer.concat([stream.subarray(0, at), random.bytes(random.below(12)), stream.subarray(at)])
  }
  return stream
}
