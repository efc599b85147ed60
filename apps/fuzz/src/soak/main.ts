/**
 * Holds many connections to a server for a time, with peers that send, read slowly, reset, close and fall silent. Prints what
 * the server holds; the exit code says whether nothing was lost and what it holds stayed.
 *
 *     pnpm soak [facade] [--connections 10000] [--seconds 60] [--every 10]
 */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { usedMemory } from '../../../../packages/engine/test/instruments/collect-garbage.js'
import type { FromPeers, ToPeers } from './peers.js'
import { servers } from './servers.js'

const MIB = 1024 * 1024
/** The part of the time after which what is held is the measure for the rest. */
const WARM_UP = 0.25
/** Bytes by which the server may hold more at the end, as many as this or for each connection: messages are under way. */
const MAX_GROWN = 2 * MIB
const MAX_GROWN_EACH = 512
/** Milliseconds in which the server must know that all are gone. */
const PATIENCE = 60_000

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    connections: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    every: { type: 'string', default: '10' },
  },
})
const [name = 'ws'] = positionals
const connections = Number(values.connections)
const seconds = Number(values.seconds)
const start = servers[name]
if (start === undefined) throw new Error(`There is no server "${name}": ${Object.keys(servers).join(', ')}.`)

let messages = 0
const http = createServer()
const server = start(http, () => messages++)
http.listen(0, '127.0.0.1')
await once(http, 'listening')

const program = fileURLToPath(new URL('./peers.ts', import.meta.url))
const peers = fork(program, [String((http.address() as AddressInfo).port), String(connections)])
const exited = once(peers, 'exit')
let seen: FromPeers | null = null
peers.on('message', (message: FromPeers) => {
  seen = message
})
const say = (message: ToPeers): void => void peers.send(message)

const began = performance.now()
const elapsed = (): number => (performance.now() - began) / 1000
let most = 0
let warm: number | null = null
let held = 0

async function look(): Promise<void> {
  held = await usedMemory()
  most = Math.max(most, server.open())
  if (warm === null && elapsed() >= seconds * WARM_UP) warm = held
  const { rss } = process.memoryUsage()
  const line = { second: Math.round(elapsed()), open: server.open(), messages, heldMiB: mib(held), rssMiB: mib(rss) }
  console.log(JSON.stringify({ ...line, handles: process.getActiveResourcesInfo().length, peers: seen?.counts }))
}

function mib(bytes: number): number {
  return Math.round((bytes / MIB) * 10) / 10
}

while (elapsed() < seconds) {
  await wait(Math.min(Number(values.every), Math.max(0.1, seconds - elapsed())) * 1000)
  await look()
}
say('stop')
await exited
for (const end = performance.now() + PATIENCE; server.open() > 0 && performance.now() < end; ) await wait(100)
const left = server.open()
server.stop()
http.close()
http.closeAllConnections()
await wait(100)
const after = await usedMemory()

const counts = (seen as FromPeers | null)?.counts
const grown = held - (warm ?? held)
const result = {
  server: name,
  seconds,
  mostOpen: most,
  ...counts,
  grownMiB: mib(grown),
  left,
  heldAfterMiB: mib(after),
  handles: process.getActiveResourcesInfo().filter((resource) => /TCP|Timeout|Immediate/.test(resource)),
}
console.log(JSON.stringify(result))
const holds =
  counts !== undefined &&
  counts.returned > 0 &&
  counts.lost === 0 &&
  counts.extra === 0 &&
  counts.broken === 0 &&
  left === 0 &&
  result.handles.length === 0 &&
  grown < Math.max(MAX_GROWN, connections * MAX_GROWN_EACH)
console.log(holds ? 'It holds.' : 'It does not hold.')
process.exitCode = holds ? 0 : 1
