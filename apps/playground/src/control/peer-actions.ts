/** What the page has the server's side of a connection do, in the dialect's own API where that can do it. */

import type { Peer } from '../dialects/dialect.js'
import type { PeerAction } from './commands.js'
import { sendFragments } from './fragments.js'

/** Bytes that may wait for the client to read them. */
const MAX_UNREAD = 4 * 1024 * 1024

/** @throws Error when the connection is not open or too much waits to be read, and what the dialect throws */
export function performAsPeer(peer: Peer, action: PeerAction): void {
  if (action.action === 'terminate') {
    peer.terminate()
    return
  }
  if (!peer.engine.isOpen) throw new Error('The connection is closing')
  if (action.action === 'close') {
    peer.close(action.code ?? undefined, action.reason)
    return
  }
  if (peer.engine.bufferedAmount > MAX_UNREAD) throw new Error('Too much waits to be read by the client')
  const payload = Buffer.from(action.payload, 'hex')
  if (action.action === 'ping') peer.ping(payload)
  else if (action.fragments > 1) sendFragments(peer.engine, payload, action.binary, action.fragments)
  else if (action.binary) peer.sendBinary(payload)
  else peer.sendText(payload.toString())
}
