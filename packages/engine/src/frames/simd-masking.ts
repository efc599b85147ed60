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

/** Copies a span to another place, or to its own, and masks it on the way. */
export type SpanMasker = (
  source: Uint8Array,
  start: number,
  end: number,
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
    const window = new Uint8Array(memory.buffer)
    return (source, start, end, target, at, key) => {
      for (let from = start; from < end; from += WINDOW) {
        const size = Math.min(end - from, WINDOW)
        window.set(source.subarray(from, from + size), 0)
        mask(size, key)
        target.set(window.subarray(0, size), at + from - start)
      }
    }
  } catch {
    return null
  }
}
