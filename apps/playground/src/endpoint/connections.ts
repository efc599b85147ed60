/** The open connections of all endpoints: numbers them, taps their frames and knows which page is shown them. */

import type { TappedFrame } from '@rosetta-ws/engine'
import type { ClientKind, WireRecord } from '../control/messages.js'
import type { Peer, PeerListener } from '../dialects/dialect.js'
import { serve } from './subprotocols.js'

/** A page that watches. */
export interface Onlooker {
  show(record: WireRecord): void
  /** Who holds the other end of a connection that the page has given the number `key`. */
  clientOf(key: number): ClientKind
}

interface OpenConnection {
  readonly peer: Peer
  /** The page that has opened it, or null for a connection of another program, which all pages are shown. */
  readonly owner: Onlooker | null
}

/** Distributes Omit over the kinds of records. */
type Unstamped<Kind> = Kind extends WireRecord ? Omit<Kind, 'connection' | 'time'> : never

export class Connections {
  private readonly onlookers = new Map<string, Onlooker>()
  private readonly open = new Map<number, OpenConnection>()
  private count = 0

  get size(): number {
    return this.open.size
  }

  /** @param session is in the target of the page's connections */
  watch(session: string, onlooker: Onlooker): void {
    this.onlookers.set(session, onlooker)
  }

  unwatch(session: string): void {
    this.onlookers.delete(session)
  }

  /** The server's side of a connection. @throws Error when it is closed or not shown to `onlooker` */
  peer(number: number, onlooker: Onlooker): Peer {
    const connection = this.open.get(number)
    if (connection === undefined || (connection.owner !== null && connection.owner !== onlooker)) {
      throw new Error('The connection is closed')
    }
    return connection.peer
  }

  terminateAll(): void {
    for (const { peer } of this.open.values()) peer.engine.terminate()
  }

  /** Takes a new peer of a dialect. @param target path and query: `session`, and `key`, a number of the page's */
  welcome(dialect: string, peer: Peer, target: string): PeerListener {
    const number = ++this.count
    const query = new URLSearchParams(target.slice(target.indexOf('?') + 1))
    const owner = this.onlookers.get(query.get('session') ?? '') ?? null
    const key = owner === null ? null : Number(query.get('key'))
    const show = (record: Unstamped<WireRecord>): void => {
      const stamped = { ...record, connection: number, time: performance.timeOrigin + performance.now() }
      for (const onlooker of owner === null ? this.onlookers.values() : [owner]) onlooker.show(stamped)
    }
    this.open.set(number, { peer, owner })
    const { subprotocol, deflate } = peer
    const client = owner === null || key === null ? 'other' : owner.clientOf(key)
    show({ kind: 'open', dialect, client, key, subprotocol, deflate })
    peer.engine.tap = (frame) => show(frameRecord(frame))
    const listener = serve(peer, `${dialect} #${number}`)
    return {
      onText: listener.onText,
      onBinary: listener.onBinary,
      onError: (message) => show({ kind: 'error', message }),
      onClose: (code, reason) => {
        this.open.delete(number)
        listener.leave()
        show({ kind: 'close', code, reason })
      },
    }
  }
}

function frameRecord({ payload, ...header }: TappedFrame) {
  return { kind: 'frame', ...header, payload: Buffer.from(payload).toString('hex') } as const
}
