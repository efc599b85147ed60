/** What holds for every owner with every view, on both sides of a connection. */

import { afterEach, describe, expect, it } from 'vitest'
import { closeBody } from '../../../engine/test/instruments/wire.js'
import { driverOf, pairs, sides } from '../instruments/dialects.js'
import { LiveConnection, type Notes, turns } from '../instruments/live-connection.js'

let live: LiveConnection

afterEach(() => live.close())

async function open(owner: string, view: string, side: 'server' | 'client'): Promise<[Notes, Notes]> {
  live = await LiveConnection.open(owner, side)
  return [live.owner, live.view(view)]
}

const cases = sides.flatMap((side) => pairs.map(([owner, view]) => [owner, view, side] as const))

describe.each(cases)('%s seen through %s, at the %s', (ownerName, viewName, side) => {
  it('is one object for each dialect, of its class, in the right state', async () => {
    const [owner, view] = await open(ownerName, viewName, side)
    expect(view.driver.isInstance(view.object)).toBe(true)
    expect(owner.driver.isInstance(view.object)).toBe(false)
    expect(view.driver.as(owner.object)).toBe(view.object)
    expect(view.driver.as(view.object)).toBe(view.object)
    expect(owner.driver.as(view.object)).toBe(owner.object)
    expect(owner.driver.as(owner.object)).toBe(owner.object)
    const third = driverOf(['ws', 'websocket', 'wsd'].find((name) => name !== ownerName && name !== viewName) as string)
    expect(third.as(view.object)).toBe(third.as(owner.object))
    expect([owner.isOpen, view.isOpen, view.isClosed]).toEqual([true, true, false])
    expect(view.driver.subprotocol(view.object)).toBe(owner.driver.subprotocol(owner.object))
    expect(view.driver.subprotocol(view.object)).toBe('chat')
  })

  it('is told of every message, ping and pong by both, in order', async () => {
    const [owner, view] = await open(ownerName, viewName, side)
    const { peer } = live
    peer.send(
      { opcode: 1, payload: 'ä' },
      { opcode: 9, payload: 'p' },
      { opcode: 1, payload: '', fin: true },
      { opcode: 1, payload: 'frag', fin: false },
      { opcode: 10, payload: 'q' },
      { opcode: 0, payload: 'ment' },
    )
    await Promise.all([owner.count(5), view.count(5)])
    const expected = ['text ä', 'ping p', 'text ', 'pong q', 'text fragment']
    expect([owner.log, view.log]).toEqual([expected, expected])
    peer.send({ opcode: 2, payload: Buffer.of(1), fin: false }, { opcode: 0, payload: Buffer.of(2) })
    await Promise.all([owner.count(6), view.count(6)])
    peer.send({ opcode: 2, payload: Buffer.alloc(60_000, 7) })
    await Promise.all([owner.count(7), view.count(7)])
    const big = `binary ${'07'.repeat(60_000)}`
    expect([owner.log.slice(5), view.log.slice(5)]).toEqual([
      ['binary 0102', big],
      ['binary 0102', big],
    ])
    await peer.until(() => peer.frames.length >= 1)
    await turns()
    expect(peer.log).toEqual(['10 p'])
  })

  it('sends from both', async () => {
    const [owner, view] = await open(ownerName, viewName, side)
    const { peer } = live
    for (const [index, { driver, object }] of [owner, view, owner].entries()) {
      driver.sendText(object, `text ${index}`)
      driver.ping(object, `ping ${index}`)
      driver.sendBinary(object, Buffer.from(`binary ${index}`))
    }
    await peer.until(() => peer.frames.length === 9)
    expect(peer.log).toEqual([0, 1, 2].flatMap((i) => [`1 text ${i}`, `9 ping ${i}`, `2 binary ${i}`]))
    expect(peer.frames.every(({ key }) => (key !== null) === (side === 'client'))).toBe(true)
  })

  it.each(['owner', 'view'])('closes for both when the %s closes', async (by) => {
    const [owner, view] = await open(ownerName, viewName, side)
    const { peer } = live
    const actor = by === 'owner' ? owner : view
    actor.driver.close(actor.object, 1001, 'bye')
    expect([owner.isOpen, view.isOpen]).toEqual([false, false])
    await peer.until(() => peer.frames.length === 1)
    peer.send({ opcode: 8, payload: closeBody(1001, 'bye') })
    peer.socket.end()
    await Promise.all([owner.closed(), view.closed(), peer.gone()])
    await turns()
    expect(peer.log).toEqual(['8 1001 bye'])
    expect([owner.closes, view.closes]).toEqual([['close 1001 bye'], ['close 1001 bye']])
    expect([owner.isClosed, view.isClosed]).toEqual([true, true])
  })

  it('closes for both when the peer closes, with one answer', async () => {
    const [owner, view] = await open(ownerName, viewName, side)
    const { peer } = live
    peer.send({ opcode: 8, payload: closeBody(1001, 'bye') }, { opcode: 1, payload: 'too late' })
    await peer.until(() => peer.frames.length === 1)
    peer.socket.end()
    await Promise.all([owner.closed(), view.closed(), peer.gone()])
    await turns()
    expect(peer.frames).toHaveLength(1)
    expect(peer.frames[0].opcode).toBe(8)
    expect([owner.log, view.log]).toEqual([['close 1001 bye'], ['close 1001 bye']])
    expect([owner.isClosed, view.isClosed]).toEqual([true, true])
  })

  it.each(['owner', 'view'])('is ended for both when the %s terminates', async (by) => {
    const [owner, view] = await open(ownerName, viewName, side)
    const actor = by === 'owner' ? owner : view
    actor.driver.terminate(actor.object)
    const other = by === 'owner' ? view : owner
    // A socket that is destroyed behind the back of everybody is noticed later.
    if (actor.driver.name !== 'nodejs-websocket') expect([actor.isOpen, other.isOpen]).toEqual([false, false])
    live.peer.socket.end()
    await Promise.all([owner.closed(), view.closed()])
    await turns()
    expect([owner.closes.length, view.closes.length]).toEqual([1, 1])
    expect([owner.isClosed, view.isClosed]).toEqual([true, true])
  })

  it('ends for both when the peer is gone without a word', async () => {
    const [owner, view] = await open(ownerName, viewName, side)
    live.peer.socket.resetAndDestroy()
    await Promise.all([owner.closed(), view.closed()])
    await turns()
    expect([owner.closes.length, view.closes.length]).toEqual([1, 1])
    expect([owner.isClosed, view.isClosed]).toEqual([true, true])
  })

  it('fails for both when the peer breaks a rule, with one Close', async () => {
    const [owner, view] = await open(ownerName, viewName, side)
    const { peer } = live
    peer.send({ opcode: 1, payload: 'good' }, { opcode: 3 }, { opcode: 1, payload: 'never' })
    await peer.until(() => peer.frames.length === 1)
    peer.socket.end()
    await Promise.all([owner.closed(), view.closed()])
    await turns()
    expect(peer.frames.map(({ opcode, payload }) => [opcode, payload.readUInt16BE(0)])).toEqual([[8, 1002]])
    expect([owner.log[0], view.log[0]]).toEqual(['text good', 'text good'])
    expect([owner.log.length, view.log.length]).toEqual([2, 2])
    expect([owner.isOpen, view.isOpen]).toEqual([false, false])
  })

  it.each(['owner', 'view'])('is held for both while the %s pauses', async (by) => {
    const [owner, view] = await open(ownerName, viewName, side)
    const { peer } = live
    const { driver, object } = by === 'owner' ? owner : view
    // This dialect has no pause; its streams are tested by themselves.
    if (driver.pausing === null) return
    driver.pausing.pause(object)
    peer.send({ opcode: 1, payload: 'held' })
    await turns(20)
    expect([owner.log, view.log]).toEqual([[], []])
    driver.pausing.resume(object)
    await Promise.all([owner.count(1), view.count(1)])
    expect([owner.log, view.log]).toEqual([['text held'], ['text held']])
  })

  it('tells both of a message whose listener throws in either', async () => {
    const [owner, view] = await open(ownerName, viewName, side)
    const errors: string[] = []
    const previous = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => errors.push(error.message))
    try {
      for (const { object, driver } of [owner, view]) {
        driver.listen(object, (line) => {
          if (line.startsWith('text')) throw new Error(`${driver.name} ${line}`)
        })
      }
      live.peer.send({ opcode: 1, payload: 'a' }, { opcode: 1, payload: 'b' })
      await Promise.all([owner.count(2), view.count(2)])
      await turns(10)
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of previous) process.on('uncaughtException', listener)
    }
    expect([owner.log, view.log]).toEqual([
      ['text a', 'text b'],
      ['text a', 'text b'],
    ])
    expect(errors.sort()).toEqual(
      [ownerName, viewName].flatMap((name) => ['a', 'b'].map((letter) => `${name} text ${letter}`)).sort(),
    )
  })
})
