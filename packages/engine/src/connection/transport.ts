/** The port to a byte stream: what the connection writes to, and what the stream reports. Knows nothing of frames. */

/** Called once when the bytes have left the process, or could not. */
export type WrittenCallback = (error?: Error | null) => void

/** The most bytes that `reserve` grants: enough for a frame of a string of 64 Ki code units. */
export const MAX_RESERVE = 256 * 1024

/**
 * An outgoing byte stream. Bytes are written into its buffer and committed; commits of one turn go out together where
 * nobody can tell.
 */
export interface Transport {
  /** The buffer to write to after `reserve`. It changes with every call of `reserve`. */
  readonly buffer: Uint8Array
  /** Bytes that are not yet with the operating system. Flushes first. */
  readonly bufferedAmount: number
  /** Changes whenever bytes go over to the operating system while nothing is written. */
  readonly unsent: number
  /** Whether the peer, or the path to it, takes bytes slower than they are sent. */
  readonly isCongested: boolean
  /** Whether nothing can be written any more. */
  readonly isGone: boolean
  start(handler: TransportHandler): void
  /** Makes room for `size` bytes, at most `MAX_RESERVE`; returns where they begin in `buffer`. */
  reserve(size: number): number
  /** Sends what was written into the buffer up to `end`. */
  commit(end: number, onWritten?: WrittenCallback): void
  /** Sends what was written into the buffer up to `end`, and then `payload`, which the transport owns until it is written. */
  commitWith(end: number, payload: Uint8Array, onWritten?: WrittenCallback): void
  /** Gathers all commits until `release`. Nests. */
  hold(): void
  release(): void
  flush(): void
  pause(): void
  resume(): void
  /** Stops handing over data and lets what comes drain away. */
  discard(): void
  /** Flushes and ends the outgoing half. */
  end(): void
  /** Flushes and destroys. */
  destroy(): void
}

export interface TransportHandler {
  /** The handler owns the chunk. It is called with the transport held. */
  onData(chunk: Uint8Array): void
  /** The peer ended its half. */
  onTransportEnd(): void
  onTransportError(error: Error): void
  /** The stream is gone, and all its data was handed over. */
  onTransportClose(): void
  /** All that was written is with the operating system, after it had not been. */
  onDrain(): void
}
