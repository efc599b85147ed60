import { describe, expect, it } from 'vitest'
import { atTurnEnd, currentTurn, openTurn } from '../../src/node/turn.js'

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
})
