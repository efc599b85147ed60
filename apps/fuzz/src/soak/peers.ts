/** The process of the peers: keeps so many of them connected, has each take its turn, and reports what they have seen. */

import { kinds, Peer, type PeerCounts } from './peer.js'

/** What the parent says. */
export type ToPeers = 'stop'
/** What the peers say. */
export interface FromPeers {
  readonly counts: PeerCounts
  readonly open: number
  /** Set when all has come back or is lost. */
  readonly isLast: boolean
}

const TICK = 100
/** Milliseconds between two turns of a peer. */
const TURN = 5000
/** Opening handshakes at a time. */
const CONNECTING = 100
const REPORT = 1000
/** Milliseconds that the last messages may take. */
const PATIENCE = 60_000

const [port, connections] = process.argv.slice(2).map(Number) as [number, number]
const counts: PeerCounts = { opened: 0, sent: 0, returned: 0, extra: 0, lost: 0, broken: 0 }
const peers = Array.from({ length: connections }, (_, number) => {
  return new Peer(kinds[number % kinds.length] as (typeof kinds)[number], number, port, counts)
})
const perTick = Math.ceil((connections * TICK) / TURN)
let next = 0
let stopsAt: number | null = null

function tick(): void {
  if (stopsAt === null) connectSome()
  for (let left = perTick; left > 0; left--) {
    peers[next].turn(stopsAt === null)
    next = (next + 1) % connections
  }
  if (stopsAt !== null && (performance.now() > stopsAt || peers.every(({ outstanding }) => outstanding === 0))) end()
}

function connectSome(): void {
  let connecting = peers.reduce((sum, { isConnected, isOpen }) => sum + Number(isConnected && !isOpen), 0)
  for (const peer of peers) {
    if (connecting >= CONNECTING) return
    if (peer.isConnected) continue
    peer.connect()
    connecting++
  }
}

function report(isLast: boolean, done?: () => void): void {
  const open = peers.reduce((sum, { isOpen }) => sum + Number(isOpen), 0)
  process.send?.({ counts, open, isLast } satisfies FromPeers, undefined, undefined, done)
}

function end(): void {
  clearInterval(ticker)
  clearInterval(reporter)
  for (const peer of peers) peer.stop()
  report(true, () => process.exit(0))
}

process.on('message', (message: ToPeers) => {
  if (message !== 'stop') return
  stopsAt = performance.now() + PATIENCE
  for (const peer of peers) {
    peer.isStopping = true
    peer.readOn()
  }
})
process.on('disconnect', () => process.exit(0))

const ticker = setInterval(tick, TICK)
const reporter = setInterval(() => report(false), REPORT)
