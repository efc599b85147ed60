import { describe, expect, it } from 'vitest'
import { SendFlag } from '../../src/connection/outbox.js'
import { MemoryConnection } from '../instruments/memory-connection.js'
import { attachView } from '../instruments/memory-views.js'
import { closeBody } from '../instruments/wire.js'

describe('a view', () => {
  it('sends as the connection does', () => {
    for (const role of ['server', 'client'] as const) {
      const memory = new MemoryConnection({ role })
      const { view } = attachView(memory)
      view.send('a', false)
      view.send(Buffer.from('b'), true)
      view.sendData('c', false, SendFlag.Fin | (role === 'client' ? SendFlag.Mask : 0))
      view.ping('d')
      view.pong('e')
      view.sendFrame(0x81, 'f', role === 'client')
      view.close(closeBody(1000))
      expect(memory.sent.map(({ opcode, key, payload }) => [opcode, key !== null, `${payload}`]).slice(0, 6)).toEqual(
        [
          [1, 'a'],
          [2, 'b'],
          [1, 'c'],
          [9, 'd'],
          [10, 'e'],
          [1, 'f'],
        ].map(([opcode, payload]) => [opcode, role === 'client', payload]),
      )
      expect(memory.sent[6].opcode).toBe(8)
    }
  })

  it('is left out of the JSON of what holds it, as the connection is', () => {
    const memory = new MemoryConnection()
    const { connection } = memory
    const { view } = attachView(memory)
    expect(JSON.stringify({ connection, view, id: 1 })).toBe('{"id":1}')
  })

  it('shows the state of the connection', () => {
    const memory = new MemoryConnection()
    const { connection } = memory
    const { view } = attachView(memory)
    const names = [
      'role',
      'policy',
      'isOpen',
      'isClosed',
      'closingState',
      'closeCode',
      'closeReason',
      'closeTimerHandle',
      'isCompressed',
      'isPaused',
      'bufferedAmount',
      'isCongested',
      'sendingWork',
      'transport',
      'core',
    ] as const
    const compare = (): void => {
      for (const name of names) expect([name, view[name]]).toEqual([name, connection[name]])
    }
    compare()
    connection.pause()
    compare()
    connection.close(closeBody(1000))
    compare()
    connection.terminate()
    memory.time.finish()
    compare()
    expect([view.isOwner, connection.isOwner]).toEqual([false, true])
    expect([view.isClosed, view.core]).toEqual([true, connection])
  })

  it('shows what crosses the wire to a tap, and takes bytes as if they had come', () => {
    const memory = new MemoryConnection()
    const { view } = attachView(memory)
    const seen: string[] = []
    view.tap = ({ direction, payload }) => seen.push(`${direction} ${Buffer.from(payload)}`)
    view.start()
    view.onData(memory.peerFrame({ opcode: 1, payload: 'a' }))
    view.send('b', false)
    memory.connection.send('c', false)
    expect(seen).toEqual(['in a', 'out b', 'out c'])
  })
})

describe('the closing handshake', () => {
  it('is told to all but whoever began it', () => {
    for (const actor of ['owner', 'first', 'second'] as const) {
      const memory = new MemoryConnection()
      const first = attachView(memory)
      const second = attachView(memory)
      const owner: string[] = []
      Object.assign(memory.recorder, {
        onLocalClose: (code: number, reason: Uint8Array) => owner.push(`${code} ${reason}`),
      })
      const begin = { owner: memory.connection, first: first.view, second: second.view }[actor]
      begin.close(closeBody(4000, 'bye'))
      begin.close(closeBody(4001))
      expect({ owner: owner.join(), first: first.recorder.log.join(), second: second.recorder.log.join() }).toEqual({
        owner: '4000 bye',
        first: 'localClose 4000 bye',
        second: 'localClose 4000 bye',
        [actor]: '',
      })
      expect(memory.sent).toHaveLength(1)
    }
  })

  it('is told as 1005 where no code was sent', () => {
    const memory = new MemoryConnection()
    const { recorder } = attachView(memory)
    memory.connection.close()
    expect(recorder.log).toEqual(['localClose 1005 '])
  })

  it('is skipped by who terminates or ends, and the others are told', () => {
    for (const call of ['terminate', 'end'] as const) {
      const memory = new MemoryConnection()
      const { recorder } = attachView(memory)
      const other = attachView(memory)
      other.view[call]()
      expect([recorder.log, other.recorder.log]).toEqual([['localEnd'], []])
      memory.connection[call]()
      expect([recorder.log, other.recorder.log]).toEqual([['localEnd', 'localEnd'], ['localEnd']])
    }
  })
})

describe('pausing', () => {
  it('holds the connection until nobody holds it any more', () => {
    const memory = new MemoryConnection()
    const first = attachView(memory)
    const second = attachView(memory)
    const { connection, transport } = memory
    connection.pause()
    first.view.pause()
    second.view.pause()
    connection.resume()
    first.view.resume()
    expect([connection.isPaused, transport.isPaused]).toEqual([true, true])
    memory.receive({ opcode: 1, payload: 'a' })
    expect(memory.log).toEqual([])
    second.view.resume()
    memory.time.finish()
    expect([connection.isPaused, transport.isPaused, memory.log]).toEqual([false, false, ['text "a"']])
  })

  it('by the owner goes on when a view attaches', () => {
    const memory = new MemoryConnection({ policy: { whilePaused: 'hold' } })
    memory.connection.pause()
    const { view, recorder } = attachView(memory)
    view.pause()
    view.resume()
    memory.receive({ opcode: 1, payload: 'a' })
    expect(recorder.log).toEqual([])
    memory.connection.resume()
    memory.time.finish()
    expect(recorder.log).toEqual(['text "a"'])
  })
})
