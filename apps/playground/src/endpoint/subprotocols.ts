/** What the endpoints do with messages, by subprotocol; it is the same in each dialect. It does not know the wire. */

import type { Peer, PeerListener } from '../dialects/dialect.js'

export type MessageListener = Pick<PeerListener, 'onText' | 'onBinary'> & { leave(): void }

/** Bytes that may wait for a peer that does not read. It is dropped above. */
const MAX_UNREAD = 16 * 1024 * 1024

/** Sends a message back to who sent it. */
function echo(peer: Peer): MessageListener {
  return {
    onText: (text) => deliver(peer, () => peer.sendText(text)),
    onBinary: (bytes) => deliver(peer, () => peer.sendBinary(bytes)),
    leave() {},
  }
}

/** Who is in the chat, from all dialects. */
const room = new Map<Peer, string>()

/** Sends a message to all in the chat, with the name of who sent it in front of a text. */
function chat(peer: Peer, name: string): MessageListener {
  const tellAll = (send: (member: Peer) => void): void => {
    for (const member of room.keys()) deliver(member, () => send(member))
  }
  room.set(peer, name)
  return {
    onText: (text) => tellAll((member) => member.sendText(`${name}: ${text}`)),
    onBinary: (bytes) => tellAll((member) => member.sendBinary(bytes)),
    leave: () => void room.delete(peer),
  }
}

function deliver(peer: Peer, send: () => void): void {
  if (peer.engine.bufferedAmount > MAX_UNREAD) peer.engine.terminate()
  else if (peer.engine.isOpen) send()
}

/** By the name on the wire. */
const behaviours: Readonly<Record<string, (peer: Peer, name: string) => MessageListener>> = { echo, chat }

export const subprotocols: readonly string[] = Object.keys(behaviours)

/** The behaviour that a peer has agreed on; echo without a subprotocol. @param name of the peer, for others to read */
export function serve(peer: Peer, name: string): MessageListener {
  return (behaviours[peer.subprotocol] ?? echo)(peer, name)
}
