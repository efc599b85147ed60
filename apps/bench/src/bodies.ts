/**
 * Makes the payloads of messages: the same order gives the same bytes in every process, so that both ends know what
 * must arrive. Not frames.
 */
import type { BodyOrder } from './control/protocol.js'

/** A small generator of pseudo-random 32-bit integers (xorshift); it only has to be repeatable. */
export function randomIntegers(seed: number): () => number {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

/** One payload per message of the order. Each starts at the beginning of its own memory. */
export function makeBodies({ kind, size, count }: BodyOrder): Buffer[] {
  const next = randomIntegers(size * 31 + count)
  return Array.from({ length: count }, () => {
    const body = Buffer.from(new ArrayBuffer(size))
    FILLERS[kind](body, next)
    return body
  })
}

type Filler = (body: Buffer, next: () => number) => void

const PRINTABLE = 'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789.,'
const MIXED = ['plain words ', 'größer, naïve, señor ', 'привет мир ', '日本語の文章 ', '👋🌍 ']
const NAMES = ['price', 'volume', 'symbol', 'side', 'trader', 'venue', 'sequence']

const FILLERS: Record<BodyOrder['kind'], Filler> = {
  binary(body, next) {
    for (let at = 0; at < body.length; at++) body[at] = next()
  },
  ascii(body, next) {
    for (let at = 0; at < body.length; at++) body[at] = PRINTABLE.charCodeAt(next() % PRINTABLE.length)
  },
  mixed(body, next) {
    fillWithText(body, () => MIXED[next() % MIXED.length])
  },
  /** As compressible as can be. */
  blank(body) {
    body.fill(' ')
  },
  json(body, next) {
    fillWithText(
      body,
      () => `{"id":${next() % 1e6},"${NAMES[next() % NAMES.length]}":${(next() % 1e5) / 100},"ok":true},`,
    )
  },
}

/** Whole pieces while they fit, then spaces: the text is valid UTF-8 to its last byte. */
function fillWithText(body: Buffer, piece: () => string): void {
  let at = 0
  for (;;) {
    const bytes = Buffer.from(piece())
    if (at + bytes.length > body.length) break
    bytes.copy(body, at)
    at += bytes.length
  }
  body.fill(' ', at)
}
