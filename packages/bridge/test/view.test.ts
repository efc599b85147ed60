import { once } from 'node:events'
import { createServer } from 'node:http'
import nodejsWebsocket from '@rosetta-ws/nodejs-websocket'
import websocket from '@rosetta-ws/websocket'
import ws, { WebSocketServer } from '@rosetta-ws/ws'
import { afterEach, describe, expect, it } from 'vitest'
import { closeBody } from '../../engine/test/instruments/wire.js'
import { asNodejsWebSocket, asWebSocketConnection, asWs, asWs1, asWsd } from '../src/index.js'
import type { Any } from './instruments/dialects.js'
import { LiveConnection, turns } from './instruments/live-connection.js'
import { listen } from './instruments/raw-peer.js'

let live: LiveConnection | null = null

afterEach(async () => {
  await live?.close()
  live = null
})

describe('what is no connection', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [42, '42'],
    ['ws://localhost', "'ws://localhost'"],
    [{}, 'an object of Object'],
    [Object.create(null), 'an object of no class'],
    [ws, 'the function WebSocket'],
    [new WebSocketServer({ noServer: true }), 'an object of WebSocketServer'],
  ])('is refused with a word on what to do: %s', (value, shown) => {
    for (const [name, as] of Object.entries({ asWs, asWebSocketConnection, asNodejsWebSocket, asWsd, asWs1 })) {
      expect(() => as(value as never)).toThrow(TypeError)
      expect(() => as(value as never)).toThrow(`${name}() takes a connection of @rosetta-ws/ws`)
      expect(() => as(value as never)).toThrow(`it was given ${shown}.`)
    }
  })
})

describe('the particulars of a view', () => {
  it('are those of the opening handshake, as far as the owner knows them', async () => {
    live = await LiveConnection.open('wsd', 'server')
    const { object } = live.owner
    const nodejs = asNodejsWebSocket(object)
    expect([nodejs.path, nodejs.headers.upgrade, nodejs.server, nodejs.protocol]).toEqual([
      '/path?query',
      'websocket',
      null,
      'chat',
    ])
    const connection = asWebSocketConnection(object)
    expect([connection.protocol, connection.remoteAddress, connection.webSocketVersion]).toEqual([
      'chat',
      object.upgradeReq.socket.remoteAddress,
      13,
    ])
    expect([(connection.config as Any).keepalive, connection.closeReasonCode, connection.socket]).toEqual([
      false,
      -1,
      object.upgradeReq.socket,
    ])
    expect(asWs1(object).upgradeReq).toBe(object.upgradeReq)
    expect([asWs(object).protocol, asWs(object).url, asWs(object).extensions]).toEqual(['chat', undefined, ''])
  })

  it('that nobody knows can be set by who does', async () => {
    live = await LiveConnection.open('ws', 'server')
    const { object } = live.owner
    const request = { url: '/path', headers: {} } as Any
    asWsd(object).upgradeReq = request
    asNodejsWebSocket(object).path = request.url
    expect([asWsd(object).upgradeReq, asNodejsWebSocket(object).path]).toEqual([request, '/path'])
  })

  it('include the address of a client and whether messages are compressed', async () => {
    const wss = new WebSocketServer({ port: 0, perMessageDeflate: { threshold: 0 } })
    await once(wss, 'listening')
    const url = `ws://localhost:${(wss.address() as { port: number }).port}/a?b`
    const client = new ws(url)
    const [[served]] = (await Promise.all([once(wss, 'connection'), once(client, 'open')])) as [[ws], unknown]
    expect([asWsd(client).url, asNodejsWebSocket(client).path]).toEqual([url, '/a?b'])
    expect(asWs(asWsd(client)).extensions).toBe('permessage-deflate')
    expect(Object.keys(asWsd(client).extensions)).toEqual(['permessage-deflate'])
    expect(asWebSocketConnection(client).extensions).toHaveLength(1)
    const texts: string[] = []
    asNodejsWebSocket(served).on('text', (text) => texts.push(text))
    const bytes = Buffer.from('reused')
    asNodejsWebSocket(client).sendBinary(bytes)
    bytes.fill('x')
    asWebSocketConnection(client).sendUTF('compressed '.repeat(1000))
    asWsd(client).send('and in order')
    const [first] = await once(served, 'message')
    expect(String(first)).toBe('reused')
    while (texts.length < 2) await once(served, 'message')
    expect(texts).toEqual(['compressed '.repeat(1000), 'and in order'])
    client.terminate()
    await new Promise((resolve) => wss.close(resolve))
  })

  it('are of the connection of a W3C client', async () => {
    const wss = new WebSocketServer({ port: 0 })
    await once(wss, 'listening')
    const w3c = new websocket.w3cwebsocket(`ws://localhost:${(wss.address() as { port: number }).port}/a`)
    await new Promise<void>((resolve) => {
      w3c.onopen = () => resolve()
    })
    expect(asWebSocketConnection(w3c)).toBe((w3c as Any)._connection)
    expect(asWs(w3c).url).toBe(w3c.url)
    expect(asWs(asWebSocketConnection(w3c))).toBe(asWs(w3c))
    asWs(w3c).terminate()
    await new Promise((resolve) => wss.close(resolve))
  })
})

describe('two views that send', () => {
  it('keep their messages whole: streams, fragments and frames', async () => {
    live = await LiveConnection.open('ws', 'server')
    const { owner, peer } = live
    const socket: ws = owner.object
    const nodejs = asNodejsWebSocket(socket)
    const stream = nodejs.beginBinary() as Any
    stream.write(Buffer.alloc(600_000, 1))
    socket.send('whole')
    asWebSocketConnection(socket).sendUTF('x'.repeat(20_000))
    asWsd(socket).send('old')
    socket.ping('between')
    await peer.until(() => peer.frames.length === 2)
    expect(peer.frames.map(({ opcode, fin }) => [opcode, fin])).toEqual([
      [2, false],
      [9, true],
    ])
    expect(socket.bufferedAmount).toBeGreaterThanOrEqual(5 + 20_000 + 3)
    stream.end()
    await peer.until(() => peer.frames.length === 7)
    expect(peer.frames.slice(2).map(({ opcode, fin, payload }) => [opcode, fin, payload.length])).toEqual([
      [0, true, 0],
      [1, true, 5],
      [1, false, 16_384],
      [0, true, 20_000 - 16_384],
      [1, true, 3],
    ])
  })

  it('keep whole messages of a sender that was taken before, too', async () => {
    live = await LiveConnection.open('ws', 'server')
    const { owner, peer } = live
    const sender = owner.object._sender
    const stream = asNodejsWebSocket(owner.object).beginBinary() as Any
    stream.write(Buffer.alloc(600_000))
    sender.sendFrame([Buffer.from('8101', 'hex'), Buffer.from('e')])
    stream.end()
    await peer.until(() => peer.frames.length === 3)
    expect(peer.frames.map(({ opcode, payload }) => [opcode, payload.length])).toEqual([
      [2, 600_000],
      [0, 0],
      [1, 1],
    ])
  })

  it('are told when what they sent is out', async () => {
    live = await LiveConnection.open('nodejs-websocket', 'server')
    const { owner } = live
    const view = asWs(owner.object)
    const done: string[] = []
    const sent = [
      new Promise<void>((resolve) => view.send('a', () => resolve(void done.push('view')))),
      new Promise<void>((resolve) => owner.object.sendText('b', () => resolve(void done.push('owner')))),
    ]
    await Promise.all(sent)
    expect(done).toEqual(['view', 'owner'])
  })

  it('have a late send refused in their own way', async () => {
    live = await LiveConnection.open('websocket', 'server')
    const { owner, peer } = live
    const view = asWs(owner.object)
    owner.object.close()
    const [error] = await new Promise<[Error]>((resolve) =>
      view.send('late', (...values) => resolve(values as [Error])),
    )
    expect(error.message).toBe('WebSocket is not open: readyState 2 (CLOSING)')
    await peer.until(() => peer.frames.length === 1)
    expect(peer.log).toEqual(['8 1000 Normal connection closure'])
  })
})

describe('who owns a connection', () => {
  it('answers its pings: a view cannot cancel what its owner answers, and does not answer what its owner cancels', async () => {
    for (const [ownerName, cancels, pongs] of [
      ['ws', 'view', ['10 p']],
      ['websocket', 'owner', []],
      ['websocket', 'nobody', ['10 p']],
    ] as const) {
      live = await LiveConnection.open(ownerName, 'server')
      const { owner, peer } = live
      const websocketObject = asWebSocketConnection(owner.object)
      const wsView = asWs(owner.object)
      if (cancels !== 'nobody') websocketObject.on('ping', (cancel) => cancel())
      const seen = once(wsView, 'ping')
      peer.send({ opcode: 9, payload: 'p' })
      await seen
      wsView.send('mark')
      await peer.until(() => peer.log.includes('1 mark'))
      expect(peer.log.filter((line) => line.startsWith('10'))).toEqual(pongs)
      await live.close()
      live = null
    }
  })

  it('answers a Close in its way', async () => {
    for (const [ownerName, answer] of [
      ['ws', '8 1001 bye'],
      ['websocket', '8 1000 '],
      ['nodejs-websocket', '8 1001 bye'],
      ['wsd', '8 1001 bye'],
    ]) {
      live = await LiveConnection.open(ownerName, 'server')
      for (const as of [asWs, asWebSocketConnection, asNodejsWebSocket, asWsd]) as(live.owner.object)
      live.peer.send({ opcode: 8, payload: closeBody(1001, 'bye') })
      await live.peer.until(() => (live as LiveConnection).peer.frames.length === 1)
      expect(live.peer.log).toEqual([answer])
      await live.close()
      live = null
    }
  })

  it('has its limits hold for all', async () => {
    const server = createServer()
    const wss = new WebSocketServer({ server, maxPayload: 10 })
    const port = await listen(server)
    const client = new ws(`ws://localhost:${port}`)
    const [socket] = (await once(wss, 'connection')) as [ws]
    const closed = once(asWebSocketConnection(socket), 'close')
    socket.on('error', () => {})
    client.on('open', () => client.send('more than ten'))
    const [code] = await once(client, 'close')
    expect([code, (await closed)[0]]).toEqual([1009, 1009])
    await new Promise((resolve) => server.close(resolve))
  })

  it('has a view tell its limits, not those of its own class', async () => {
    const server = createServer()
    const old = new websocket.server({
      httpServer: server,
      autoAcceptConnections: true,
      maxReceivedFrameSize: 10,
      maxReceivedMessageSize: 15,
    })
    const port = await listen(server)
    for (const [frames, limit] of [
      [['more than ten'], 10],
      [['ten bytes.', 'ten bytes.'], 15],
    ] as const) {
      const client = new ws(`ws://localhost:${port}`)
      const [connection] = (await once(old, 'connect')) as [Any]
      const told = once(asWsd(connection), 'error')
      if (client.readyState !== ws.OPEN) await once(client, 'open')
      for (const frame of frames) client.send(frame, { fin: false })
      expect((await told)[0]).toBe(`payload cannot exceed ${limit} bytes`)
      await once(client, 'close')
    }
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('the end that an owner decides', () => {
  it('is not hastened by a view: a send that fails ends the connection as ws ends it', async () => {
    live = await LiveConnection.open('ws', 'client')
    const { owner, peer } = live
    const connection = asWebSocketConnection(owner.object)
    const failed = once(connection, 'error')
    const blob = Object.assign(new Blob(['x']), { arrayBuffer: () => Promise.reject(new Error('unreadable')) })
    owner.object.send(blob)
    expect((await failed)[0].message).toBe('unreadable')
    await turns(10)
    expect([owner.isOpen, owner.isClosed, connection.connected]).toEqual([false, false, false])
    peer.socket.end()
    await owner.closed()
    expect(owner.isClosed).toBe(true)
  })

  it('is not held back by a view that has paused and cannot resume any more', async () => {
    for (const [ownerName, as] of [
      ['ws', asWsd],
      ['wsd', asWs],
    ] as const) {
      live = await LiveConnection.open(ownerName, 'server')
      const { owner, peer } = live
      const view = as(owner.object)
      const wsdObject = asWsd(view)
      wsdObject.pause()
      asWs(owner.object).close(1001, 'bye')
      expect(() => wsdObject.resume()).toThrow('not opened')
      await peer.until(() => peer.frames.length === 1)
      peer.send({ opcode: 8, payload: closeBody(1001, 'bye') })
      peer.socket.end()
      await owner.closed()
      expect(owner.log).toEqual(['close 1001 bye'])
      await live.close()
      live = null
    }
  })

  it('is not held back by a view that does not read', async () => {
    nodejsWebsocket.setMaxBufferLength(1000)
    try {
      live = await LiveConnection.open('websocket', 'server')
      const { owner, peer } = live
      owner.object.assembleFragments = false
      const nodejs = asNodejsWebSocket(owner.object) as Any
      const begun = once(nodejs, 'binary')
      peer.send({ opcode: 2, payload: Buffer.alloc(2000), fin: false })
      await begun
      expect(nodejs._engine.isPaused).toBe(true)
      owner.object.close(1001, 'bye')
      await peer.until(() => peer.frames.length === 1)
      peer.send({ opcode: 8, payload: closeBody(1001, 'bye') })
      peer.socket.end()
      await owner.closed()
      expect(nodejs._engine.closeCode).toBe(1001)
    } finally {
      nodejsWebsocket.setMaxBufferLength(2 * 1024 * 1024)
    }
  })
})

describe('the payload of a message', () => {
  it('is the own of each view', async () => {
    live = await LiveConnection.open('ws', 'server')
    const { owner, peer } = live
    const seen: string[] = []
    for (const object of [owner.object, asWsd(owner.object), asWs1(owner.object)] as Any[]) {
      object.on('message', (data: Buffer) => {
        seen.push(String(data))
        data.fill('x')
      })
    }
    asWebSocketConnection(owner.object).on('message', (message: Any) => seen.push(String(message.binaryData)))
    peer.send({ opcode: 2, payload: 'abc' })
    await turns()
    while (seen.length < 4) await turns(1)
    expect(seen).toEqual(['abc', 'abc', 'abc', 'abc'])
  })
})

describe('the pace of messages', () => {
  it('is that of websocket where its view awaits each message, whoever owns the connection', async () => {
    live = await LiveConnection.open('ws', 'server')
    const connection = asWebSocketConnection(live.owner.object)
    live.peer.send(...['a', 'b', 'c', 'd'].map((payload) => ({ opcode: 1, payload })))
    const seen: string[] = []
    while (seen.length < 4) {
      const [message] = (await once(connection, 'message')) as [Any]
      seen.push(message.utf8Data)
    }
    expect(seen).toEqual(['a', 'b', 'c', 'd'])
  })
})
