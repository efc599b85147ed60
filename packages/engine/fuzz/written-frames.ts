/** Checks the frames that an endpoint has written. Knows nothing of what they should say. */

const LARGEST_HEADER = 14

/** @throws Error unless these are whole frames with the right mask, and nothing behind a Close frame */
export function checkWritten(bytes: Buffer, masked: boolean, mayBeCut: boolean): void {
  let isClosed = false
  for (let at = 0; at < bytes.length; ) {
    if (isClosed) throw new Error('Bytes after a Close frame')
    if (mayBeCut && at + LARGEST_HEADER > bytes.length) return
    const second = bytes[at + 1]
    if (second >= 0x80 !== masked) throw new Error('A wrong mask went out')
    const short = second & 127
    const extended = short < 126 ? 0 : short === 126 ? 2 : 8
    const size =
      extended === 0 ? short : extended === 2 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    isClosed = (bytes[at] & 15) === 8
    at += 2 + extended + (masked ? 4 : 0) + size
    if (at > bytes.length && !mayBeCut) throw new Error('A frame went out cut')
  }
}
