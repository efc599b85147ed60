/** The ports through which payloads are inflated and deflated. Types only. */

/** Takes what an inflater made of one frame's payload. */
export interface InflateReceiver {
  /** `output` is the receiver's own. It is called at once or in a later turn, once per `inflate`. */
  onInflated(output: Uint8Array): void
  /** The data is broken; the error is the codec's own. */
  onInflateError(error: Error): void
  /** The output passed the limit; nothing more was inflated. */
  onInflateLimit(): void
}

export interface Inflater {
  /**
   * Inflates the payload of one frame. The codec reads `data` until it answers.
   *
   * @param final whether the frame ends its message @rfc 7692 §7.2.2
   * @param limit the bytes that may come out, checked while inflating; 0 for no limit, -1 for none at all
   */
  inflate(data: Uint8Array, final: boolean, limit: number, receiver: InflateReceiver): void
  /** Frees the context. No answer comes after it. */
  close(): void
}

export interface DeflateReceiver {
  /** `output` belongs to the receiver. It is called at once or in a later turn, once per `deflate`. */
  onDeflated(output: Uint8Array): void
  onDeflateError(error: Error): void
}

export interface Deflater {
  /**
   * Deflates one payload. The codec reads `data` until it answers.
   *
   * @param final whether the payload ends its message, so that the tail is cut off @rfc 7692 §7.2.1
   */
  deflate(data: Uint8Array, final: boolean, receiver: DeflateReceiver): void
  /** Frees the context. No answer comes after it. */
  close(): void
}
