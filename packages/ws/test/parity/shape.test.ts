/** Parity of shapes: exports, statics, descriptors, inheritance, subclassing, own properties, and private members in use. */
import { EventEmitter } from 'node:events'
import { Duplex } from 'node:stream'
import { encodeFrame, type Scenario, scenario, WireFormatter, WireReader } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, later, listening, pairOf, parityOfWs, serverOf } from './scene.js'

const sorted = (keys: Iterable<string | symbol>): string[] =>
  [...keys].filter((key) => typeof key === 'string').sort() as string[]

/** Members that are public, or private but used by dependents. */
const members: Record<string, string[]> = {
  WebSocket: [
    'CONNECTING',
    'OPEN',
    'CLOSING',
    'CLOSED',
    'binaryType',
    'bufferedAmount',
    'extensions',
    'isPaused',
    'onclose',
    'onerror',
    'onopen',
    'onmessage',
    'protocol',
    'readyState',
    'url',
    'close',
    'pause',
    'ping',
    'pong',
    'resume',
    'send',
    'terminate',
    'addEventListener',
    'removeEventListener',
    'setSocket',
    'emitClose',
    'dispatchEvent',
  ],
  WebSocketServer: ['address', 'close', 'shouldHandle', 'handleUpgrade', 'completeUpgrade'],
  Sender: ['close', 'ping', 'pong', 'send', 'sendFrame'],
  PerMessageDeflate: ['offer', 'accept', 'cleanup', 'compress', 'decompress'],
  Receiver: ['_write'],
}

function descriptorOf(object: object, key: string): unknown {
  const found = Object.getOwnPropertyDescriptor(object, key)
  if (!found) return 'none'
  const { value, get, set, enumerable, configurable, writable } = found
  return {
    type: typeof value,
    length: value?.length,
    get: Boolean(get),
    set: Boolean(set),
    enumerable,
    configurable,
    writable,
  }
}

/** A Duplex without a peer, which records the frames written to it. */
function wireOf({ trace }: Context): Duplex {
  const reader = new WireReader('frames')
  const formatter = new WireFormatter()
  return new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      for (const item of reader.push(chunk)) for (const line of formatter.lines(item)) trace.lane('wire').line(line)
      done()
    },
  })
}

const shapes: Scenario<Api>[] = [
  scenario<Api>('module: names that it exports', ({ api, trace }) => {
    trace.log('exports', sorted(Object.keys(api)))
    trace.log('default', api.default === api.WebSocket)
    for (const name of sorted(Object.keys(api))) trace.log(name, typeof api[name], api[name].name, api[name].length)
  }),
  scenario<Api>('module: statics of the default export', ({ api, trace }) => {
    const WebSocket = api.default
    trace.log('statics', sorted(Object.getOwnPropertyNames(WebSocket)))
    for (const name of [
      'WebSocket',
      'Server',
      'WebSocketServer',
      'createWebSocketStream',
      'Receiver',
      'Sender',
      'PerMessageDeflate',
      'extension',
      'subprotocol',
    ]) {
      trace.log(name, typeof WebSocket[name], WebSocket[name] === api[name], descriptorOf(WebSocket, name))
    }
    trace.log('same', WebSocket.WebSocket === WebSocket, WebSocket.Server === WebSocket.WebSocketServer)
  }),
  scenario<Api>('module: the parsers', ({ api, trace }) => {
    trace.log('extension', Object.keys(api.extension), api.extension.parse.length, api.extension.format.length)
    trace.log('subprotocol', Object.keys(api.subprotocol), api.subprotocol.parse.length)
  }),
  ...Object.entries(members).map(([name, keys]) =>
    scenario<Api>(`descriptors of ${name}.prototype`, ({ api, trace }) => {
      for (const key of keys) trace.log(key, descriptorOf(api[name].prototype, key))
      trace.log('enumerable', sorted(Object.keys(api[name].prototype)))
      trace.log(
        'parent',
        Object.getPrototypeOf(api[name]).name,
        Object.getPrototypeOf(api[name].prototype).constructor.name,
      )
    }),
  ),
  scenario<Api>('descriptors of the constants', ({ api, trace }) => {
    for (const key of ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED']) {
      trace.log(
        key,
        api.WebSocket[key],
        descriptorOf(api.WebSocket, key),
        api.WebSocket.prototype[key],
        descriptorOf(api.WebSocket.prototype, key),
      )
    }
    trace.log('assign', Reflect.set(api.WebSocket, 'OPEN', 5))
    trace.log('still', api.WebSocket.OPEN)
  }),
  scenario<Api>('statics of the classes', ({ api, trace }) => {
    for (const name of Object.keys(members))
      trace.log(
        name,
        Object.keys(api[name])
          .filter((key) => key !== 'WebSocket')
          .sort()
          .join(),
      )
    trace.log('frame', typeof api.Sender.frame, api.Sender.frame.length)
    trace.log('extensionName', descriptorOf(api.PerMessageDeflate, 'extensionName'))
  }),
  scenario<Api>('instances: enumeration', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    const names: string[] = []
    for (const name in ws) if (!name.startsWith('_')) names.push(name)
    trace.log('for in', names.filter((name) => !(name in EventEmitter.prototype)).sort())
    trace.log(
      'own',
      Object.keys(ws).filter((key) => !key.startsWith('_')),
    )
    trace.attempt('JSON', () => typeof JSON.stringify({ state: ws.readyState, url: ws.url }))
    trace.log('string', String(ws), Object.prototype.toString.call(ws))
  }),
  scenario<Api>('instances: as JSON', async (context) => {
    const { trace } = context
    const { ws, wss, peer } = await serverOf(context, { options: { perMessageDeflate: true } })
    const write = (when: string) => trace.attempt(when, () => typeof JSON.stringify({ ws, clients: [...wss.clients] }))
    write('open')
    ws.send('text', () => write('in a callback'))
    ws.on('message', () => write('in a listener'))
    await peer.frame({ payload: 'x', mask: true })
    await trace.seen(ws, 'message')
    ws.terminate()
    await trace.seen(ws, 'close')
    write('closed')
    trace.attempt('server', () => typeof JSON.stringify(wss))
  }),
  scenario<Api>('instances: as JSON while the connection closes', async (context) => {
    const { trace } = context
    const { ws } = await serverOf(context)
    ws.close()
    trace.attempt('JSON', () => typeof JSON.stringify(ws))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('instances: assigning to getters', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    for (const key of [
      'readyState',
      'bufferedAmount',
      'extensions',
      'protocol',
      'url',
      'isPaused',
      'CONNECTING',
      'OPEN',
    ]) {
      trace.attempt(key, () => {
        ws[key] = 'changed'
      })
      trace.log(key, ws[key])
    }
  }),
  scenario<Api>('instances: own properties of users', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.isAlive = true
    ws.id = 7
    ws.data = { a: 1 }
    ws._user = 'mine'
    ws.protocolName = 'x'
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
    trace.log('kept', ws.isAlive, ws.id, ws.data, ws._user, ws.protocolName)
  }),
  scenario<Api>('instances: methods replaced by users', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const { send, close } = ws
    ws.send = (...values: unknown[]) => {
      trace.log('send', ...values)
      return send.apply(ws, values)
    }
    ws.close = (...values: unknown[]) => {
      trace.log('close', ...values)
      return close.apply(ws, values)
    }
    ws.send('x')
    await peer.frame({ opcode: 8, payload: [3, 232] })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('instances: emit replaced by users sees every event', async (context) => {
    const { api, trace } = context
    const events: string[] = []
    class Mine extends api.WebSocket {
      emit(event: string, ...values: unknown[]): boolean {
        events.push(event)
        return super.emit(event, ...values)
      }
    }
    const { ws, peer } = await serverOf(context, { options: { WebSocket: Mine } })
    ws.on('message', () => {})
    await peer.frame(
      { payload: 'x', mask: true },
      { opcode: 9, mask: true },
      { opcode: 10, mask: true },
      { opcode: 8, mask: true },
    )
    await trace.seen(ws, 'close')
    trace.log(
      'events',
      events.filter((event) => event !== 'newListener'),
    )
  }),
  scenario<Api>('instances: emit called by users', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    ws.on('message', (...values: unknown[]) => trace.log('message', ...values))
    ws.on('custom', (...values: unknown[]) => trace.log('custom', ...values))
    trace.log('emit', ws.emit('message', 'not even a buffer'), ws.emit('custom', 1, 2), ws.emit('nobody'))
    ws.emit('close', 1, 'x')
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('instances: once, prependListener, removeAllListeners, newListener', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.on('newListener', (event: string) => trace.log('newListener', event))
    ws.on('message', () => trace.log('second'))
    ws.prependListener('message', () => trace.log('first'))
    ws.once('message', () => trace.log('once'))
    await peer.frame({ payload: '1' }, { payload: '2' })
    await trace.seen(ws, 'message', 2)
    ws.removeAllListeners()
    await peer.frame({ payload: '3' })
    await trace.seen(ws, 'message', 3)
    trace.log('listeners', ws.listenerCount('message'))
  }),
  scenario<Api>('subclass of WebSocket as a client', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen((peer) => peer.accept())
    class Mine extends api.WebSocket {
      field = 'value'
      constructor(url: string) {
        super(url, { perMessageDeflate: false })
        this.constructed = true
      }
      close(...values: unknown[]): void {
        trace.log('close of the subclass', ...values)
        super.close(...values)
      }
    }
    const ws = trace.emitter('ws', new (Mine as Api)(raw.url))
    trace.log('made', ws.field, ws.constructed, ws.constructor.name, ws instanceof api.WebSocket, Mine.OPEN)
    await trace.seen(ws, 'open')
    trace.log('state', ws.readyState)
    ws.close(1000)
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('subclass the old way, with util.inherits', async ({ api, trace }) => {
    function Old(this: Api): void {}
    Object.setPrototypeOf(Old.prototype, api.WebSocketServer.prototype)
    trace.log('instance', Object.create(Old.prototype) instanceof api.WebSocketServer)
    trace.attempt('call', () => api.WebSocketServer.call(Object.create(Old.prototype), { noServer: true }))
  }),
]

const privates: Scenario<Api>[] = [
  scenario<Api>('private members of an open client', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    trace.log(
      'members',
      ws._isServer,
      ws._req,
      ws._redirects,
      ws._closeTimer,
      ws._closeCode,
      ws._binaryType,
      ws._paused,
      ws._protocol,
      ws._readyState,
      ws._url,
    )
    trace.log('extensions', Object.keys(ws._extensions))
    trace.log(
      'socket',
      ws._socket.constructor.name,
      ws._socket.remoteAddress,
      typeof ws._socket.remotePort,
      ws._socket.writable,
    )
    trace.log('receiver', ws._receiver.constructor.name, ws._receiver._maxPayload, ws._receiver._state)
    trace.log('sender', ws._sender.constructor.name, ws._sender._state, ws._sender._socket === ws._socket)
    trace.log('streams', ws._socket.readableFlowing, ws._receiver.writable)
  }),
  ...[5, 0].map((raised) =>
    scenario<Api>(`_receiver._maxPayload set to ${raised}, and to 2 later on`, async (context) => {
      const { trace } = context
      const { ws, peer } = await serverOf(context, {
        options: { maxPayload: 3 },
        prepare: (ws) => {
          ws._receiver._maxPayload = raised
          ws.on('error', () => {})
        },
      })
      trace.log('shown', ws._receiver._maxPayload)
      await peer.frame({ payload: 'five!', mask: true })
      await trace.seen(ws, 'message')
      ws._receiver._maxPayload = 2
      await peer.frame({ payload: 'ok', mask: true }, { payload: 'not', mask: true })
      await trace.seen(ws, 'close')
    }),
  ),
  scenario<Api>('private members while connecting', async ({ api, trace, net }) => {
    const raw = await net.listen()
    const ws = new api.WebSocket(raw.url)
    trace.log('members', ws._isServer, ws._req?.constructor.name, ws._redirects, ws._socket, ws._receiver, ws._sender)
    trace.log('request', ws._req?.path, ws._req?.method, ws._req?.getHeader('upgrade'))
    ws.on('error', () => {})
    ws.terminate()
  }),
  scenario<Api>('private members of a server connection', async (context) => {
    const { trace } = context
    const { ws, wss } = await serverOf(context)
    trace.log('members', ws._isServer, ws._closeTimer, ws._receiver._maxPayload, ws._sender._state)
    trace.log('server', wss._server?.constructor.name, wss._state, wss._server?.listening)
    wss.close()
    trace.log('closing', wss._state, wss._server)
  }),
  scenario<Api>('private members after the close', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const { _socket, _receiver } = ws
    peer.end()
    await trace.seen(ws, 'close')
    trace.log(
      'members',
      ws._socket?.destroyed,
      _socket.destroyed,
      ws._receiver === _receiver,
      ws._closeTimer !== undefined,
    )
  }),
  scenario<Api>('_sender.sendFrame, as engine.io uses it', async (context) => {
    const { api, trace, net } = context
    const { ws, peer } = await serverOf(context)
    const list = api.Sender.frame(Buffer.from('4hello'), {
      readOnly: false,
      mask: false,
      rsv1: false,
      opcode: 1,
      fin: true,
    })
    ws._sender.sendFrame(list, trace.callback('sent'))
    ws.send('after', trace.callback('after'))
    ws._sender.sendFrame(list)
    await peer.frames(3)
    await net.turns(2)
  }),
  scenario<Api>('_sender.sendFrame before and after send in one turn', async (context) => {
    const { api, trace, net } = context
    const { ws, peer } = await serverOf(context)
    const frame = (text: string): Buffer[] =>
      api.Sender.frame(Buffer.from(text), { readOnly: false, mask: false, rsv1: false, opcode: 1, fin: true })
    ws.send('one', trace.callback('one'))
    ws._sender.sendFrame(frame('two'), trace.callback('two'))
    ws.send('three', trace.callback('three'))
    ws.close()
    await peer.closeFrame
    await net.turns(2)
  }),
  scenario<Api>('_socket: unref, setNoDelay, setKeepAlive, cork, write of own bytes', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    ws._socket.unref()
    ws._socket.ref()
    ws._socket.setKeepAlive(true)
    ws.send('before')
    ws._socket.write(encodeFrame({ payload: 'raw' }))
    ws.send('after')
    await peer.frames(3)
    trace.log('written', ws._socket.bytesWritten > 0)
  }),
  scenario<Api>('_socket: end right after a send', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    ws.send('last words')
    ws._socket.end()
    await peer.nextFrame()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('_socket: destroy right after a send', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    ws.send('x', () => {})
    ws._socket.destroy()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('_socket: data events can be watched', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    let count = 0
    ws._socket.on('data', (chunk: Buffer) => {
      count += chunk.length
    })
    await peer.frame({ payload: 'abc', mask: true })
    await trace.seen(ws, 'message')
    trace.log('bytes', count)
  }),
  scenario<Api>('_socket: pause and resume of the socket itself', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    ws._socket.pause()
    await peer.frame({ payload: 'abc', mask: true })
    await net.turns(10)
    trace.log('resuming', ws.isPaused)
    ws._socket.resume()
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('_closeTimer after close', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    ws.close()
    trace.log('timer', ws._closeTimer?.constructor.name)
    peer.end()
    await trace.seen(ws, 'close')
    trace.log('timer', ws._closeTimer?._destroyed)
  }),
  scenario<Api>('setSocket on a Duplex, as @fastify/websocket uses it', async (context) => {
    const { api, trace, net } = context
    const duplex = wireOf(context)
    const ws = new api.WebSocket(null, undefined, { isServer: false, closeTimeout: 5000 })
    trace.emitter('ws', ws)
    ws._isServer = false
    ws.setSocket(duplex, Buffer.alloc(0), { maxPayload: 0 })
    trace.log('state', ws.readyState, ws._socket === duplex)
    await net.turns(2)
    ws.send('from ws')
    duplex.push(encodeFrame({ payload: 'to ws' }))
    await trace.seen(ws, 'message')
    ws.close(1000)
    await net.turns(3)
    duplex.push(encodeFrame({ opcode: 8, payload: [3, 232] }))
    duplex.push(null)
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('setSocket on a Duplex as a server, with bytes in head', async (context) => {
    const { api, trace, net } = context
    const duplex = wireOf(context)
    const ws = new api.WebSocket(null, undefined, { autoPong: true, allowSynchronousEvents: true, closeTimeout: 5000 })
    trace.emitter('ws', ws)
    trace.log('before', ws._isServer, ws.readyState)
    ws._isServer = true
    ws.setSocket(duplex, encodeFrame({ payload: 'head', mask: true }), {
      allowSynchronousEvents: true,
      maxPayload: 100,
      skipUTF8Validation: false,
    })
    await trace.seen(ws, 'message')
    duplex.push(encodeFrame({ opcode: 9, payload: 'p', mask: true }))
    await trace.seen(ws, 'ping')
    await net.turns(2)
    duplex.destroy()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('setSocket on a Duplex: terminate, then sends in the same turn', async (context) => {
    const { api, trace, net } = context
    const ws = trace.emitter('ws', new api.WebSocket(null, undefined, { closeTimeout: 5000 }))
    ws._isServer = true
    ws.setSocket(wireOf(context), Buffer.alloc(0), { maxPayload: 0 })
    ws.send('sent', trace.callback('sent'))
    ws.terminate()
    for (let i = 0; i < 3; i++) ws.ping('late', undefined, trace.callback(`late ${i}`))
    await trace.seen(ws, 'close')
    await net.turns(2)
  }),
  scenario<Api>('both ends over a pair of Duplexes', async (context) => {
    const { api, trace } = context
    const make = (other: () => Duplex): Duplex =>
      new Duplex({
        read() {},
        write(chunk, _encoding, done) {
          setImmediate(() => other().push(chunk))
          done()
        },
        final(done) {
          setImmediate(() => other().push(null))
          done()
        },
      })
    let near: Duplex
    let far: Duplex
    near = make(() => far)
    far = make(() => near)
    const client = trace.lane('client').emitter('client', new api.WebSocket(null, undefined, { closeTimeout: 5000 }))
    const server = trace.lane('server').emitter('server', new api.WebSocket(null, undefined, { closeTimeout: 5000 }))
    client._isServer = false
    server._isServer = true
    client.setSocket(near, Buffer.alloc(0), { maxPayload: 0 })
    server.setSocket(far, Buffer.alloc(0), { maxPayload: 0 })
    server.on('message', (data: Buffer, isBinary: boolean) => server.send(data, { binary: isBinary }))
    client.send('over the wire')
    await trace.seen(client, 'message')
    client.close(1000, 'bye')
    await trace.seen(client, 'close')
    await trace.seen(server, 'close')
  }),
  scenario<Api>('heartbeat as the documentation shows it', async (context) => {
    const { trace } = context
    const { client, server, wss } = await pairOf(context)
    server.isAlive = false
    server.on('pong', () => {
      server.isAlive = true
    })
    for (const ws of wss.clients) ws.ping()
    await trace.seen(server, 'pong')
    trace.log('alive', server.isAlive, wss.clients.size)
    client.terminate()
    await trace.seen(server, 'close')
    trace.log('clients', wss.clients.size)
  }),
  scenario<Api>('broadcast as the documentation shows it', async (context: Context) => {
    const { api, trace } = context
    const { wss, url } = await listening(context)
    const clients: Api[] = []
    for (let i = 0; i < 3; i++) {
      const ws = trace.lane(`client ${i}`).emitter('ws', new api.WebSocket(url, { perMessageDeflate: false }))
      clients.push(ws)
      await trace.seen(ws, 'open')
    }
    const all = later()
    let open = 0
    wss.clients.forEach((client: Api) => {
      if (client.readyState === api.WebSocket.OPEN) {
        open++
        client.send('to everyone', { binary: false })
        client.send(Buffer.from('bytes'))
      }
    })
    trace.log('open', open)
    await Promise.all(clients.map((ws) => trace.seen(ws, 'message', 2)))
    all.resolve()
  }),
]

parityOfWs('shape', [...shapes, ...privates])
