import { describe, expect, it } from 'vitest'
import { SendFlag } from '../../src/connection/outbox.js'
import { lateCodec } from '../instruments/late-codec.js'
import { MemoryConnection } from '../instruments/memory-connection.js'
import { attachView } from '../instruments/memory-views.js'
import { closeBody } from '../instruments/wire.js'

function sent(memory: MemoryConnection): string[] {
  return memory.sent.map(({ fin, opcode, payload }) => `${opcode}${fin ? '' : '+'} ${payload}`)
}

describe('messages of several views', () => {
  it('are kept whole: data of others waits for the end of a fragmented message, control frames do not', () => {
    const memory = new MemoryConnection()
    const { connection } = memory
    const first = attachView(memory).view
    const second = attachView(memory).view
    first.sendData('a', false, 0)
    connection.send('owner', false)
    second.send('second', true)
    second.ping('ping')
    second.sendFrame(0x81, 'raw', false)
    second.outbox.sendEncoded([Buffer.from('8101', 'hex'), Buffer.from('e')])
    expect(connection.bufferedAmount).toBe(5 + 6 + 3 + 3)
    first.sendData('b', false, 0)
    first.sendData('c', false, SendFlag.Fin)
    expect(sent(memory)).toEqual(['1+ a', '9 ping', '0+ b', '0 c', '1 owner', '2 second', '1 raw', '1 e'])
    expect(connection.bufferedAmount).toBe(0)
  })

  it('are what they were when they were sent, though they wait', () => {
    const memory = new MemoryConnection()
    const { view } = attachView(memory)
    const bytes = Buffer.from('b')
    memory.connection.sendData('a', false, 0)
    view.send(bytes, true)
    bytes.fill('x')
    memory.connection.sendData('', false, SendFlag.Fin)
    expect(sent(memory)).toEqual(['1+ a', '0 ', '2 b'])
  })

  it('go in the order in which they were begun, also where several are fragmented', () => {
    const memory = new MemoryConnection()
    const { connection } = memory
    const first = attachView(memory).view
    const second = attachView(memory).view
    connection.sendData('a', false, 0)
    first.sendData('b', true, 0)
    second.send('d', false)
    first.sendData('c', true, SendFlag.Fin)
    connection.sendData('', false, SendFlag.Fin)
    expect(sent(memory)).toEqual(['1+ a', '0 ', '2+ b', '0 c', '1 d'])
    second.sendFrame(0x01, 'e', false)
    connection.send('g', false)
    second.sendFrame(0x80, 'f', false)
    expect(sent(memory).slice(5)).toEqual(['1+ e', '0 f', '1 g'])
  })

  it('wait also where the owner was in the middle of one when the first view attached', () => {
    const memory = new MemoryConnection()
    memory.connection.sendData('a', false, 0)
    const { view } = attachView(memory)
    view.send('c', false)
    memory.connection.sendData('b', false, SendFlag.Fin)
    expect(sent(memory)).toEqual(['1+ a', '0 b', '1 c'])
  })

  it.each([
    ['ended', SendFlag.Fin, ['1 a', '1 c']],
    ['not ended', 0, ['1+ a', '0 b', '1 c']],
  ] as const)('wait until it is known whether the owner had %s its message', (_name, flags, expected) => {
    const memory = new MemoryConnection({ deflate: (time) => lateCodec(time, () => true) })
    memory.connection.sendData('a', false, flags | SendFlag.Compress)
    const { view } = attachView(memory)
    view.sendData('c', false, SendFlag.Fin)
    memory.time.finish()
    if (flags === 0) memory.connection.sendData('b', false, SendFlag.Fin)
    memory.time.finish()
    expect(sent(memory)).toEqual(expected)
  })

  it('go once each, also where a source of masking keys sends while they go', () => {
    let keys = 0
    const memory: MemoryConnection = new MemoryConnection({
      role: 'client',
      maskingKey: () => {
        // The third is that of the first message that has waited.
        if (++keys === 3) other.send('c', false)
        return 0
      },
    })
    const { view } = attachView(memory)
    const { view: other } = attachView(memory)
    memory.connection.sendData('a', false, SendFlag.Mask)
    view.send('b', false)
    view.send('d', false)
    memory.connection.sendData('', false, SendFlag.Fin | SendFlag.Mask)
    expect(sent(memory).sort()).toEqual(['0 ', '1 b', '1 c', '1 d', '1+ a'])
  })

  it('are many without taking long', () => {
    const memory = new MemoryConnection()
    const { connection } = memory
    const { view } = attachView(memory)
    const count = 60_000
    connection.sendData('', false, 0)
    for (let i = 0; i < count; i++) {
      view.sendData('v', false, i % 2)
      connection.sendData('o', false, 0)
    }
    connection.sendData('', false, SendFlag.Fin)
    expect(memory.sent).toHaveLength(2 + 2 * count)
    expect(connection.bufferedAmount).toBe(0)
  }, 20_000)

  it('end the connection where one that has waited cannot be sent', () => {
    let fails = false
    const memory = new MemoryConnection({
      role: 'client',
      maskingKey: () => {
        if (fails) throw new Error('no key')
        return 1
      },
    })
    const { view, recorder } = attachView(memory)
    const results: (string | undefined)[] = []
    memory.connection.sendData('a', false, SendFlag.Mask)
    view.send('b', false, (error) => results.push(error?.message))
    view.send('c', false, (error) => results.push(error?.message))
    fails = true
    memory.connection.sendFrame(0x80, '', false)
    memory.time.finish()
    expect(recorder.log).toEqual(['sendError no key'])
    memory.connection.terminate()
    memory.time.finish()
    expect(results).toEqual(['no key', 'The connection was closed while another view was sending a message'])
  })

  it('are dropped with an error when the connection closes first', () => {
    const memory = new MemoryConnection()
    const { view } = attachView(memory)
    const errors: (string | undefined)[] = []
    memory.connection.sendData('a', false, 0)
    view.send('b', false, (error) => errors.push(error?.message))
    view.close(closeBody(1000))
    memory.connection.sendData('', false, SendFlag.Fin)
    memory.connection.terminate()
    memory.time.finish()
    expect(sent(memory).map((line) => line.slice(0, 2))).toEqual(['1+', '8 ', '0 '])
    expect(errors).toEqual(['The connection was closed while another view was sending a message'])
    expect(memory.connection.bufferedAmount).toBe(0)
  })
})
