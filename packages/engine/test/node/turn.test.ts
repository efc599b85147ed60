import { describe, expect, it } from 'vitest'
import { atExit, atTurnEnd, currentTurn, forgetExit, NOWHERE, openTurn } from '../../src/node/turn.js'

const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('turns', () => {
  it('have one number until their end, and another after it', async () => {
    const first = currentTurn()
    expect(currentTurn()).toBe(first)
    expect(openTurn()).toBe(first)
    await tick()
    expect(openTurn()).toBe(0)
    expect(currentTurn()).not.toBe(first)
    await turn()
    expect(openTurn()).toBe(0)
  })

  it('end before anything else happens', async () => {
    const order: string[] = []
    setImmediate(() => order.push('later turn'))
    atTurnEnd({ onTurnEnd: () => order.push('end') })
    order.push('now')
    await turn()
    expect(order).toEqual(['now', 'end', 'later turn'])
  })

  it('call each listener once, and one that comes at the end as well', async () => {
    let calls = 0
    const again = { onTurnEnd: () => calls++ }
    atTurnEnd({
      onTurnEnd: () => {
        calls++
        atTurnEnd(again)
      },
    })
    await turn()
    await turn()
    expect(calls).toBe(2)
  })

  it('go on with the others when a listener throws', async () => {
    const called: string[] = []
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const uncaught: unknown[] = []
    process.on('uncaughtException', (error) => uncaught.push(error))
    for (const name of ['a', 'b', 'c']) {
      atTurnEnd({
        onTurnEnd: () => {
          called.push(name)
          if (name !== 'c') throw new Error(name)
        },
      })
    }
    await turn()
    await turn()
    process.removeAllListeners('uncaughtException')
    for (const listener of listeners) process.on('uncaughtException', listener)
    expect(called).toEqual(['a', 'b', 'c'])
    expect(uncaught.length).toBe(2)
  })

  it('install one listener for the exit, whoever waits for it', () => {
    const before = process.listenerCount('exit')
    const listeners = Array.from({ length: 50 }, () => ({ exitPlace: NOWHERE, onTurnEnd: () => {} }))
    for (const listener of listeners) {
      atExit(listener)
      atTurnEnd(listener)
    }
    expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 1)
    for (const listener of listeners) forgetExit(listener)
  })
})
