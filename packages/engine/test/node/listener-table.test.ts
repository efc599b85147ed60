import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { shrinkListenerTable } from '../../src/node/listener-table.js'

function small(): EventEmitter {
  const emitter = new EventEmitter()
  shrinkListenerTable(emitter)
  return emitter
}

describe('shrinkListenerTable', () => {
  it('replaces the table on every Node that is supported', () => {
    const own = new EventEmitter() as unknown as { _events: object }
    const other = small() as unknown as { _events: object }
    expect(Object.getPrototypeOf(own._events)).toBe(null)
    expect(Object.getPrototypeOf(other._events)).not.toBe(null)
  })

  it('leaves an emitter as any other: order, once, removal, names, errors', () => {
    const traces = [new EventEmitter(), small()].map((emitter) => {
      const trace: unknown[] = []
      const a = (value: unknown) => trace.push(['a', value])
      emitter.on('newListener', (name) => trace.push(['new', name]))
      emitter.on('message', a)
      emitter.once('message', (value) => trace.push(['once', value]))
      emitter.prependListener('message', (value) => trace.push(['first', value]))
      emitter.emit('message', 1)
      emitter.emit('message', 2)
      emitter.off('message', a)
      emitter.emit('message', 3)
      trace.push(emitter.eventNames(), emitter.listenerCount('message'), emitter.emit('constructor'))
      expect(() => emitter.emit('error', new Error('nobody listens'))).toThrow('nobody listens')
      emitter.removeAllListeners()
      trace.push(emitter.eventNames(), emitter.emit('message', 4))
      return trace
    })
    expect(traces[1]).toEqual(traces[0])
  })
})
