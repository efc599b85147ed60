/** Sends a message in a number of frames, through the engine: no dialect cuts a message where its user wants. */

import { type ConnectionFace, SendFlag } from '@rosetta-ws/engine'

/** @param count of frames; their sizes differ by a byte at most */
export function sendFragments(engine: ConnectionFace, bytes: Buffer, isBinary: boolean, count: number): void {
  const flags = SendFlag.Compress | (engine.role === 'client' ? SendFlag.Mask : 0)
  for (let i = 0; i < count; i++) {
    const start = Math.floor((bytes.length * i) / count)
    const end = Math.floor((bytes.length * (i + 1)) / count)
    engine.sendData(bytes.subarray(start, end), isBinary, i === count - 1 ? flags | SendFlag.Fin : flags)
  }
}
