/** What a connection knows of its end. Made when that begins, so that an open connection holds none of it; decides nothing. */

import { CloseCode } from '../rfc/close-code.js'
import { ClosingState } from './closing.js'

export class Ending {
  state: ClosingState = ClosingState.Open
  /** What ends the closing handshake if the peer does not, or null. */
  timer: unknown = null
  /** The status code of the peer's Close, 1005 if it had none, 1006 if there was no Close so far. @rfc 6455 §7.1.5 */
  peerCode: number = CloseCode.Abnormal
  /** Whether nothing comes any more. What has come may still be on its way to listeners. */
  isTransportGone = false

  /** @param peerReason the reason of the peer's Close: none so far */
  constructor(public peerReason: Uint8Array) {}
}
