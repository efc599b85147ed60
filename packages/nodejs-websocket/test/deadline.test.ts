/** The time limit of many sockets: who is destroyed when, and who is let go of. */
import { Socket } from 'node:net'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Deadline } from '../src/deadline.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('destroys each socket when its own time is over', () => {
  const deadline = new Deadline(100)
  const [first, second, third] = [new Socket(), new Socket(), new Socket()]
  deadline.add(first)
  vi.advanceTimersByTime(60)
  deadline.add(second)
  deadline.add(third)
  vi.advanceTimersByTime(39)
  expect(first.destroyed).toBe(false)
  vi.advanceTimersByTime(1)
  expect([first.destroyed, second.destroyed]).toEqual([true, false])
  deadline.remove(third)
  vi.advanceTimersByTime(60)
  expect([second.destroyed, third.destroyed]).toEqual([true, false])
  expect(vi.getTimerCount()).toBe(0)
})

it('waits for those that come after all others were done', () => {
  const deadline = new Deadline(100)
  const [first, second] = [new Socket(), new Socket()]
  deadline.add(first)
  deadline.remove(first)
  vi.advanceTimersByTime(100)
  expect(vi.getTimerCount()).toBe(0)
  deadline.add(second)
  vi.advanceTimersByTime(100)
  expect([first.destroyed, second.destroyed]).toEqual([false, true])
})

it('sets no limit of 0', () => {
  new Deadline(0).add(new Socket())
  expect(vi.getTimerCount()).toBe(0)
})

it('does not keep sockets that have closed by themselves', () => {
  const deadline = new Deadline(100)
  const open = new Socket()
  const destroy = vi.fn()
  deadline.add(open)
  for (let i = 0; i < 5000; i++) deadline.add({ destroyed: true, destroy } as unknown as Socket)
  vi.advanceTimersByTime(100)
  expect(open.destroyed).toBe(true)
  expect(destroy.mock.calls.length).toBeLessThan(1000)
})
