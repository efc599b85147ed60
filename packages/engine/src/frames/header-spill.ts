/** Keeps a header that is cut between two chunks. Reads nothing of it. */

/** The longest header: 2 bytes, 8 of length, 4 of masking key. @rfc 6455 §5.2 */
const MAX_HEADER_BYTES = 14

export class HeaderSpill {
  readonly bytes: Uint8Array = new Uint8Array(MAX_HEADER_BYTES)
  length = 0

  push(byte: number): void {
    this.bytes[this.length++] = byte
  }

  clear(): void {
    this.length = 0
  }
}
