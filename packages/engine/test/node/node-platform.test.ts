import { describe, expect, it } from 'vitest'
import { nodePlatform } from '../../src/node/node-platform.js'

const { timers } = nodePlatform

describe('timers', () => {
  it('call back in the order: soon, settled, deferred', async () => {
    const order: string[] = []
    await new Promise<void>((resolve) => {
      timers.defer(() => {
        order.push('deferred')
        resolve()
      })
      timers.settle(() => order.push('settled'))
      timers.soon(() => order.push('soon'))
      process.nextTick(() => {
        order.push('tick')
        queueMicrotask(() => order.push('microtask of the tick'))
      })
      queueMicrotask(() => {
        order.push('microtask')
        process.nextTick(() => order.push('tick of the microtask'))
      })
    })
    expect(order.at(-1)).toBe('deferred')
    expect(order.indexOf('soon')).toBeLessThan(order.indexOf('settled'))
    expect(order.indexOf('tick')).toBeLessThan(order.indexOf('settled'))
    expect(order.indexOf('microtask')).toBeLessThan(order.indexOf('settled'))
    expect(order.length).toBe(7)
  })

  it('start and stop', async () => {
    const called: string[] = []
    const stopped = timers.start(() => called.push('stopped'), 0)
    timers.stop(stopped)
    await new Promise<void>((resolve) => timers.start(resolve, 1))
    expect(called).toEqual([])
  })
})
