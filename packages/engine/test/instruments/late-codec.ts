/**
 * A codec for tests of the order of things: what it "deflates" stays as it is. It answers at once or in a later turn, and
 * can fail.
 */

import type { ConnectionDeflate } from '../../src/connection/connection.js'
import type { DeflateReceiver, InflateReceiver } from '../../src/extensions/codec.js'
import type { VirtualTime } from './virtual-time.js'

/** The payload that cannot be deflated or inflated. */
export const POISON = 'poison'

export interface LateCodec extends ConnectionDeflate {
  /** Whether both halves were closed. */
  readonly isClosed: boolean
}

/** @param isLate asked once for each payload */
export function lateCodec(time: VirtualTime, isLate: (data: Uint8Array) => boolean): LateCodec {
  const open = { inflater: true, deflater: true }
  const answer = (half: 'inflater' | 'deflater', data: Uint8Array, report: () => void): void => {
    if (!open[half]) throw new Error(`The ${half} is used after it was closed`)
    if (isLate(data)) time.defer(() => open[half] && report())
    else report()
  }
  return {
    deflateFrom: 0,
    get isClosed() {
      return !open.inflater && !open.deflater
    },
    inflater: {
      inflate(data: Uint8Array, _final: boolean, limit: number, receiver: InflateReceiver) {
        const copy = Buffer.from(data)
        answer('inflater', data, () => {
          if (copy.includes(POISON)) receiver.onInflateError(new Error('inflate'))
          else if (limit !== 0 && copy.length > limit) receiver.onInflateLimit()
          else receiver.onInflated(copy)
        })
      },
      close: () => {
        open.inflater = false
      },
    },
    deflater: {
      deflate(data: Uint8Array, _final: boolean, receiver: DeflateReceiver) {
        const copy = Buffer.from(data)
        answer('deflater', data, () => {
          if (copy.includes(POISON)) receiver.onDeflateError(new Error('deflate'))
          else receiver.onDeflated(copy)
        })
      },
      close: () => {
        open.deflater = false
      },
    },
  }
}
