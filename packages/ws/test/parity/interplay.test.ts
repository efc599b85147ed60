/** Parity of calls made from within events, of async contexts, and of what a user does beside the API on its socket. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { errorMonitor } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect as connectTls } from 'node:tls'
import {
  encodeFrame,
  type FrameToSend,
  type RawPeer,
  type Scenario,
  scenario,
  WireFormatter,
  WireReader,
} from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, later, listening, pairOf, parityOfWs, serverOf } from './scene.js'

const masked = (...frames: FrameToSend[]): FrameToSend[] => frames.map((frame) => ({ ...frame, mask: true }))

/** What a user may do in the listener of a message, after which the peer looks at the wire. */
const acts: Record<string, (ws: Api, context: Context) => void> = {
  'send, then terminate': (ws) => {
    ws.send('reply')
    ws.terminate()
  },
  'send, then destroy the socket': (ws) => {
    ws.send('reply')
    ws._socket.destroy()
  },
  'send, then end the socket': (ws) => {
    ws.send('reply')
    ws._socket.end()
  },
  'send, then write to the socket': (ws) => {
    ws.send('one')
    ws._socket.write(encodeFrame({ payload: 'raw' }))
    ws.send('two')
  },
  'send, then close': (ws) => {
    ws.send('reply')
    ws.close(4000, 'enough')
  },
  'send, then pause': (ws) => {
    ws.send('reply')
    ws.pause()
    setImmediate(() => ws.resume())
  },
  'send and look at bufferedAmount': (ws, { trace }) => {
    trace.log('before', ws.bufferedAmount, ws._socket.writableLength)
    ws.send('reply')
    trace.log('after', ws.bufferedAmount, ws._socket.writableLength)
    ws.send('x'.repeat(20000))
    trace.log('after more', ws.bufferedAmount, ws._socket.writableLength)
  },
  'send with a callback, a tick and a microtask': (ws, { trace }) => {
    ws.send('reply', trace.callback('callback'))
    process.nextTick(() => trace.log('tick'))
    Promise.resolve().then(() => trace.log('microtask'))
    setImmediate(() => trace.log('immediate'))
  },
  'send wrong data': (ws, { trace }) => {
    ws.send('good')
    trace.attempt('send', () => ws.send({}))
    trace.attempt('ping', () => ws.ping('x'.repeat(126)))
    ws.send('still good')
  },
  'a large message, then a small one': (ws) => {
    ws.send(Buffer.alloc(100_000, 1))
    ws.send('small')
  },
  'ping and pong': (ws, { trace }) => {
    ws.ping('p', trace.callback('ping'))
    ws.pong('q', trace.callback('pong'))
    ws.send('s', trace.callback('send'))
  },
  'cork and uncork the socket': (ws) => {
    ws._socket.cork()
    ws.send('one')
    ws.send('two')
    ws._socket.uncork()
    ws.send('three')
  },
  'emit a message to itself': (ws) => {
    if (ws.listenerCount('message') < 2) ws.on('message', () => {})
    ws.emit('ping', Buffer.from('by the user'))
    ws.send('reply')
  },
}

const within: Scenario<Api>[] = Object.entries(acts).flatMap(([name, act]) =>
  [true, false].map((allowSynchronousEvents) =>
    scenario<Api>(
      `within the message listener${allowSynchronousEvents ? '' : ' (asynchronous)'}: ${name}`,
      async (context) => {
        const { net } = context
        const { ws, peer } = await serverOf(context, {
          options: { allowSynchronousEvents },
          prepare: (ws) => {
            ws.on('error', () => {})
            ws.on('message', (data: Buffer) => {
              if (String(data) === 'go') act(ws, context)
            })
          },
        })
        await peer.frame(
          ...masked({ payload: 'before' }, { payload: 'go' }, { opcode: 9, payload: 'after' }, { payload: 'last' }),
        )
        await net.turns(12)
        if (ws.readyState === ws.OPEN) {
          ws.close()
          await peer.closeFrame
        }
        await context.trace.seen(ws, 'close')
      },
    ),
  ),
)

const inEvents: Scenario<Api>[] = [
  scenario<Api>('send in the open listener, the upgrade listener and the connection listener', async (context) => {
    const { trace, api } = context
    const { wss, url } = await listening(context)
    const over = later()
    wss.on('connection', (ws: Api) => {
      trace.lane('server').emitter('server', ws)
      ws.send('from connection')
      ws.on('message', (data: Buffer) => String(data) === 'from open' && over.resolve())
    })
    const client = trace.lane('client').emitter('client', new api.WebSocket(url))
    client.on('upgrade', () => trace.lane('client').attempt('send in upgrade', () => client.send('too early')))
    client.on('open', () => client.send('from open'))
    await over.promise
    await trace.seen(client, 'message')
  }),
  scenario<Api>('send in the close listener and in the error listener', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context, {
      prepare: (ws) => {
        ws.on('error', () => trace.attempt('send in error', () => ws.send('x', trace.callback('error callback'))))
        ws.on('close', () => trace.attempt('send in close', () => ws.send('x', trace.callback('close callback'))))
      },
    })
    await peer.frame({ opcode: 3, mask: true })
    await trace.seen(ws, 'close')
    await net.turns(3)
  }),
  scenario<Api>('a listener added in the connection event gets messages of the same chunk', async (context) => {
    const { trace } = context
    const { ws } = await serverOf(context, {
      after: Buffer.concat([encodeFrame({ payload: 'a', mask: true }), encodeFrame({ payload: 'b', mask: true })]),
      prepare: (ws) => ws.on('message', (data: Buffer) => trace.log('listener', data)),
    })
    await trace.seen(ws, 'message', 2)
  }),
  scenario<Api>('a listener added a tick after the connection event', async (context) => {
    const { trace } = context
    const { ws } = await serverOf(context, {
      after: encodeFrame({ payload: 'a', mask: true }),
      prepare: (ws) => {
        process.nextTick(() => ws.on('message', (data: Buffer) => trace.log('tick listener', data)))
        Promise.resolve().then(() => ws.on('message', (data: Buffer) => trace.log('promise listener', data)))
        setImmediate(() => ws.on('message', (data: Buffer) => trace.log('immediate listener', data)))
      },
    })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('a listener that removes itself and adds another', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const first = (data: Buffer): void => {
      trace.log('first', data)
      ws.off('message', first)
      ws.on('message', (next: Buffer) => trace.log('second', next))
    }
    ws.on('message', first)
    await peer.frame({ payload: '1' }, { payload: '2' }, { payload: '3' })
    await trace.seen(ws, 'message', 3)
  }),
  scenario<Api>('errorMonitor and captureRejections', { alone: true }, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.on(errorMonitor, (error: Error) => trace.log('monitor', error))
    ws.on('error', () => trace.log('error listener'))
    ws.on('message', async () => {
      throw new Error('rejected')
    })
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
    await net.turns(2)
    await peer.frame({ opcode: 3 })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('an echo of fifty messages, each answered within its event', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      prepare: (ws) => ws.on('message', (data: Buffer, isBinary: boolean) => ws.send(data, { binary: isBinary })),
    })
    await peer.frame(
      ...masked(...Array.from({ length: 50 }, (_, i) => ({ opcode: i % 3 ? 1 : 2, payload: `message ${i}` }))),
    )
    await peer.frames(50)
    trace.log('buffered', ws.bufferedAmount)
  }),
  scenario<Api>('a client that sends to another within its message listener', async (context) => {
    const { api, trace } = context
    const { wss, url } = await listening(context)
    wss.on('connection', (ws: Api) =>
      ws.on('message', (data: Buffer) => {
        for (const client of wss.clients) client.send(`to all: ${data}`)
      }),
    )
    const clients: Api[] = []
    for (const name of ['one', 'two']) {
      const ws = trace.lane(name).emitter(name, new api.WebSocket(url))
      clients.push(ws)
      await trace.seen(ws, 'open')
    }
    clients[0].send('hello')
    await Promise.all(clients.map((ws) => trace.seen(ws, 'message')))
  }),
  scenario<Api>('wss.close and terminate of all clients within the connection event', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    trace.listen('wss', wss, ['close'])
    wss.on('connection', (ws: Api) => {
      trace.emitter('ws', ws)
      wss.close(trace.callback('closed'))
      for (const client of wss.clients) client.terminate()
      trace.log('clients', wss.clients.size)
    })
    const peer = await net.connect(port)
    await peer.open()
    await trace.seen(wss, 'close')
  }),
]

const contexts: Scenario<Api>[] = [
  scenario<Api>('async context: callbacks of send, ping and close', async (context) => {
    const { trace, net } = context
    const storage = new AsyncLocalStorage<string>()
    const { ws, peer } = await serverOf(context)
    for (const name of ['a', 'b', 'c']) {
      storage.run(name, () => {
        ws.send(name, () => trace.log(`send callback of ${name}`, storage.getStore()))
        ws.ping(name, () => trace.log(`ping callback of ${name}`, storage.getStore()))
      })
    }
    await net.turns(3)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('async context: callbacks of sends within a message listener', async (context) => {
    const { trace, net } = context
    const storage = new AsyncLocalStorage<string>()
    const { peer } = await serverOf(context, {
      prepare: (ws) =>
        ws.on('message', (data: Buffer) =>
          storage.run(String(data), () => ws.send(data, () => trace.log(`callback of ${data}`, storage.getStore()))),
        ),
    })
    await peer.frame(...masked({ payload: 'a' }, { payload: 'b' }, { payload: 'c' }))
    await peer.frames(3)
    await net.turns(3)
  }),
  scenario<Api>('async context: callbacks of compressed sends', async (context) => {
    const { trace, net } = context
    const storage = new AsyncLocalStorage<string>()
    const { ws, peer } = await serverOf(context, {
      peer: { inflate: true },
      options: { perMessageDeflate: { threshold: 0 } },
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } },
    })
    for (const name of ['a', 'b']) {
      storage.run(name, () =>
        ws.send(Buffer.alloc(50_000, name), () => trace.log(`callback of ${name}`, storage.getStore())),
      )
    }
    await peer.frames(2)
    await net.turns(3)
  }),
  scenario<Api>('async context: events of a client', async (context) => {
    const { trace } = context
    const storage = new AsyncLocalStorage<string>()
    let ws: Api
    const raw = await context.net.listen(async (peer: RawPeer) => {
      await peer.accept()
      await peer.frame({ payload: 'x' }, { opcode: 9 }, { opcode: 8 })
      await peer.closeFrame
      peer.end()
    })
    storage.run('constructor', () => {
      ws = trace.emitter('ws', new context.api.WebSocket(raw.url, { perMessageDeflate: false }))
    })
    for (const event of ['upgrade', 'open', 'message', 'ping', 'close']) {
      ws.on(event, () => trace.log(`${event} in`, storage.getStore()))
    }
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('async context: the callback of a send that fails', async (context) => {
    const { trace, net } = context
    const storage = new AsyncLocalStorage<string>()
    const { ws, peer } = await clientOf(context)
    peer.end()
    await trace.seen(ws, 'close')
    storage.run('late', () => ws.send('x', () => trace.log('callback', storage.getStore())))
    await net.turns(2)
  }),
]

const peersThatEnd: Scenario<Api>[] = [
  scenario<Api>('half-open peer: it ends, we still send', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context, { peer: { allowHalfOpen: true } })
    peer.end()
    await net.turns(5)
    trace.attempt('send', () => ws.send('x', trace.callback('sent')))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('half-open peer: messages, then its end, in one burst', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      peer: { allowHalfOpen: true },
      prepare: (ws) => ws.on('message', () => ws.send('reply')),
    })
    peer.frame(...masked({ payload: 'one' }, { payload: 'two' }))
    peer.end()
    await trace.seen(ws, 'close')
    await peer.closed
  }),
  scenario<Api>('the answer, frames, a close and the end in one write', async (context) => {
    const { trace, net, api } = context
    const raw = await net.listen(async (peer) => {
      await peer.accept({
        after: Buffer.concat([
          encodeFrame({ payload: 'one' }),
          encodeFrame({ opcode: 9, payload: 'p' }),
          encodeFrame({ opcode: 8, payload: [3, 232] }),
        ]),
      })
      peer.end()
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url, { perMessageDeflate: false }))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('an idle socket times out', async (context) => {
    const { trace, net } = context
    const { ws } = await serverOf(context)
    trace.log('timeout', ws._socket.timeout)
    ws._socket.setTimeout(5, () => {
      trace.log('idle')
      ws.terminate()
    })
    await trace.seen(ws, 'close')
    await net.turns(1)
  }),
]

const pem = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

const servers: Scenario<Api>[] = [
  ...Object.entries<Api>({
    'an async function': async () => true,
    'an async function that refuses': async () => false,
    'a function with a rest parameter': (...values: unknown[]) => values.length === 1,
    'a function with a default': (_: unknown, second = 'none') => second === 'none',
    'a function of three parameters': (_: unknown, done: Api, third: unknown) => done?.(third === undefined),
  }).map(([name, verifyClient]) =>
    scenario<Api>(`verifyClient: ${name}`, { alone: name.includes('three') }, async (context) => {
      const { trace, net } = context
      const { wss, port } = await listening(context, { verifyClient })
      wss.on('connection', () => trace.log('connection'))
      const peer = await net.connect(port)
      peer.upgrade()
      await net.turns(20)
      trace.log('clients', wss.clients.size)
    }),
  ),
  scenario<Api>('handleProtocols: an async function', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context, { handleProtocols: async () => 'a' })
    wss.on('connection', (ws: Api) => trace.log('protocol', ws.protocol))
    const peer = await net.connect(port)
    await peer.open({ headers: { 'Sec-WebSocket-Protocol': 'a, b' } })
  }),
  scenario<Api>('handleProtocols: answers that are no tokens', async (context) => {
    const { trace, net } = context
    for (const [index, answer] of ['a b', 'é', 'a,b'].entries()) {
      const { wss, port } = await listening(context, { handleProtocols: () => answer })
      wss.on('connection', (ws: Api) => trace.log('protocol', ws.protocol))
      const peer = await net.connect(port, { name: `client ${index}` })
      await peer.open({ headers: { 'Sec-WebSocket-Protocol': 'a' } })
    }
  }),
  scenario<Api>('two handshakes on one connection', async (context) => {
    const { net } = context
    const { port } = await listening(context)
    const peer = await net.connect(port)
    await peer.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await peer.head()
    await peer.open()
  }),
  scenario<Api>('a handshake byte by byte', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    wss.on('connection', () => trace.log('connection'))
    const peer = await net.connect(port)
    const request =
      'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n'
    for (const byte of Buffer.from(request)) await peer.send([byte])
    await peer.head()
  }),
  scenario<Api>('an unfinished handshake, then the end', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    trace.listen('wss', wss, ['error', 'wsClientError', 'connection'])
    const peer = await net.connect(port)
    await peer.send('GET / HTTP/1.1\r\nHost: a\r\nUpgrade: webso')
    peer.end()
    await peer.closed
  }),
  scenario<Api>('secure: a raw TLS client', async (context) => {
    const { api, trace, net } = context
    const server = createTlsServer({ key: pem('tls-key.pem'), cert: pem('tls-cert.pem') })
    const wss = new api.WebSocketServer({
      server,
      verifyClient: (info: Api) => {
        trace.log('secure', info.secure, info.origin)
        return true
      },
    })
    const over = later()
    wss.on('connection', (ws: Api) => {
      trace.emitter('ws', ws)
      ws.on('message', (data: Buffer) => ws.send(`echo ${data}`))
      ws.on('close', over.resolve)
    })
    const socket = connectTls({ port: await net.listening(server), host: '127.0.0.1', rejectUnauthorized: false })
    const reader = new WireReader()
    const formatter = new WireFormatter()
    socket.on('data', (chunk) => {
      for (const item of reader.push(chunk)) {
        for (const line of formatter.lines(item)) trace.lane('client').line(line)
        if (item.kind === 'head') socket.write(encodeFrame({ payload: 'over TLS', mask: true }))
        else socket.end()
      }
    })
    socket.write(
      'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    await over.promise
  }),
  scenario<Api>('a server closed before it listens', async ({ api, trace, net }) => {
    const wss = new api.WebSocketServer({ port: 0, host: '127.0.0.1' }, () => trace.log('listening'))
    trace.listen('wss', wss, ['close', 'error', 'listening'])
    trace.attempt('close', () => wss.close(trace.callback('closed')))
    await net.turns(10)
  }),
  scenario<Api>('address of a server on all interfaces', async ({ api, trace }) => {
    const up = later()
    const wss = new api.WebSocketServer({ port: 0 }, up.resolve)
    await up.promise
    const { address, family } = wss.address()
    trace.log('address', address, family)
  }),
  scenario<Api>('an upgrade that the http server does not hand over', async (context) => {
    const { api, trace, net } = context
    const server = createServer()
    const wss = new api.WebSocketServer({ noServer: true })
    trace.listen('wss', wss, ['connection', 'error'])
    server.on('upgrade', (_, socket) => socket.destroy())
    const peer = await net.connect(await net.listening(server))
    peer.upgrade()
    await peer.closed
    trace.log('clients', wss.clients.size)
  }),
  scenario<Api>('many connections at once', async (context) => {
    const { api, trace } = context
    const { wss, url } = await listening(context, { perMessageDeflate: true })
    wss.on('connection', (ws: Api) => ws.on('message', (data: Buffer) => ws.send(data)))
    const clients = Array.from({ length: 20 }, (_, i) => {
      const lane = trace.lane(`client ${i}`)
      const ws = lane.emitter('ws', new api.WebSocket(url))
      ws.on('open', () => ws.send('x'.repeat(100 * i)))
      ws.on('message', () => ws.close())
      return ws
    })
    await Promise.all(clients.map((ws) => trace.seen(ws, 'close')))
    trace.log('left', wss.clients.size)
  }),
  scenario<Api>('both ends with compression and large messages both ways', async (context) => {
    const { trace } = context
    const { client, server } = await pairOf(context, { server: { perMessageDeflate: true } })
    const large = Buffer.alloc(2 * 1024 * 1024)
    for (let i = 0; i < large.length; i++) large[i] = (i * 7919) >> 5
    server.on('message', (data: Buffer) => server.send(data))
    client.send(large)
    client.send('after')
    client.close()
    await trace.seen(server, 'close')
    await trace.seen(client, 'close')
  }),
]

parityOfWs('interplay', [...within, ...inEvents, ...contexts, ...peersThatEnd, ...servers])
