/** Parity of what a client's options do to its connection: request hooks, agents, sockets, TLS, timeouts, masks, version 8. */
import { readFileSync } from 'node:fs'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, later, parityOfWs } from './scene.js'

const pem = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')
const tls = { key: pem('tls-key.pem'), cert: pem('tls-cert.pem') }

const hooks: Scenario<Api>[] = [
  scenario<Api>('finishRequest: is given the request and the ws', async (context) => {
    const { trace } = context
    const seen = later<Api>()
    const { ws } = await clientOf(context, {
      options: {
        finishRequest(request: Api, websocket: Api) {
          trace.log('finishRequest', request, websocket.readyState, request.headersSent, request.getHeader('upgrade'))
          request.setHeader('X-Added', 'by hook')
          seen.resolve(websocket)
          setImmediate(() => request.end())
        },
      },
    })
    trace.log('same', (await seen.promise) === ws)
  }),
  scenario<Api>('finishRequest: never ends the request', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen()
    const ws = trace.emitter('ws', new api.WebSocket(raw.url, { finishRequest: () => {} }))
    ws.on('error', () => {})
    await net.turns(5)
    trace.log('state', ws.readyState)
    ws.terminate()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('finishRequest: is called before the constructor returns', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen()
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(raw.url, { finishRequest: (request: Api) => request.end(trace.log('called')) }),
    )
    trace.log('constructed')
    ws.on('error', () => {})
    ws.terminate()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('finishRequest: destroys the request', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen()
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(raw.url, { finishRequest: (request: Api) => request.destroy(new Error('mine')) }),
    )
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('createConnection: gives the socket', async (context) => {
    const { trace } = context
    const made: Api[] = []
    const { ws } = await clientOf(context, {
      options: {
        createConnection(options: Api, callback: unknown) {
          trace.log('createConnection', options.host, options.path, typeof callback)
          const socket = connectSocket(options.port, options.host)
          made.push(socket)
          return socket
        },
      },
    })
    trace.log('same', ws._socket === made[0], made.length)
  }),
  scenario<Api>('createConnection: throws', async (context) => {
    const { api, trace } = context
    trace.attempt('construct', () => {
      const ws = new api.WebSocket('ws://127.0.0.1:1', {
        createConnection() {
          throw new Error('mine')
        },
      })
      trace.emitter('ws', ws).on('error', () => {})
    })
    await context.net.turns(5)
  }),
  scenario<Api>('createConnection: a socket that fails', async (context) => {
    const { api, trace } = context
    const ws = trace.emitter(
      'ws',
      new api.WebSocket('ws://127.0.0.1:1', {
        createConnection: (options: Api) => {
          const socket = connectSocket(options)
          process.nextTick(() => socket.destroy(new Error('mine')))
          return socket
        },
      }),
    )
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('agent: an own agent', async (context) => {
    const { trace } = context
    const agent = new Agent()
    const create = agent.createConnection as Api
    agent.createConnection = ((options: Api, callback: Api) => {
      trace.log('agent', options.host, options.defaultPort, options.agent === agent)
      return create.call(agent, options, callback)
    }) as Api
    const { ws } = await clientOf(context, { options: { agent } })
    ws.close()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('agent: an own agent with keepAlive is not reused', async (context) => {
    const { trace, net } = context
    const agent = new Agent({ keepAlive: true })
    const { ws, peer } = await clientOf(context, { options: { agent } })
    trace.log('sockets', Object.values(agent.sockets).flat().length, Object.values(agent.freeSockets).flat().length)
    peer.end()
    await trace.seen(ws, 'close')
    await net.turns(2)
    trace.log('sockets', Object.values(agent.freeSockets).flat().length)
    agent.destroy()
  }),
  scenario<Api>('agent: false', async (context) => {
    const { ws } = await clientOf(context, { options: { agent: false } })
    context.trace.log('state', ws.readyState)
  }),
  scenario<Api>('agent: a wrong one', async ({ api, trace }) => {
    trace.attempt('construct', () => new api.WebSocket('ws://127.0.0.1:1', { agent: {} }) && 'made')
    trace.attempt('string', () => new api.WebSocket('ws://127.0.0.1:1', { agent: 'x' }) && 'made')
  }),
  scenario<Api>('lookup option', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen((peer) => peer.accept())
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(raw.url.replace('127.0.0.1', 'some.example'), {
        perMessageDeflate: false,
        lookup: (name: string, options: Api, callback: Api) => {
          trace.log('lookup', name)
          if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
          else callback(null, '127.0.0.1', 4)
        },
      }),
    )
    ws.on('error', () => {})
    ws.on('open', () => ws.terminate())
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('signal option', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen()
    const abort = new AbortController()
    const ws = trace.emitter('ws', new api.WebSocket(raw.url, { signal: abort.signal }))
    ws.on('error', () => {})
    abort.abort()
    await trace.seen(ws, 'close')
  }),
]

const timeouts: Scenario<Api>[] = [
  scenario<Api>('handshakeTimeout: the server accepts and is silent', async ({ api, trace, net }) => {
    const raw = await net.listen(() => {}, { silent: true })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url, { handshakeTimeout: 20 }))
    ws.on('error', () => trace.log('state', ws.readyState))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('handshakeTimeout: is set on the socket', async ({ api, trace }) => {
    const ws = trace.emitter(
      'ws',
      new api.WebSocket('ws://127.0.0.1:1', {
        handshakeTimeout: 20,
        createConnection: () => {
          const socket = new Duplex({ read() {}, write() {} })
          const setTimeout = (milliseconds: number, listener: () => void): void => {
            trace.log('setTimeout', milliseconds)
            if (listener) socket.once('timeout', listener)
          }
          return Object.assign(socket, { setTimeout })
        },
      }),
    )
    ws.on('error', () => {})
    setImmediate(() => ws.terminate())
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('handshakeTimeout: does not run on after the handshake', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { options: { handshakeTimeout: 3000 } })
    await peer.frame({ payload: 'alive' })
    await trace.seen(ws, 'message')
    trace.log('timeout', ws._socket.timeout)
  }),
  ...[0, undefined, 5000].map((handshakeTimeout) =>
    scenario<Api>(`handshakeTimeout ${handshakeTimeout}`, async (context) => {
      const { ws } = await clientOf(context, { options: { handshakeTimeout } })
      context.trace.log('state', ws.readyState)
    }),
  ),
  scenario<Api>('handshakeTimeout: a bad value', async ({ api, trace }) => {
    trace.attempt('text', () => new api.WebSocket('ws://127.0.0.1:1', { handshakeTimeout: 'x' }) && 'made')
    trace.attempt('null', () => new api.WebSocket('ws://127.0.0.1:1', { handshakeTimeout: null }) && 'made')
    trace.attempt('negative', () => new api.WebSocket('ws://127.0.0.1:1', { handshakeTimeout: -1 }) && 'made')
  }),
]

const masks: Scenario<Api>[] = [
  scenario<Api>('generateMask: one call for each frame', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      peer: { maskingKeys: true },
      options: {
        generateMask(...[key, ...rest]: Api[]) {
          trace.log('generateMask', key.constructor.name, key.length, rest)
          key.fill(7)
        },
      },
    })
    ws.send('text')
    ws.send(Buffer.from('binary'))
    ws.ping('p')
    ws.pong()
    ws.send('', { fin: false })
    ws.send('plain', { mask: false })
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('generateMask: the key is zero', async (context) => {
    const { ws, peer } = await clientOf(context, {
      peer: { maskingKeys: true },
      options: { generateMask: (key: Buffer) => key.fill(0) },
    })
    ws.send('text')
    ws.send(Buffer.from('binary'))
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('generateMask: does nothing', async (context) => {
    const { ws, peer } = await clientOf(context, { options: { generateMask: () => {} } })
    ws.send('text')
    ws.send('again')
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('generateMask: throws', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context, {
      options: {
        generateMask() {
          throw new Error('from generateMask')
        },
      },
    })
    trace.attempt('send', () => ws.send('text'))
    trace.attempt('ping', () => ws.ping())
    trace.attempt('close', () => ws.close())
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('masks by default differ', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    for (let i = 0; i < 8; i++) ws.send('x')
    const frames = await peer.frames(8)
    trace.log('distinct', new Set(frames.map(({ maskingKey }) => Buffer.from(maskingKey!).toString('hex'))).size)
  }),
]

const schemes: Scenario<Api>[] = [
  scenario<Api>('http URL connects', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen((peer) => peer.accept())
    const ws = trace.emitter('ws', new api.WebSocket(raw.url.replace('ws:', 'http:'), { perMessageDeflate: false }))
    await trace.seen(ws, 'open')
    trace.log('url', ws.url)
  }),
  scenario<Api>(
    'ws+unix URL connects',
    { skip: process.platform === 'win32' && 'no UNIX sockets' },
    async (context) => {
      const { api, trace, net } = context
      const path = join(tmpdir(), `parity-${process.pid}-${Math.random().toString(36).slice(2)}.sock`)
      trace.hide(path, '<path>')
      const server = createServer((_, response) => response.end())
      const wss = new api.WebSocketServer({ server })
      wss.on('connection', (ws: Api, request: Api) => {
        trace.lane('server').log('request', request.url, request.headers.host)
        ws.send('hello')
      })
      await new Promise<void>((resolve) => server.listen(path, resolve))
      trace.log('address', wss.address())
      for (const suffix of ['', ':/chat?x=1']) {
        const ws = trace.emitter('ws', new api.WebSocket(`ws+unix:${path}${suffix}`))
        await trace.seen(ws, 'message')
        trace.log('url', ws.url)
        ws.close()
        await trace.seen(ws, 'close')
      }
      wss.close()
      await net.turns(3)
    },
  ),
  scenario<Api>(
    'ws+unix URL without a listener',
    { skip: process.platform === 'win32' && 'no UNIX sockets' },
    async ({ api, trace }) => {
      const ws = trace.emitter('ws', new api.WebSocket('ws+unix:/nonexistent/socket:/'))
      ws.on('error', () => {})
      await trace.seen(ws, 'close')
    },
  ),
  scenario<Api>('wss to a server with a self-signed certificate', async (context) => {
    const { api, trace, net } = context
    const server = createTlsServer(tls)
    const wss = new api.WebSocketServer({
      server,
      verifyClient: (info: Api) => {
        trace.lane('server').log('secure', info.secure)
        return true
      },
    })
    wss.on('connection', (ws: Api) => {
      trace.lane('server').emitter('server ws', ws)
      ws.send('hello')
    })
    const port = await net.listening(server)
    const ws = trace.emitter('ws', new api.WebSocket(`wss://localhost:${port}`, { ca: tls.cert, family: 4 }))
    await trace.seen(ws, 'message')
    trace.log('socket', ws._socket.encrypted, ws._socket.authorized, ws.url)
    ws.close(1000)
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('wss refused for its certificate', async (context) => {
    const { api, trace, net } = context
    const server = createTlsServer(tls)
    new api.WebSocketServer({ server })
    const ws = trace.emitter('ws', new api.WebSocket(`wss://127.0.0.1:${await net.listening(server)}`))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('wss with rejectUnauthorized false, https URL', async (context) => {
    const { api, trace, net } = context
    const server = createTlsServer(tls)
    const wss = new api.WebSocketServer({ server })
    wss.on('connection', (ws: Api) => ws.on('message', (data: Buffer) => ws.send(String(data))))
    const port = await net.listening(server)
    const ws = trace.emitter('ws', new api.WebSocket(`https://127.0.0.1:${port}`, { rejectUnauthorized: false }))
    ws.on('open', () => ws.send('x'.repeat(100000)))
    await trace.seen(ws, 'message')
    ws.close()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('wss: servername for a name, an address and by option', async (context) => {
    const { api, trace } = context
    for (const [url, options] of [
      ['wss://example.com', {}],
      ['wss://127.0.0.1', {}],
      ['wss://example.com', { servername: 'other' }],
      ['wss://example.com', { servername: '' }],
    ] as const) {
      const ws = new api.WebSocket(url, {
        ...options,
        createConnection: (given: Api) => {
          trace.log('servername', given.servername, given.host)
          return new Duplex({ read() {} })
        },
      })
      ws.on('error', () => {})
      ws.terminate()
    }
  }),
  scenario<Api>('wss: default connection gets a servername', async (context) => {
    const { api, trace, net } = context
    const server = createTlsServer({
      ...tls,
      SNICallback: (name, callback) => {
        trace.lane('server').log('SNI', name)
        callback(null)
      },
    })
    new api.WebSocketServer({ server })
    const port = await net.listening(server)
    for (const host of ['localhost', '127.0.0.1']) {
      const ws = new api.WebSocket(`wss://${host}:${port}`, { rejectUnauthorized: false, family: 4 })
      trace.emitter('ws', ws)
      await trace.seen(ws, 'open')
      ws.terminate()
      await trace.seen(ws, 'close')
    }
  }),
  scenario<Api>('wss to a server without TLS', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen(
      (peer) => void peer.socket.once('data', () => peer.send('HTTP/1.1 400 Bad Request\r\n\r\n')),
      { silent: true },
    )
    const ws = trace.emitter('ws', new api.WebSocket(raw.url.replace('ws:', 'wss:')))
    ws.on('error', (error: Api) => trace.log('code', error.code))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('a TLS socket by createConnection', async (context) => {
    const { api, trace, net } = context
    const server = createTlsServer(tls)
    const wss = new api.WebSocketServer({ server })
    wss.on('connection', (ws: Api) => ws.send('hello'))
    const port = await net.listening(server)
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(`ws://127.0.0.1:${port}`, {
        createConnection: () => connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }),
      }),
    )
    await trace.seen(ws, 'message')
  }),
]

const version8: Scenario<Api>[] = [
  scenario<Api>('protocolVersion 8: the whole exchange', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { options: { protocolVersion: 8, origin: 'o' } })
    ws.send('hello')
    await peer.frame({ payload: 'there' })
    await trace.seen(ws, 'message')
    ws.close(1000, 'done')
    await trace.seen(ws, 'close')
  }),
]

const onClose: Scenario<Api>[] = [
  scenario<Api>('upgrade of a plain http request beside a ws server', async (context: Context) => {
    const { api, trace, net } = context
    const server = createServer()
    new api.WebSocketServer({ server })
    const port = await net.listening(server)
    const done = later()
    const request = httpRequest({ port, host: '127.0.0.1', headers: { Connection: 'Upgrade', Upgrade: 'other' } })
    request.on('response', (response) => {
      trace.log('response', response.statusCode, response.headers.connection)
      response.resume().on('end', done.resolve)
    })
    request.on('error', (error) => {
      trace.log('error', error)
      done.resolve()
    })
    request.end()
    await done.promise
  }),
]

parityOfWs('client options', [...hooks, ...timeouts, ...masks, ...schemes, ...version8, ...onClose])
