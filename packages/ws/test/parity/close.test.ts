/** Parity of the closing handshake: close, terminate, codes and reasons of both ends, order of events, every state. */
import { closePayload, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, pairOf, parityOfWs, serverOf } from './scene.js'

const wrong: Record<string, readonly unknown[]> = {
  'code 0': [0],
  'code 999': [999],
  'code 1000': [1000],
  'code 1001': [1001],
  'code 1002': [1002],
  'code 1003': [1003],
  'code 1004': [1004],
  'code 1005': [1005],
  'code 1006': [1006],
  'code 1007': [1007],
  'code 1011': [1011],
  'code 1014': [1014],
  'code 1015': [1015],
  'code 1016': [1016],
  'code 2999': [2999],
  'code 3000': [3000],
  'code 4999': [4999],
  'code 5000': [5000],
  'code 65536': [65536],
  'code -1': [-1],
  'code 1000.5': [1000.5],
  'code NaN': [Number.NaN],
  'code null': [null],
  'code as a string': ['1000'],
  'code as an object': [{}],
  'code undefined and a reason': [undefined, 'reason'],
  'code true': [true],
  'reason empty': [1000, ''],
  'reason short': [1000, 'bye'],
  'reason non-ASCII': [1000, 'tschüß €'],
  'reason of 123 bytes': [1000, 'a'.repeat(123)],
  'reason of 124 bytes': [1000, 'a'.repeat(124)],
  'reason of 62 two-byte characters': [1000, 'é'.repeat(62)],
  'reason Buffer': [1000, Buffer.from('buffer')],
  'reason empty Buffer': [1000, Buffer.alloc(0)],
  'reason Buffer of 124 bytes': [1000, Buffer.alloc(124, 65)],
  'reason Uint8Array': [1000, new Uint8Array([104, 105])],
  'reason Uint16Array': [1000, new Uint16Array([1])],
  'reason DataView': [1000, new DataView(new ArrayBuffer(2))],
  'reason ArrayBuffer': [1000, new ArrayBuffer(2)],
  'reason number': [1000, 5],
  'reason null': [1000, null],
  'reason undefined': [1000, undefined],
  'reason object': [1000, {}],
  'reason array': [1000, [65, 66]],
  'reason true': [1000, true],
  'reason of invalid UTF-8': [1000, Buffer.from([0xff, 0xfe])],
}

const argument: Scenario<Api>[] = Object.entries(wrong).map(([name, values]) =>
  scenario<Api>(`close with ${name}`, async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    trace.attempt('close', () => ws.close(...values))
    trace.log('state', ws.readyState)
    if (ws.readyState === ws.OPEN) ws.close(4000, 'second attempt')
    await peer.closeFrame
    await trace.seen(ws, 'close')
  }),
)

/** What a peer puts into its Close frame. */
const received: Record<string, Uint8Array> = {
  'no payload': Buffer.alloc(0),
  'code 1000': closePayload(1000),
  'code 1000 and a reason': closePayload(1000, 'bye'),
  'code 1001': closePayload(1001),
  'code 3000 and a non-ASCII reason': closePayload(3000, 'tschüß'),
  'code 4999': closePayload(4999),
  'a reason of 123 bytes': closePayload(1000, 'a'.repeat(123)),
  'one byte': Buffer.from([3]),
  'code 0': closePayload(0),
  'code 999': closePayload(999),
  'code 1004': closePayload(1004),
  'code 1005': closePayload(1005),
  'code 1006': closePayload(1006),
  'code 1012': closePayload(1012),
  'code 1014': closePayload(1014),
  'code 1015': closePayload(1015),
  'code 2999': closePayload(2999),
  'code 5000': closePayload(5000),
  'a reason of invalid UTF-8': Buffer.concat([closePayload(1000), Buffer.from([0xff])]),
  'a reason cut in a character': Buffer.concat([closePayload(1000), Buffer.from([0xe2, 0x82])]),
}

const peers: Scenario<Api>[] = Object.entries(received).flatMap(([name, payload]) => [
  scenario<Api>(`client receives a Close with ${name}`, async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      prepare: (ws) => {
        ws.on('error', () => trace.log('state at error', ws.readyState))
        ws.on('close', () => trace.log('state at close', ws.readyState))
      },
    })
    await peer.frame({ opcode: 8, payload })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(`server receives a Close with ${name}`, async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      stay: true,
      prepare: (ws) => {
        ws.on('error', () => trace.log('state at error', ws.readyState))
        ws.on('close', () => trace.log('state at close', ws.readyState))
      },
    })
    await peer.frame({ opcode: 8, payload, mask: true })
    await peer.closeFrame
    await Promise.race([peer.closed, context.net.turns(30)])
    peer.end()
    await trace.seen(ws, 'close')
  }),
])

const handshakes: Scenario<Api>[] = [
  ...[
    ['client', 1000, 'client bye'],
    ['server', 1001, 'server bye'],
    ['client', undefined, undefined],
    ['server', undefined, undefined],
    ['client', 4321, ''],
  ].map(([end, code, reason]) =>
    scenario<Api>(`both ends: the ${end} closes with ${code} ${reason}`, async (context) => {
      const { trace } = context
      const { client, server, clientTrace, serverTrace } = await pairOf(context, { proxy: true })
      client.on('close', () =>
        clientTrace.log('state', client.readyState, client._closeFrameReceived, client._closeFrameSent),
      )
      server.on('close', () =>
        serverTrace.log('state', server.readyState, server._closeFrameReceived, server._closeFrameSent),
      )
      const closing = end === 'client' ? client : server
      closing.close(code, reason)
      trace.log('closing', closing.readyState)
      await trace.seen(client, 'close')
      await trace.seen(server, 'close')
    }),
  ),
  scenario<Api>('both ends close at once', async (context) => {
    const { trace } = context
    const { client, server } = await pairOf(context)
    client.close(4001, 'from the client')
    server.close(4002, 'from the server')
    await trace.seen(client, 'close')
    await trace.seen(server, 'close')
  }),
  scenario<Api>('close twice, with different codes', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    trace.attempt('first', () => ws.close(4000, 'first'))
    trace.attempt('second', () => ws.close(4001, 'second'))
    trace.attempt('wrong', () => ws.close(1))
    await peer.closeFrame
    await trace.seen(ws, 'close')
    trace.attempt('after the close', () => ws.close(4002))
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('close in the message listener, messages after it', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { prepare: (ws) => ws.on('message', () => ws.close(4000)) })
    await peer.frame({ payload: 'one' }, { payload: 'two' }, { opcode: 9, payload: 'ping' }, { payload: 'three' })
    await peer.closeFrame
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('messages still arrive after close()', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, { stay: true })
    ws.close(4000)
    await peer.closeFrame
    await peer.frame({ payload: 'late', mask: true }, { opcode: 9, payload: 'late ping', mask: true })
    await trace.seen(ws, 'message')
    await peer.frame({ opcode: 8, payload: closePayload(4000), mask: true })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('frames after a Close frame are ignored', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    await peer.frame(
      { payload: 'before' },
      { opcode: 8, payload: closePayload(1000) },
      { payload: 'after' },
      { opcode: 11 },
    )
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('client waits for the server to close the connection', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    ws.close()
    await peer.closeFrame
    await peer.frame({ opcode: 8 })
    await net.turns(10)
    trace.log('still', ws.readyState)
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('server ends the connection after both Close frames', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, { stay: true, peer: { allowHalfOpen: true } })
    ws.close(1000, 'x')
    await peer.closeFrame
    await peer.frame({ opcode: 8, payload: closePayload(1000, 'y'), mask: true })
    await peer.closed
    trace.log('ended by the server', ws.readyState)
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('peer ends without a Close frame', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.on('close', () => trace.log('state', ws.readyState))
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('peer ends in the middle of a message', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    await peer.send([0x81, 0x85, 1, 2, 3, 4, 5])
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('peer ends after a Close frame only', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    peer.frame({ opcode: 8, payload: closePayload(1001, 'going') })
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('peer resets', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    ws._socket.on('error', (error: Error) => trace.log('socket error', error))
    peer.reset()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('peer resets the connection of a server', async (context) => {
    const { trace } = context
    const { ws, peer, wss } = await serverOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    trace.listen('wss', wss, ['error', 'wsClientError'])
    peer.reset()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('message, then Close, in one write', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, { stay: true })
    await peer.frame({ payload: 'last', mask: true }, { opcode: 8, payload: closePayload(1000), mask: true })
    await peer.closed
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('close after sends: all are written before the Close frame', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    ws.send('one')
    ws.send(Buffer.alloc(100000, 1))
    ws.send('two', trace.callback('two'))
    ws.close(1000, 'done')
    await peer.closeFrame
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('close while a large message is written to a slow reader', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    peer.socket.pause()
    ws.send(Buffer.alloc(16 * 1024 * 1024, 1), trace.callback('sent'))
    ws.close(1000)
    await net.turns(10)
    trace.log('state', ws.readyState)
    peer.socket.resume()
    await peer.closeFrame
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('close with a code while the peer has already closed', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      stay: true,
      prepare: (ws) => ws.on('message', () => ws.close(4000, 'mine')),
    })
    await peer.frame({ payload: 'x', mask: true }, { opcode: 8, payload: closePayload(4001, 'theirs'), mask: true })
    await peer.closed
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('close in the close listener', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      prepare: (ws) =>
        ws.on('close', () => {
          trace.attempt('close', () => ws.close())
          trace.attempt('terminate', () => ws.terminate())
          trace.attempt('send', () => ws.send('x', trace.callback('send callback')))
        }),
    })
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('close listener throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context, {
      prepare: (ws) =>
        ws.on('close', () => {
          throw new Error('from close')
        }),
    })
    peer.end()
    await trace.seen(ws, 'close')
    await net.turns(4)
    trace.log('state', ws.readyState)
  }),
]

const connecting: Scenario<Api>[] = (['close', 'terminate'] as const).flatMap((method) => [
  scenario<Api>(`${method} while connecting`, async ({ api, trace, net }) => {
    const raw = await net.listen()
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => trace.log('state at error', ws.readyState))
    ws.on('close', () => trace.log('state at close', ws.readyState))
    trace.attempt(method, () => ws[method]())
    trace.log('state', ws.readyState)
    trace.attempt('again', () => ws[method]())
    process.nextTick(() => trace.log('tick'))
    await trace.seen(ws, 'close')
  }),
  ...['in the same turn', 'in the next turn'].map((when) =>
    scenario<Api>(`${method} while connecting, ${when}: what the request tells`, async ({ api, trace, net }) => {
      const raw = await net.listen()
      let request: Api
      const finishRequest = (made: Api) => {
        request = made
        for (const event of ['abort', 'error']) made.on(event, () => trace.log(`request ${event}`))
        made.end()
      }
      const ws = trace.emitter('ws', new api.WebSocket(raw.url, { finishRequest }))
      ws.on('error', () => {})
      if (when === 'in the next turn') await new Promise((resolve) => setImmediate(resolve))
      ws[method]()
      trace.log('aborted', request.aborted)
      await trace.seen(ws, 'close')
      await net.turns(3)
    }),
  ),
  scenario<Api>(`${method} while the request is out`, async ({ api, trace, net }) => {
    let ws: Api
    const raw = await net.listen(async (peer) => {
      await peer.head()
      trace.attempt(method, () => ws[method]())
      trace.log('state', ws.readyState)
    })
    ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(
    `${method} while connecting, without an error listener`,
    { alone: true },
    async ({ api, trace, net }) => {
      const raw = await net.listen()
      const ws = trace.emitter('ws', new api.WebSocket(raw.url))
      ws[method]()
      await trace.seen(ws, 'error')
      await net.turns(5)
    },
  ),
  scenario<Api>(`${method} when a connection was refused`, async ({ api, trace, net }) => {
    const port = await net.closedPort()
    const ws = trace.emitter('ws', new api.WebSocket(`ws://127.0.0.1:${port}`))
    ws.on('error', () => trace.attempt(method, () => ws[method]()))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(`${method} in the open listener`, async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context, { prepare: (ws) => ws.on('open', () => ws[method]()) })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(`${method} in the connection listener`, async (context) => {
    const { trace } = context
    const { ws } = await serverOf(context, { prepare: (ws) => ws[method]() })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(`${method} in the message listener of a fragmented message`, async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { prepare: (ws) => ws.on('message', () => ws[method]()) })
    peer.frame({ payload: 'a', fin: false }, { opcode: 0, payload: 'b' }, { payload: 'next' })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(`${method} in the ping listener`, async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { prepare: (ws) => ws.on('ping', () => ws[method]()) })
    peer.frame({ opcode: 9, payload: 'p' }, { payload: 'next' })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(`${method} in the error listener`, async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { prepare: (ws) => ws.on('error', () => ws[method]()) })
    peer.frame({ opcode: 11 })
    await trace.seen(ws, 'close')
  }),
])

const terminates: Scenario<Api>[] = [
  scenario<Api>('terminate an open connection', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    trace.attempt('terminate', () => ws.terminate())
    trace.log('state', ws.readyState)
    trace.attempt('again', () => ws.terminate())
    await trace.seen(ws, 'close')
    trace.attempt('closed', () => ws.terminate())
  }),
  scenario<Api>('terminate while closing', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    ws.close(4000)
    await peer.closeFrame
    ws.terminate()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('terminate after the peer has closed', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    await peer.frame({ opcode: 8, payload: closePayload(4001, 'theirs') })
    await peer.closeFrame
    ws.terminate()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('terminate a server connection with sends in flight', async (context) => {
    const { trace, net } = context
    const { ws } = await serverOf(context)
    ws.send('x', trace.callback('callback'))
    ws.terminate()
    await trace.seen(ws, 'close')
    await net.turns(3)
  }),
  scenario<Api>('terminate drops messages that have arrived', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { prepare: (ws) => ws.on('message', () => ws.terminate()) })
    peer.frame({ payload: 'one' }, { payload: 'two' }, { payload: 'three' })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('closeTimeout: a peer that never answers', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context, { stay: true, options: { closeTimeout: 20 } })
    ws.close(4000)
    trace.log('timer', ws._closeTimer !== null, ws._closeTimer?._idleTimeout)
    await trace.seen(ws, 'close')
  }),
  ...[0, -5, null, undefined, '20', Number.NaN].map((closeTimeout) =>
    scenario<Api>(`closeTimeout: ${typeof closeTimeout} ${closeTimeout}`, async (context) => {
      const { trace } = context
      const { ws } = await serverOf(context, { stay: true, options: { closeTimeout } })
      ws.close(4000)
      trace.log('timer', ws._closeTimer?._idleTimeout, ws._closeTimeout)
      await trace.seen(ws, 'close')
    }),
  ),
  scenario<Api>('closeTimeout: of a server', async (context) => {
    const { trace } = context
    const { ws } = await serverOf(context, { stay: true, options: { closeTimeout: 20 } })
    ws.close(4000)
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('closeTimeout: the peer answers but does not end', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { stay: true, options: { closeTimeout: 1000 } })
    ws.close(4000, 'mine')
    await peer.closeFrame
    await peer.frame({ opcode: 8, payload: closePayload(4001, 'theirs') })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('closeTimeout: after an invalid frame', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      stay: true,
      options: { closeTimeout: 20 },
      prepare: (ws) => ws.on('error', () => {}),
    })
    await peer.frame({ opcode: 11 })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('closeTimeout: the default', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context, { stay: true })
    trace.log('before', ws._closeTimer, ws._closeTimeout)
    ws.close()
    trace.log('during', ws._closeTimer?._idleTimeout)
    ws.terminate()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('the socket is destroyed by the user', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    ws._socket.destroy()
    trace.log('state', ws.readyState)
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('the socket is destroyed with an error by the user', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    ws._socket.destroy(new Error('mine'))
    await trace.seen(ws, 'close')
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('the socket is ended by the user', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    ws._socket.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('members after the close', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    peer.frame({ opcode: 8, payload: closePayload(4000, 'r') })
    peer.end()
    await trace.seen(ws, 'close')
    for (const member of [
      'readyState',
      'url',
      'protocol',
      'extensions',
      'bufferedAmount',
      'isPaused',
      'binaryType',
      '_closeCode',
      '_closeMessage',
      '_closeFrameReceived',
      '_closeFrameSent',
    ]) {
      trace.log(member, ws[member])
    }
    ws.pause()
    trace.log('paused', ws.isPaused)
    ws.resume()
  }),
]

parityOfWs('close', [...argument, ...peers, ...handshakes, ...connecting, ...terminates])
