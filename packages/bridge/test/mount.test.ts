import { createServer, type Server } from 'node:http'
import nodejsWebsocket from '@rosetta-ws/nodejs-websocket'
import websocket from '@rosetta-ws/websocket'
import type ws from '@rosetta-ws/ws'
import { WebSocketServer } from '@rosetta-ws/ws'
import ws1 from '@rosetta-ws/ws1'
import wsd from '@rosetta-ws/wsd'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mount } from '../src/index.js'
import type { Any } from './instruments/dialects.js'
import { type Answer, askUpgrade, listen } from './instruments/raw-peer.js'

let server: Server
let port: number
const answers: Answer[] = []

beforeEach(async () => {
  server = createServer((_request, response) => response.end('plain'))
  port = await listen(server)
})

afterEach(async () => {
  for (const { peer } of answers.splice(0)) {
    peer?.socket.destroy()
    await peer?.gone()
  }
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

async function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await askUpgrade(port, path, headers)
  answers.push(answer)
  return answer
}

/** A server of each kind, that greets its connections with its name. */
const kinds: Readonly<Record<string, (name: string) => object>> = {
  'ws, noServer': (name) => greeting(new WebSocketServer({ noServer: true }), name),
  'ws, of the same HTTP server': (name) => greeting(new WebSocketServer({ server }), name),
  'websocket, of the same HTTP server': (name) =>
    new websocket.server({ httpServer: server, autoAcceptConnections: true }).on('connect', (connection) =>
      connection.sendUTF(name),
    ),
  'websocket, of no HTTP server': (name) =>
    new websocket.server({ httpServer: [], autoAcceptConnections: true }).on('connect', (connection) =>
      connection.sendUTF(name),
    ),
  'websocket, without a configuration': (name) =>
    new websocket.server().on('request', (request) => request.accept(null, request.origin).sendUTF(name)),
  'nodejs-websocket': (name) => nodejsWebsocket.createServer((connection) => connection.sendText(name)),
  'nodejs-websocket, of the same HTTP server': (name) =>
    nodejsWebsocket.createServer({ httpServer: server }, (connection) => connection.sendText(name)),
  'wsd, noServer': (name) => greeting(new wsd.Server({ noServer: true } as never), name),
  'wsd, of the same HTTP server': (name) => greeting(new wsd.Server({ server }), name),
  'ws1, noServer': (name) => greeting(new ws1.Server({ noServer: true } as never), name),
  'ws1, of the same HTTP server': (name) => greeting(new ws1.Server({ server }), name),
}

function greeting(target: Any, name: string): Any {
  return target.on('connection', (connection: Any) => connection.send(name))
}

describe.each(Object.keys(kinds))('a server of %s', (kind) => {
  it('takes the requests for its path, and no others, and all else is answered 404', async () => {
    const unmount = mount(server, { '/one': kinds[kind]('one'), '/two': kinds[kind]('two') })
    for (const name of ['one', 'two', 'one?query=/two']) {
      const { status, peer } = await ask(`/${name}`)
      expect(status).toBe(101)
      await peer?.until(() => peer.frames.length === 1)
      expect(peer?.log).toEqual([`1 ${name.slice(0, 3)}`])
    }
    for (const path of ['/', '/one/', '/ONE', '/three', '/__proto__', '/one%2F']) {
      const { status, body, headers } = await ask(path)
      expect([status, body, headers.connection]).toEqual([
        404,
        `There is no WebSocket endpoint for this request at ${path}\n`,
        'close',
      ])
    }
    unmount()
  })

  it('answers by itself a request that is no opening handshake', async () => {
    mount(server, { '/one': kinds[kind]('one') })
    expect((await ask('/one', { 'Sec-WebSocket-Version': '99' })).status).toBeGreaterThanOrEqual(400)
    expect((await ask('/one', { Upgrade: 'other' })).status).toBeGreaterThanOrEqual(400)
    expect((await ask('/else', { Upgrade: 'other' })).status).toBe(404)
  })

  it('takes what no path claims, at "*"', async () => {
    mount(server, { '/named': kinds['ws, noServer']('named'), '*': kinds[kind]('rest') })
    for (const [path, name] of [
      ['/named', 'named'],
      ['/other', 'rest'],
    ]) {
      const { peer } = await ask(path)
      await peer?.until(() => peer.frames.length === 1)
      expect(peer?.log).toEqual([`1 ${name}`])
    }
  })
})

describe('subprotocols', () => {
  it('are left to the server of a path that has one server', async () => {
    mount(server, { '/chat': new WebSocketServer({ noServer: true, handleProtocols: () => 'v2' }) })
    const { status, headers } = await ask('/chat', { 'Sec-WebSocket-Protocol': 'v1, v2' })
    expect([status, headers['sec-websocket-protocol']]).toEqual([101, 'v2'])
  })

  it('decide among the servers of a path, by what the client prefers', async () => {
    mount(server, {
      '/chat': {
        subprotocols: {
          v1: new websocket.server({ httpServer: [], autoAcceptConnections: true }),
          v2: new WebSocketServer({ noServer: true }),
          v3: nodejsWebsocket.createServer({ validProtocols: ['v3'] }),
        },
      },
    })
    for (const [offer, agreed] of [
      ['v1', 'v1'],
      ['v2', 'v2'],
      ['v3', 'v3'],
      ['v3, v2, v1', 'v3'],
      // ws takes the first that is offered: it must not be shown what it does not serve.
      ['unknown, v2, v1', 'v2'],
    ]) {
      const { status, headers } = await ask('/chat', { 'Sec-WebSocket-Protocol': offer })
      expect([offer, status, headers['sec-websocket-protocol']]).toEqual([offer, 101, agreed])
    }
    for (const headers of [{}, { 'Sec-WebSocket-Protocol': 'v4' }, { 'Sec-WebSocket-Protocol': 'a,,b' }] as const) {
      expect((await ask('/chat', headers as Record<string, string>)).status).toBe(404)
    }
  })

  it('leave the rest to "otherwise", which is shown all but those of others', async () => {
    const offers: string[][] = []
    const rest = new WebSocketServer({
      noServer: true,
      handleProtocols: (offered) => {
        offers.push([...offered])
        return false
      },
    })
    const v1 = new WebSocketServer({ noServer: true })
    mount(server, { '/chat': { subprotocols: { v1 }, otherwise: rest } })
    expect((await ask('/chat')).status).toBe(101)
    expect((await ask('/chat', { 'Sec-WebSocket-Protocol': 'x, y' })).status).toBe(101)
    expect((await ask('/chat', { 'Sec-WebSocket-Protocol': 'x, v1' })).headers['sec-websocket-protocol']).toBe('v1')
    expect(offers).toEqual([['x', 'y']])
  })
})

describe('a server that was closed', () => {
  const closed: Readonly<Record<string, () => object>> = {
    ws() {
      const wss = new WebSocketServer({ noServer: true })
      wss.close()
      return wss
    },
    websocket() {
      const old = new websocket.server({ httpServer: server, autoAcceptConnections: true })
      old.shutDown()
      return old
    },
    'nodejs-websocket'() {
      const old = nodejsWebsocket.createServer({ httpServer: server })
      old.close()
      return old
    },
    wsd() {
      const old = new wsd.Server({ noServer: true } as never)
      old.close()
      return old
    },
    ws1() {
      const old = new ws1.Server({ noServer: true } as never)
      old.close()
      return old
    },
  }

  it.each(Object.keys(closed))('of %s takes no more connections', async (name) => {
    mount(server, { '/closed': closed[name](), '/open': new WebSocketServer({ noServer: true }) })
    expect([(await ask('/closed')).status, (await ask('/open')).status]).toEqual([503, 101])
  })

  it('of websocket takes them again when it is mounted anew', async () => {
    const old = closed.websocket() as Any
    mount(server, { '/old': old })
    old.mount({ httpServer: server, autoAcceptConnections: true })
    expect((await ask('/old')).status).toBe(101)
  })
})

describe('a second copy of this package', () => {
  it('mounts on the same HTTP server', async () => {
    mount(server, { '/one': kinds['ws, noServer']('one') })
    vi.resetModules()
    const { mount: other } = await import('../src/index.js')
    expect(other).not.toBe(mount)
    other(server, { '/two': kinds['ws, noServer']('two') })
    for (const [path, status] of [
      ['/one', 101],
      ['/two', 101],
      ['/three', 404],
    ] as const) {
      expect([path, (await ask(path)).status]).toEqual([path, status])
    }
  })
})

describe('other listeners of upgrade', () => {
  it('are passed what no route claims, and nothing else, whenever they were added', async () => {
    const seen: string[] = []
    const note =
      (name: string) =>
      (request: Any, socket: Any): void => {
        seen.push(`${name} ${request.url}`)
        socket.end('HTTP/1.1 418 x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      }
    const early = note('early')
    server.on('upgrade', early)
    const unmount = mount(server, { '/one': kinds['ws, of the same HTTP server']('one') })
    expect((await ask('/one')).status).toBe(101)
    expect((await ask('/other')).status).toBe(418)
    server.off('upgrade', early)
    server.once('upgrade', note('late'))
    expect((await ask('/one')).status).toBe(101)
    expect((await ask('/again')).status).toBe(418)
    expect((await ask('/again')).status).toBe(404)
    expect(seen).toEqual(['early /other', 'late /again'])
    unmount()
  })
})

describe('unmount', () => {
  it('leaves the HTTP server as it was, and the connections open', async () => {
    const emit = server.emit
    const wss = new WebSocketServer({ noServer: true })
    const unmount = mount(server, { '/one': wss })
    const { peer } = await ask('/one')
    unmount()
    unmount()
    expect([server.emit, Object.hasOwn(server, 'emit'), server.listenerCount('upgrade')]).toEqual([emit, false, 0])
    expect((await ask('/one')).body).toBe('plain')
    for (const client of wss.clients as Set<ws>) client.send('still')
    await peer?.until(() => peer.frames.length === 1)
    mount(server, { '/one': wss })
    expect((await ask('/one')).status).toBe(101)
  })

  it('gives back an emit of the HTTP server that is not of its class', () => {
    const emit: Any = vi.fn(server.emit)
    server.emit = emit
    mount(server, { '/one': new WebSocketServer({ noServer: true }) })()
    expect(server.emit).toBe(emit)
  })

  it('takes only what it mounted, and leaves alone what others have put in front of it', async () => {
    const first = mount(server, { '/one': kinds['ws, noServer']('one') })
    const second = mount(server, { '/two': kinds['ws, noServer']('two') })
    first()
    expect([(await ask('/one')).status, (await ask('/two')).status]).toEqual([404, 101])
    const { emit } = server
    const front = function (this: Server, ...values: Any): boolean {
      return (emit as Any).apply(this, values)
    } as Server['emit']
    server.emit = front
    second()
    expect(server.emit).toBe(front)
    expect((await ask('/two')).body).toBe('plain')
  })
})

describe('a mistake of the caller', () => {
  const wss = (): WebSocketServer => new WebSocketServer({ noServer: true })
  it.each([
    ['no server', () => mount(undefined as never, { '/a': wss() }), 'takes an http.Server or https.Server first'],
    [
      'an application of a web framework',
      () => mount(Object.assign(() => {}, { emit() {}, listen() {} }) as never, { '/a': wss() }),
      'takes an http.Server or https.Server first',
    ],
    ['a WebSocket server', () => mount(wss() as never, { '/a': wss() }), 'takes an http.Server or https.Server first'],
    ['no routes', () => mount(server, {}), "mount(httpServer, { '/path': server })"],
    ['nothing for routes', () => mount(server, null as never), "mount(httpServer, { '/path': server })"],
    ['a path without a slash', () => mount(server, { a: wss() }), '"a" must begin with "/", or be "*"'],
    ['a query', () => mount(server, { '/a?b': wss() }), 'must be a path alone'],
    ['a path that no client sends', () => mount(server, { '/é b%20': wss() }), '"/%C3%A9%20b%20"'],
    [
      'what is no subprotocol',
      () => mount(server, { '/a': { subprotocols: { 'a b': wss() } } }),
      '"/a" names "a b", which cannot be a subprotocol',
    ],
    [
      'no server of a facade',
      () => mount(server, { '/a': createServer() }),
      'the value for "/a" is no server of a Rosetta',
    ],
    [
      'nothing for a server',
      () => mount(server, { '/a': undefined as never }),
      'createServer() of @rosetta-ws/nodejs-',
    ],
    ['no subprotocol', () => mount(server, { '/a': { subprotocols: {} } }), '"/a" names no subprotocol'],
    [
      'no server for a subprotocol',
      () => mount(server, { '/a': { subprotocols: { x: {} } } }),
      'the value for "/a, subprotocol x"',
    ],
    [
      'a server of another path',
      () => mount(server, { '/a': new WebSocketServer({ noServer: true, path: '/b' }) }),
      'takes "/b" only. Leave its option path away, or mount it at "/b"',
    ],
  ])('is told at the call: %s', (_name, call, message) => {
    expect(call).toThrow(message)
    expect(server.listenerCount('upgrade')).toBe(0)
  })

  it('is told at the call: a path that is taken', () => {
    mount(server, { '/a': wss() })
    expect(() => mount(server, { '/b': wss(), '/a': wss() })).toThrow('"/a" is mounted on this HTTP server already')
  })

  it('is none where a server with a path is mounted there', async () => {
    mount(server, { '/b': new WebSocketServer({ noServer: true, path: '/b' }) })
    expect((await ask('/b')).status).toBe(101)
  })
})
