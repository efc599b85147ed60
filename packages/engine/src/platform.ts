/** What the core needs from the place it runs on, as small ports. The room `node/` fills them. */

/** Memory. A `Uint8Array` that it returns is of the platform's own class (`Buffer` on Node). */
export interface ByteStore {
  /** No bytes. */
  readonly empty: Uint8Array
  /** Memory with undefined contents, not shared with anything that is alive. */
  allocate(size: number): Uint8Array
  /** The same bytes in memory that nothing else writes to. */
  copy(bytes: Uint8Array): Uint8Array
  /** A window on the same memory. */
  view(bytes: Uint8Array, start: number, end: number): Uint8Array
  /**
   * A span, unmasked with `maskingKey` (0 for none), that the receiver may keep: a view where it uses a good part of the
   * memory under it, which is unmasked there; else a copy, so that a small payload never keeps a large chunk alive.
   */
  keep(bytes: Uint8Array, start: number, end: number, maskingKey: number): Uint8Array
}

/** Text in UTF-8. */
export interface TextCodec {
  isUtf8(bytes: Uint8Array, start: number, end: number): boolean
  /** Decodes any bytes: what is not UTF-8 becomes U+FFFD. */
  decode(bytes: Uint8Array, start: number, end: number): string
  /** Decodes bytes that are known to be UTF-8. */
  decodeValid(bytes: Uint8Array, start: number, end: number): string
  /** Decodes a span, or returns null if it is not UTF-8. */
  decodeChecked(bytes: Uint8Array, start: number, end: number): string | null
  /** Writes a string of up to `text.length * 3` bytes; returns the bytes written. Lone surrogates become U+FFFD. */
  write(target: Uint8Array, at: number, text: string): number
  encode(text: string): Uint8Array
  byteLength(text: string): number
}

/** Time. Handles are opaque. */
export interface Timers {
  /** Calls back once after `milliseconds`. */
  start(callback: () => void, milliseconds: number): unknown
  stop(handle: unknown): void
  /** Calls back in this turn of the event loop, after all that is queued on the tick and microtask queues has run. */
  settle(callback: () => void): void
  /** Calls back when the work at hand is done, before anything else happens. */
  soon(callback: () => void): void
  /** Calls back in a later turn of the event loop. */
  defer(callback: () => void): void
}

export interface Platform {
  readonly bytes: ByteStore
  readonly text: TextCodec
  readonly timers: Timers
  /** The next masking key, from a cryptographically strong source. @rfc 6455 §5.3, §10.3 */
  maskingKey(): number
}
