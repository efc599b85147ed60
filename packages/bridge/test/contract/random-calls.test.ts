/**
 * Any order of calls through two views, and any frames of a peer in between: nothing is thrown but at the call, both agree on
 * whether the connection is open after each, what comes is told to both alike, and both are told of the end.
 */

import { afterEach, describe, expect, it } from 'vitest'
import { closeBody } from '../../../engine/test/instruments/wire.js'
import { pairs, sides } from '../instruments/dialects.js'
import { LiveConnection, type Notes, turns } from '../instruments/live-connection.js'

const STEPS = 40
const uncaught: unknown[] = []
const note = (error: unknown): void => void uncaught.push(error)
let live: LiveConnection

afterEach(() => live.close())

/** A generator of numbers below a bound, the same for the same seed. */
function dice(seed: number): (bound: number) => number {
  let state = seed
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
}

type Step = (live: LiveConnection, actor: Notes, roll: (bound: number) => number) => void

const bytes = (roll: (bound: number) => number): Buffer => Buffer.alloc(roll(3) === 0 ? roll(40_000) : roll(10), 'b')

/** What happens often, and what ends a connection. */
const common: readonly Step[] = [
  (_live, { driver, object }, roll) => driver.sendText(object, `text ${roll(1000)}`),
  (_live, { driver, object }, roll) => driver.sendBinary(object, bytes(roll)),
  (_live, { driver, object }) => driver.ping(object, 'ping'),
  (_live, { driver, object, isOpen }) => void (isOpen && driver.pausing?.pause(object)),
  (_live, { driver, object }) => driver.pausing?.resume(object),
  ({ peer }, _actor, roll) => peer.send({ opcode: 1, payload: `peer ${roll(1000)}` }, { opcode: 9, payload: 'p' }),
  ({ peer }, _actor, roll) => peer.send({ opcode: 2, payload: bytes(roll), fin: false }, { opcode: 0, payload: 'e' }),
  ({ peer }) => peer.send({ opcode: 10, payload: 'q' }, { opcode: 1, payload: 'a', fin: false }, { opcode: 0 }),
]
const final: readonly Step[] = [
  (_live, { driver, object }) => driver.close(object, 1001, 'bye'),
  (_live, { driver, object }) => driver.terminate(object),
  ({ peer }) => peer.send({ opcode: 8, payload: closeBody(1001, 'bye') }),
  ({ peer }) => peer.send({ opcode: 0x0b }),
  ({ peer }) => peer.send({ opcode: 0, payload: 'no message' }),
]

function resume(...all: Notes[]): void {
  for (const { driver, object, isOpen } of all) if (isOpen) driver.pausing?.resume(object)
}

async function play(owner: Notes, view: Notes, roll: (bound: number) => number): Promise<void> {
  for (let i = 0; i < STEPS; i++) {
    const isFinal = i > STEPS / 2 && roll(4) === 0
    const steps = isFinal ? final : common
    // Who closes while paused waits for what it does not read, with one view or several.
    if (isFinal) resume(owner, view)
    const step = steps[roll(steps.length)]
    const actor = roll(2) === 0 ? owner : view
    try {
      step(live, actor, roll)
    } catch (error) {
      expect(actor.isOpen ? error : null).toBeNull()
    }
    const isDestroyed = step === final[1] && actor.driver.name === 'nodejs-websocket'
    if (!isDestroyed) expect([i, view.isOpen]).toEqual([i, owner.isOpen])
    if (roll(3) === 0) await turns(2)
  }
}

const cases = sides.flatMap((side) => pairs.map(([owner, view]) => [owner, view, side] as const))

describe('calls in any order', () => {
  it.each(cases)('%s with %s at the %s', async (ownerName, viewName, side) => {
    process.on('uncaughtExceptionMonitor', note)
    try {
      for (let seed = 1; seed <= 4; seed++) {
        live = await LiveConnection.open(ownerName, side)
        const view = live.view(viewName)
        const { owner, peer } = live
        await play(owner, view, dice(seed * 7919))
        resume(owner, view)
        await turns(3)
        peer.socket.end()
        peer.socket.destroy()
        await Promise.all([owner.closed(), view.closed()])
        while (!owner.isClosed || !view.isClosed) await turns(1)
        const told = ({ log }: Notes): string[] => log.filter((line) => line.startsWith('text'))
        // One of them may have stopped listening at its own close, as its dialect does.
        const [short, long] = [told(owner), told(view)].sort((one, other) => one.length - other.length)
        expect(long.slice(0, short.length)).toEqual(short)
        if (seed < 4) await live.close()
      }
    } finally {
      process.off('uncaughtExceptionMonitor', note)
    }
    expect(uncaught).toEqual([])
  })
})
