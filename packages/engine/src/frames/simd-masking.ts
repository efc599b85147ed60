/**
 * Masks long spans by SIMD instructions, through a small WebAssembly module. Knows nothing of keys' phases or of short spans.
 *
 * The module has one page of memory and one function:
 *
 *     mask(end, key): XORs the 64-byte blocks from 0 to `end` with `key` in all lanes
 */

/** What this file uses of the globals that every supported platform has. */
interface Globals {
  atob(text: string): string
  WebAssembly: {
    Module: new (bytes: Uint8Array) => object
    Instance: new (
      module: object,
    ) => { exports: { memory: { buffer: ArrayBuffer }; mask(end: number, key: number): void } }
  }
}

const MODULE =
  'AGFzbQEAAAABBgFgAn9/AAMCAQAFAwEAAQcRAgZtZW1vcnkCAARtYXNrAAAKXgFcAgF/AXsgAf0RIQMDQCACIAL9AAQAIAP9Uf0LBAAgAiAC/QAEECAD' +
  '/VH9CwQQIAIgAv0ABCAgA/1R/QsEICACIAL9AAQwIAP9Uf0LBDAgAkHAAGoiAiAASQ0ACws='

/** Bytes of the module's memory. */
const WINDOW = 64 * 1024

/** Copies `size` bytes of `source` from `start` on to another place, or to their own, and masks them on the way. */
export type SpanMasker = (
  source: ArrayBufferLike,
  start: number,
  size: number,
  target: Uint8Array,
  at: number,
  key: number,
) => void

let masker: SpanMasker | null | undefined

/** The masker, made at the first call; null where there is no SIMD. */
export function simdMasker(): SpanMasker | null {
  if (masker === undefined) masker = createMasker()
  return masker
}

function createMasker(): SpanMasker | null {
  try {
    const { atob, WebAssembly } = globalThis as unknown as Globals
    const { Module, Instance } = WebAssembly
    const bytes = Uint8Array.from(atob(MODULE), (character) => character.charCodeAt(0))
    const { memory, mask } = new Instance(new Module(bytes)).exports
    const { buffer } = memory
    const window = new Uint8Array(buffer)
    // New views of the memories: half the price of `subarray`.
    return (source, start, size, target, at, key) => {
      for (let done = 0; done < size; done += WINDOW) {
        const part = Math.min(size - done, WINDOW)
        window.set(new Uint8Array(source, start + done, part), 0)
        mask(part, key)
        target.set(new Uint8Array(buffer, 0, part), at + done)
      }
    }
  } catch {
    return null
  }
}
