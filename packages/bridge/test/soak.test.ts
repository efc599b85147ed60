/**
 * Connections of every owner with every view, opened, used by both and ended in every way, over and over: nothing of them may
 * stay. `BRIDGE_SOAK_SECONDS` makes it last longer than the few seconds of a usual run.
 */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { closeBody } from '../../engine/test/instruments/wire.js'
import { pairs, sides } from './instruments/dialects.js'
import { LiveConnection, type Notes } from './instruments/live-connection.js'

const seconds = Number(process.env.BRIDGE_SOAK_SECONDS ?? 6)
const KIB = 1024
const MESSAGE = Buffer.alloc(32 * KIB, 'm')

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** How a connection ends. */
const ends: readonly ((live: LiveConnection, view: Notes) => void)[] = [
  ({ owner }) => owner.driver.close(owner.object, 1001, 'bye'),
  (_live, view) => view.driver.close(view.object, 1001, 'bye'),
  ({ owner }) => owner.driver.terminate(owner.object),
  (_live, view) => view.driver.terminate(view.object),
  ({ peer }) => peer.send({ opcode: 8, payload: closeBody(1001, 'bye') }),
  ({ peer }) => peer.send({ opcode: 3 }),
  ({ peer }) => peer.socket.resetAndDestroy(),
]

const alive = new Set<WeakRef<object>>()
let run = 0

async function oneConnection(ownerName: string, viewName: string, side: 'server' | 'client'): Promise<void> {
  const live = await LiveConnection.open(ownerName, side)
  const view = live.view(viewName)
  const { owner, peer } = live
  for (const each of [owner.object, view.object]) alive.add(new WeakRef(each))
  peer.send({ opcode: 1, payload: MESSAGE, fin: false }, { opcode: 9, payload: 'p' }, { opcode: 0, payload: 'end' })
  peer.send({ opcode: 2, payload: MESSAGE })
  await Promise.all([owner.count(3), view.count(3)])
  expect(view.log).toEqual(owner.log)
  for (const { driver, object } of [view, owner]) {
    driver.sendText(object, 'text')
    driver.sendBinary(object, MESSAGE)
  }
  await peer.until(() => peer.frames.filter(({ opcode, fin }) => opcode < 8 && fin).length === 4)
  ends[run++ % ends.length](live, view)
  const answer = (): void => {
    if (peer.frames.some(({ opcode }) => opcode === 8)) peer.socket.end()
  }
  peer.socket.on('data', answer)
  peer.socket.on('end', () => peer.socket.end())
  answer()
  await Promise.all([owner.closed(), view.closed()])
  await live.close()
}

async function everyPair(): Promise<void> {
  for (const side of sides) {
    await Promise.all(pairs.map(([owner, view]) => oneConnection(owner, view, side)))
  }
}

/** Bytes in use once all that nobody holds is collected. */
async function inUse(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

describe('all owners with all views', () => {
  it(`leave nothing behind in ${seconds} seconds`, { timeout: (seconds + 60) * 1000 }, async () => {
    for (let i = 0; i < 3; i++) await everyPair()
    const before = await inUse()
    const end = performance.now() + seconds * 1000
    let rounds = 0
    while (performance.now() < end) {
      await everyPair()
      rounds++
    }
    const grown = (await inUse()) - before
    const connections = rounds * pairs.length * sides.length
    expect([...alive].filter((each) => each.deref() !== undefined)).toHaveLength(0)
    expect(connections).toBeGreaterThan(100)
    // A leak of one message would be 32 KiB a connection.
    expect(grown / connections).toBeLessThan(2 * KIB)
  })
})
