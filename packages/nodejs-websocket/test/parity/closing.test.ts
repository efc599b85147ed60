/** Parity of the ends of a connection: close, the peer's Close, violations, and what still works afterwards. */
import { closePayload, type FrameToSend, type RawPeer, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, listening, pairOf, parityOfNodejsWebsocket, serverOf } from './scene.js'

const closes: Record<string, readonly unknown[]> = {
  'no arguments': [],
  'a code': [1000],
  'a code and a reason': [1000, 'bye'],
  'a code of applications': [4001, 'away'],
  'a reason that is not ASCII': [3000, 'tschüß'],
  'a reason alone': [undefined, 'reason'],
}

const byUs: Scenario<Api>[] = Object.entries(closes).flatMap(([name, values]) => [
  scenario<Api>(`a server closes with ${name}`, async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context)
    trace.attempt('close', () => conn.close(...values))
    trace.log('state', conn.readyState)
    await peer.closeFrame
  }),
  scenario<Api>(`a client closes with ${name}`, async (context) => {
    const { trace } = context
    const { conn, peer } = await clientOf(context)
    trace.attempt('close', () => conn.close(...values))
    trace.log('state', conn.readyState)
    await peer.closeFrame
  }),
])

const bodies: Record<string, Uint8Array> = {
  'no body': Buffer.alloc(0),
  'code 1000': closePayload(1000),
  'code 1000 and a reason': closePayload(1000, 'bye'),
  'code 1001': closePayload(1001),
  'code 4999 and a reason that is not ASCII': closePayload(4999, 'tschüß'),
}

const byPeer: Scenario<Api>[] = Object.entries(bodies).flatMap(([name, payload]) => [
  scenario<Api>(`a server is closed with ${name}`, async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) => conn.on('close', () => trace.log('state at close', conn.readyState)),
    })
    peer.frame({ opcode: 8, payload, mask: true })
    await trace.seen(conn, 'close')
    await peer.closed
  }),
  scenario<Api>(`a client is closed with ${name}`, async (context) => {
    const { trace } = context
    const { conn, peer } = await clientOf(context, {
      prepare: (conn) => conn.on('close', () => trace.log('state at close', conn.readyState)),
    })
    peer.frame({ opcode: 8, payload })
    await trace.seen(conn, 'close')
    await peer.closed
  }),
])

/** What comes while the socket is paused. */
const whilePaused: Record<string, (peer: RawPeer) => unknown> = {
  'and the peer answers': (peer) => peer.frame({ opcode: 8, payload: closePayload(1001, 'theirs'), mask: true }),
  'and the peer ends': (peer) => peer.end(),
  'and the peer resets': (peer) => peer.reset(),
}

const paused: Scenario<Api>[] = [
  ...Object.entries(whilePaused).map(([name, act]) =>
    scenario<Api>(`a server closes while its socket is paused, ${name}`, async (context) => {
      const { conn, peer } = await serverOf(context, { stay: true })
      conn.socket.pause()
      await context.net.turns(3)
      conn.close(1000, 'ours')
      await peer.closeFrame
      await act(peer)
      await peer.closed
    }),
  ),
  scenario<Api>('a text comes while the socket is paused', { differs: 'a pause holds it back' }, async (context) => {
    const { conn, peer } = await serverOf(context)
    conn.socket.pause()
    await context.net.turns(3)
    await peer.frame({ payload: 'held', mask: true })
    await context.net.turns(20)
    context.trace.log('resumes')
    conn.socket.resume()
    await context.trace.seen(conn, 'text')
  }),
]

const violations: Record<string, FrameToSend[]> = {
  'an unmasked frame': [{ payload: 'x' }],
  'a reserved bit': [{ payload: 'x', rsv: 2, mask: true }],
  RSV1: [{ payload: 'x', rsv: 4, mask: true }],
  'opcode 3': [{ opcode: 3, payload: 'x', mask: true }],
  'opcode 11': [{ opcode: 11, payload: 'x', mask: true }],
  'a continuation without a start': [{ opcode: 0, payload: 'x', mask: true }],
  'a text within a text': [
    { payload: 'x', fin: false, mask: true },
    { payload: 'x', mask: true },
  ],
  'a text within a binary': [
    { opcode: 2, payload: 'x', fin: false, mask: true },
    { payload: 'x', mask: true },
  ],
  'a fragmented ping': [{ opcode: 9, payload: 'x', fin: false, mask: true }],
  'a fragmented close': [{ opcode: 8, payload: closePayload(1000), fin: false, mask: true }],
}

const broken: Scenario<Api>[] = Object.entries(violations).map(([name, frames]) =>
  scenario<Api>(`a server receives ${name}`, async (context) => {
    const { conn, peer } = await serverOf(context)
    peer.frame(...frames)
    await context.trace.seen(conn, 'close')
    await peer.closeFrame
  }),
)

const afterwards: Record<string, (conn: Api) => unknown> = {
  sendText: (conn) => conn.sendText('x'),
  'send a Buffer': (conn) => conn.send(Buffer.from('x')),
  sendBinary: (conn) => conn.sendBinary(Buffer.from('x')),
  beginBinary: (conn) => conn.beginBinary(),
  sendPing: (conn) => conn.sendPing('x'),
  'close again': (conn) => conn.close(1001, 'again'),
}

const misuse: Scenario<Api>[] = Object.entries(afterwards).flatMap(([name, act]) => [
  scenario<Api>(`${name} after close`, async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context)
    conn.close(1000)
    trace.attempt(name, () => act(conn))
    trace.log('state', conn.readyState)
    await peer.closeFrame
    await context.net.turns(5)
  }),
  scenario<Api>(
    `${name} before open`,
    { differs: name === 'close again' ? 'the original writes to a socket that it has ended' : undefined },
    async (context) => {
      const { trace, net, api } = context
      const raw = await net.listen((peer) => peer.accept())
      const conn = trace.emitter('conn', api.connect(raw.url))
      conn.on('error', () => {})
      trace.attempt(name, () => act(conn))
      trace.log('state', conn.readyState)
      await Promise.race([trace.seen(conn, 'connect'), net.turns(30)])
    },
  ),
])

const others: Scenario<Api>[] = [
  scenario<Api>('the peer ends without a Close', async (context) => {
    const { conn, peer } = await serverOf(context)
    peer.end()
    await context.trace.seen(conn, 'close')
  }),
  scenario<Api>('the peer resets', async (context) => {
    const { conn, peer } = await serverOf(context)
    peer.reset()
    await context.trace.seen(conn, 'close')
  }),
  scenario<Api>('the socket is destroyed by its owner', async (context) => {
    const { conn } = await serverOf(context)
    conn.socket.destroy()
    await context.trace.seen(conn, 'close')
  }),
  scenario<Api>('the socket is ended by its owner', async (context) => {
    const { conn, peer } = await serverOf(context)
    conn.socket.end()
    await peer.closed
    await context.trace.seen(conn, 'close')
  }),
  scenario<Api>('a binary stream is cut off by a close', async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) =>
        conn.on('binary', (stream: Api) => {
          for (const event of ['end', 'close', 'error'])
            stream.on(event, (...values: unknown[]) => trace.log(`stream ${event}`, ...values))
          stream.on('data', (data: Buffer) => trace.log('data', data))
        }),
    })
    await peer.frame({ opcode: 2, payload: 'abc', fin: false, mask: true })
    await peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
    await trace.seen(conn, 'close')
    await peer.closed
  }),
  scenario<Api>('a binary stream is cut off by the end of the socket', async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) =>
        conn.on('binary', (stream: Api) => {
          for (const event of ['end', 'close', 'error'])
            stream.on(event, (...values: unknown[]) => trace.log(`stream ${event}`, ...values))
          stream.on('data', (data: Buffer) => trace.log('data', data))
        }),
    })
    await peer.frame({ opcode: 2, payload: 'abc', fin: false, mask: true })
    await trace.seen(conn, 'binary')
    peer.end()
    await trace.seen(conn, 'close')
  }),
  scenario<Api>('the list of connections', async (context) => {
    const { trace, net } = context
    const { server, port } = await listening(context)
    server.on('connection', (conn: Api) => {
      trace.log('in connection', server.connections.includes(conn), conn.server === server)
      conn.on('close', () => trace.log('at close', server.connections.length))
      conn.on('error', () => {})
    })
    const peer = await net.connect(port)
    await peer.open()
    trace.log('open', server.connections.length)
    await peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
    await peer.closeFrame
    peer.end()
    await peer.closed
    await net.turns(5)
    trace.log('later', server.connections.length)
  }),
  scenario<Api>('the list of connections after a close of ours', async (context) => {
    const { trace, net } = context
    const { server, conn, peer } = await serverOf(context)
    trace.log('open', server.connections.length)
    conn.close(1000)
    trace.log('closing', server.connections.length)
    await peer.closeFrame
    await peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
    await peer.closed
    await net.turns(5)
    trace.log('closed', server.connections.length)
  }),
  scenario<Api>('text that comes after close', async (context) => {
    const { conn, peer } = await serverOf(context, { stay: true })
    conn.close(1000)
    await peer.closeFrame
    await peer.frame({ payload: 'late', mask: true }, { opcode: 8, payload: closePayload(1000), mask: true })
    await peer.closed
  }),
  ...['close once', 'close twice'].map((name) =>
    scenario<Api>(`all but text and binary that come after ${name}`, async (context) => {
      const { conn, peer } = await serverOf(context, { stay: true })
      conn.close(1000)
      if (name === 'close twice') conn.close(1000)
      await peer.closeFrame
      await peer.frame(
        { opcode: 10, payload: 'one', mask: true },
        { opcode: 2, payload: 'late', mask: true },
        { opcode: 10, payload: '', mask: true },
        { opcode: 8, payload: closePayload(1000), mask: true },
      )
      await peer.closed
    }),
  ),
  scenario<Api>('sending in the close event', async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) => conn.on('close', () => trace.attempt('sendText', () => conn.sendText('late'))),
    })
    peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
    await trace.seen(conn, 'close')
    await peer.closed
  }),
  scenario<Api>('a pair closes', async (context) => {
    const { client, server, trace } = { ...(await pairOf(context, { proxy: true })), ...context }
    client.close(1000, 'done')
    await trace.seen(server, 'close')
  }),
  scenario<Api>('a server closes while connections live', async (context) => {
    const { trace, net } = context
    const { server, conn, peer } = await serverOf(context)
    trace.emitter('server', server)
    trace.attempt('close', () => server.close(trace.callback('closed')))
    conn.sendText('still here')
    await peer.nextFrame()
    peer.end()
    await trace.seen(server, 'close')
    await net.turns(2)
  }),
  scenario<Api>('a port that is taken', async (context) => {
    const { trace, api, net } = context
    const { port } = await listening(context)
    const second = trace.emitter('second', api.createServer())
    second.on('error', () => {})
    second.listen(port, '127.0.0.1')
    await trace.seen(second, 'error')
    await net.turns(3)
  }),
  scenario<Api>('ways to create a server', async ({ trace, api }) => {
    const shown = (server: Api) => [
      server.constructor.name,
      server.socket.constructor.name,
      server.connections,
      server.listenerCount('connection'),
    ]
    trace.attempt('nothing', () => shown(api.createServer()))
    trace.attempt('options', () => shown(api.createServer({})))
    trace.attempt('callback', () => shown(api.createServer(() => {})))
    trace.attempt('both', () => shown(api.createServer({}, () => {})))
    trace.attempt('secure', () => shown(api.createServer({ secure: true })))
    trace.attempt('secure 1', () => shown(api.createServer({ secure: 1 })))
    trace.attempt('undefined and callback', () => shown(api.createServer(undefined, () => {})))
  }),
  scenario<Api>('listen twice', { alone: true }, async (context) => {
    const { trace, api, net } = context
    const server = trace.emitter('server', api.createServer())
    trace.log('returned', server.listen(0, trace.callback('listening')) === server)
    await trace.seen(server, 'listening')
    trace.attempt('second', () => server.listen(0) === server)
    trace.attempt('close', () => server.close())
    await trace.seen(server, 'close')
    trace.attempt('close again', () => server.close(trace.callback('closed again')))
    await net.turns(3)
  }),
]

parityOfNodejsWebsocket('closing', [...byUs, ...byPeer, ...paused, ...broken, ...misuse, ...others])
