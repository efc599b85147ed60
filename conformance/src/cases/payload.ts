/**
 * Payloads of cases: given octets, or long ones described by length and made when they are needed.
 * The long ones never repeat, so that lost, doubled or wrongly unmasked data shows. It sends nothing.
 */

/** Octets, or a description of them. */
export type Payload = Uint8Array | { kind: 'text' | 'binary'; length: number; seed?: number }

/** A stream of pseudo-random 32-bit numbers, the same for the same seed (xorshift32). */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0 || 0x9e3779b9
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}

const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')

function make(kind: 'text' | 'binary', length: number, seed: number): Buffer {
  const next = randomNumbers(seed + length)
  const out = Buffer.allocUnsafe(length)
  for (let i = 0; i < length; i += 4) {
    const word = next()
    for (let k = 0; k < 4 && i + k < length; k++) {
      const byte = (word >>> (8 * k)) & 0xff
      out[i + k] = kind === 'text' ? letters[byte & 63]! : byte
    }
  }
  return out
}

let last: { key: string; octets: Buffer } | undefined

/** The octets of a payload. Not to be changed: they may be shared. */
export function octetsOf(payload: Payload): Uint8Array {
  if (payload instanceof Uint8Array) return payload
  const { kind, length, seed = 1 } = payload
  const key = `${kind} ${length} ${seed}`
  if (last?.key !== key) last = { key, octets: make(kind, length, seed) }
  return last.octets
}

export const text = (value: string): Buffer => Buffer.from(value, 'utf8')
export const hex = (value: string): Buffer => Buffer.from(value.replaceAll(' ', ''), 'hex')
export const longText = (length: number, seed?: number): Payload => ({ kind: 'text', length, seed })
export const longBinary = (length: number, seed?: number): Payload => ({ kind: 'binary', length, seed })
