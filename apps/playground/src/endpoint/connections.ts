/** The open connections of all endpoints: numbers them, taps their frames and knows which page is shown them. */

import type { TappedFrame } from '@rosetta-ws/engine'
import type { ClientKind, WireRecord } from '../control/messages.js'
import type { Peer, PeerListener } from '../dialects/dialect.js'
import { dialects } from '../dialects/dialects.js'
import { serve } from './subprotocols.js'

/** A page that watches. */
export interface Onlooker {
  show(record: WireRecord): void
  /** Who holds the other end of a connection that the page has given the number `key`. */
  clientOf(key: number): ClientKind
}

interface OpenConnection {
  readonly peer: Peer
  /** By dialect: the owner's, and the views of the bridge. */
  readonly peers: Map<string, Peer>
  readonly show: (record: Unstamped<WireRecord>) => void
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

  /**
   * The server's side of a connection, through the API of its own dialect or of one that has a view of it.
   *
   * @throws Error when it is closed or not shown to `onlooker`, or has no such view
   */
  peer(number: number, onlooker: Onlooker, through?: string): Peer {
    const { peer, peers } = this.connection(number, onlooker)
    if (through === undefined) return peer
    const view = peers.get(through)
    if (view === undefined) throw new Error(`The connection is not seen through ${through}`)
    return view
  }

  /** Shows the server's side of a connection in another dialect too. @throws Error as `peer`, and for no dialect */
  see(number: number, onlooker: Onlooker, name: string): void {
    const { peer, peers, show } = this.connection(number, onlooker)
    const dialect = dialects.find((each) => each.name === name)
    if (dialect === undefined) throw new Error(`There is no dialect ${name}`)
    if (peers.has(name)) return
    const tell = (event: string): void => show({ kind: 'view', dialect: name, event })
    peers.set(name, dialect.see(peer.socket, tell))
    tell('sees this connection from now on')
  }

  private connection(number: number, onlooker: Onlooker): OpenConnection {
    const connection = this.open.get(number)
    if (connection === undefined || (connection.owner !== null && connection.owner !== onlooker)) {
      throw new Error('The connection is closed')
    }
    return connection
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
    this.open.set(number, { peer, peers: new Map([[dialect, peer]]), owner, show })
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
