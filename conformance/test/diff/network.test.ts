import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { closePayload, runScenario, type Scenario, scenario, type Trace } from '../../src/diff/index.js'

const lines = (trace: Trace, lane: string) =>
  trace.entries.filter((entry) => entry.lane === lane).map((entry) => entry.text)

const traceOf = (run: Scenario<unknown>['run']) => runScenario(scenario<unknown>('test', run), undefined)

describe('raw peers', () => {
  it('shake hands, exchange frames and record both directions', async () => {
    const trace = await traceOf(async ({ net }) => {
      const raw = await net.listen(async (peer) => {
        await peer.accept({ headers: ['X-Extra: 1'] })
        await peer.frames(1)
        await peer.frame({ payload: 'there' }, { opcode: 8, payload: closePayload(1000) })
        peer.end()
      })
      const peer = await net.connect(raw.port)
      await peer.open({ target: '/x', headers: { 'X-Two': ['a', 'b'], 'Sec-WebSocket-Version': undefined } })
      await peer.frame({ payload: 'hello', mask: true })
      await peer.closeFrame
      await peer.closed
    })
    expect(lines(trace, 'server')).toEqual([
      'GET /x HTTP/1.1',
      '  Host: 127.0.0.1:<port>',
      '  Upgrade: websocket',
      '  Connection: Upgrade',
      '  Sec-WebSocket-Key: <key>',
      '  X-Two: a',
      '  X-Two: b',
      'masked text "hello"',
      'closed',
    ])
    expect(lines(trace, 'client')).toEqual([
      'HTTP/1.1 101 Switching Protocols',
      '  Upgrade: websocket',
      '  Connection: Upgrade',
      '  Sec-WebSocket-Accept: <accept>',
      '  X-Extra: 1',
      'text "there"',
      'close 1000',
      'closed',
    ])
    expect(lines(trace, 'client sent').at(-1)).toBe('masked text "hello"')
  })

  it('give undefined, or what there is, when the other side has closed', async () => {
    const trace = await traceOf(async ({ net, trace }) => {
      const raw = await net.listen((peer) => {
        peer.send('HTTP/1.1 101 Fine\r\n\r\n')
        peer.frame({ payload: 'one' })
        peer.end()
      })
      const peer = await net.connect(raw.port)
      trace.log('frames', (await peer.frames(3)).length)
      trace.log('next', await peer.next(), await peer.head())
    })
    expect(lines(trace, 'main')).toEqual(['frames 1', 'next undefined, undefined'])
  })

  it('tell a silent peer from a recorded one, and a closed port', async () => {
    const trace = await traceOf(async ({ net, trace }) => {
      const raw = await net.listen((peer) => peer.send('HTTP/1.1 200 OK\r\n\r\n'), { silent: true })
      const peer = await net.connect(raw.port, { silent: true })
      await peer.head()
      peer.reset()
      const refused = await net.connect(await net.closedPort(), { name: 'refused' })
      await refused.closed
      trace.log('done')
    })
    expect(trace.entries.map(({ lane, text }) => `${lane}|${text}`)).toEqual(['refused|closed', 'main|done'])
  })
})

describe('the proxy', () => {
  it('passes bytes on and records both directions, each in its lane', async () => {
    const trace = await traceOf(async ({ net }) => {
      const raw = await net.listen(
        async (peer) => {
          await peer.accept()
          await peer.frames(1)
          await peer.frame({ payload: 'answer' })
          peer.end()
        },
        { silent: true },
      )
      const proxy = await net.proxy(raw.port)
      const peer = await net.connect(proxy.port, { silent: true })
      await peer.open()
      await peer.frame({ payload: 'question', mask: true })
      await peer.closed
    })
    expect(lines(trace, 'wire 1 →').slice(-2)).toEqual(['masked text "question"', 'closed'])
    expect(lines(trace, 'wire 1 ←').slice(-3)).toEqual(['  Sec-WebSocket-Accept: <accept>', 'text "answer"', 'closed'])
  })

  it('makes a server of an API listen', async () => {
    const server = createServer()
    await traceOf(async ({ net, trace }) => {
      trace.log('port', await net.listening(server))
    })
    expect(server.listening).toBe(false)
  })
})
