/** What a `WebSocket` knows of its end. Made when that begins, so that an open one holds none of it; decides nothing. */

import { CloseCode } from '@rosetta-ws/engine'
import { emptyBuffer } from './payload.js'

export class Ending {
  closeCode: number = CloseCode.Abnormal
  closeFrameReceived = false
  closeFrameSent = false
  closeMessage: Buffer = emptyBuffer
  errorEmitted = false
  /** Whether the peer has ended the stream, or the stream is gone. */
  streamEnded = false
  /** Bytes that were sent when they could not be any more. */
  unsentBytes = 0
}

/** What is so before the end begins. */
const none: Readonly<Ending> = Object.freeze(new Ending())

/** Whoever ends. */
interface Mortal {
  _ending: Ending | null
}

/** Gives a class the original's private members, over the `_ending` of each instance. */
export function showEnding(prototype: Mortal): void {
  for (const name of ['closeCode', 'closeFrameReceived', 'closeFrameSent', 'closeMessage', 'errorEmitted'] as const) {
    Object.defineProperty(prototype, `_${name}`, {
      configurable: true,
      get(this: Mortal) {
        return (this._ending ?? none)[name]
      },
      set(this: Mortal, value: never) {
        this._ending ??= new Ending()
        this._ending[name] = value
      },
    })
  }
}
