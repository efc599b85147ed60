/** What the original does not have. */

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect } from 'node:net'
import { encodeFrame } from '@rosetta-ws/conformance/diff'
import { describe, expect, it } from 'vitest'
import { type Api, within } from './api.js'
import { bytesOf, clientOf, listening, pairOf, serverOf } from './parity/scene.js'

const key = readFileSync(new URL('tls-key.pem', import.meta.url))
const cert = readFileSync(new URL('tls-cert.pem', import.meta.url))

async function portOf(server: Api): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address().port
}

describe('a server on an HTTP server of the user', () => {
  it('takes upgrades and leaves requests alone', () =>
    within(async ({ api, net }) => {
      const httpServer = createServer((_request, response) => response.end('a page'))
      const server = api.createServer({ httpServer, validProtocols: ['b'] }, (conn: Api) => {
        conn.on('text', (text: string) => conn.sendText(`${text} on ${conn.path}`))
      })
      const port = await portOf(httpServer)
      expect(server.socket).toBe(httpServer)
      const client = api.connect(`ws://127.0.0.1:${port}/path`, { protocols: ['a', 'b'] })
      await new Promise((resolve) => client.once('connect', resolve))
      client.sendText('hi')
      expect(await new Promise((resolve) => client.once('text', resolve))).toBe('hi on /path')
      expect(client.protocol).toBe('b')
      expect(server.connections.length).toBe(1)
      const page = await new Promise<string>((resolve) => {
        request({ port, host: '127.0.0.1', agent: false }, (response) => {
          response.setEncoding('utf8').once('data', resolve)
        }).end()
      })
      expect(page).toBe('a page')
      let hasClosed = false
      server.close(() => {
        hasClosed = true
      })
      await net.turns(5)
      expect([hasClosed, httpServer.listening]).toEqual([false, true])
      const closed = new Promise((resolve) => server.once('close', resolve))
      client.close()
      await closed
      expect(hasClosed).toBe(true)
      expect(httpServer.listenerCount('upgrade')).toBe(0)
    }))

  it('speaks TLS on an HTTPS server', () =>
    within(async ({ api }) => {
      const httpServer = createSecureServer({ key, cert })
      api.createServer({ httpServer }, (conn: Api) => conn.sendText('hello'))
      const port = await portOf(httpServer)
      const client = api.connect(`wss://localhost:${port}`, { ca: cert })
      expect(await new Promise((resolve) => client.once('text', resolve))).toBe('hello')
    }))

  it('may be told to listen', () =>
    within(async ({ api }) => {
      const httpServer = createServer()
      const server = api.createServer({ httpServer })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      expect(httpServer.listening).toBe(true)
      await new Promise<void>((resolve) => server.close(resolve))
      expect(httpServer.listening).toBe(true)
    }))

  it('refuses a broken handshake', () =>
    within(async ({ api, net }) => {
      const httpServer = createServer()
      api.createServer({ httpServer })
      const port = await portOf(httpServer)
      const peer = await net.connect(port)
      const head = await peer.open({ headers: { 'Sec-WebSocket-Version': '7' } })
      expect(head?.startLine).toBe('HTTP/1.1 400 Bad Request')
    }))
})

describe('the ping event', () => {
  it('comes to those who listen, after the pong', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const ping = new Promise((resolve) => conn.once('ping', resolve))
      peer.frame({ opcode: 9, payload: 'payload é', mask: true })
      expect(await ping).toBe('payload é')
      expect((await peer.nextFrame())?.opcode).toBe(10)
    }))

  it('is not emitted where nobody listens', () =>
    within(async (context) => {
      const events: unknown[] = []
      const { peer } = await serverOf(context, {
        prepare: (conn) => {
          const { emit } = conn
          conn.emit = (...values: unknown[]) => {
            events.push(values[0])
            return emit.apply(conn, values)
          }
        },
      })
      peer.frame({ opcode: 9, mask: true })
      await peer.nextFrame()
      expect(events).toEqual([])
    }))
})

describe('timeouts', () => {
  it('of 0 are none', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context, { options: { handshakeTimeout: 0, closeTimeout: 0 }, stay: true })
      conn.close(1000)
      await peer.closeFrame
      await context.net.turns(5)
      expect(peer.socket.destroyed).toBe(false)
    }))

  // From Node 26 on, Node puts a stream of its own before the socket where a body is announced.
  it.each([{}, { 'Content-Length': '5' }])('of the handshake ends with it, headers %o', (headers) =>
    within(async (context) => {
      const options = { handshakeTimeout: 500 }
      const { conn, peer, port } = await serverOf(context, { options, request: { headers } })
      expect(conn.socket.remoteAddress).toBe('127.0.0.1')
      // It says nothing, and its time is over after that of the first would be.
      await once(connect(port, '127.0.0.1').resume(), 'close')
      conn.sendText('still here')
      expect(String((await peer.nextFrame())?.payload)).toBe('still here')
    }),
  )
})

describe('streams', () => {
  it('a writer waits for a peer that does not read', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      peer.socket.pause()
      const out = conn.beginBinary()
      let written = 0
      const chunk = Buffer.alloc(1024 * 1024)
      for (; written < 64 && out.write(chunk); written++);
      expect(written).toBeLessThan(64)
      expect(conn.socket.writableLength).toBeLessThan(4 * 1024 * 1024)
    }))

  it('memory of the sender may be used again after sendBinary and after a write', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      peer.socket.pause()
      const filler = Buffer.alloc(8 * 1024 * 1024, 1)
      conn.sendBinary(filler)
      const memory = Buffer.alloc(100_000, 2)
      conn.sendBinary(memory)
      memory.fill(3)
      const out = conn.beginBinary()
      out.write(memory)
      memory.fill(4)
      out.end()
      peer.socket.resume()
      const frames = await peer.frames(3)
      expect(frames.map(({ payload }) => payload[99_999])).toEqual([1, 2, 3])
    }))

  it('what waits for a peer that does not read is not overwritten by what others send', () =>
    within(async (context) => {
      const [slow, quick] = [await serverOf(context), await serverOf(context)]
      slow.peer.socket.pause()
      const memory = Buffer.alloc(700_000, 1)
      let sent = 1
      while (slow.conn.sendBinary(memory)) sent++
      for (let i = 0; i < 4; i++) quick.conn.sendBinary(memory.fill(2))
      expect((await quick.peer.frames(4)).every(({ payload }) => memory.equals(payload))).toBe(true)
      slow.peer.socket.resume()
      const frames = await slow.peer.frames(sent)
      memory.fill(1)
      expect(frames.length).toBe(sent)
      expect(frames.every(({ payload }) => memory.equals(payload))).toBe(true)
    }))

  it('fragments without bytes cost nothing', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const text = new Promise((resolve) => conn.once('text', resolve))
      const empty = encodeFrame({ opcode: 0, payload: '', fin: false, mask: true })
      peer.send(
        encodeFrame({ payload: 'a', fin: false, mask: true }),
        Buffer.concat(Array.from({ length: 70_000 }, () => empty)),
        encodeFrame({ opcode: 0, payload: 'b', mask: true }),
      )
      expect(await text).toBe('ab')
    }))

  it('64 MiB pass through a slow reader, whole, with little of it in memory', { timeout: 30_000 }, () =>
    within(async (context) => {
      const { client, server } = await pairOf(context)
      const received = new Promise<Api>((resolve) => server.once('binary', resolve))
      const chunks = 64
      const out = client.beginBinary()
      let most = 0
      const send = async (): Promise<void> => {
        for (let i = 0; i < chunks; i++) {
          if (!out.write(Buffer.alloc(1024 * 1024, i))) await new Promise((resolve) => out.once('drain', resolve))
          most = Math.max(most, client.socket.writableLength)
        }
        out.end()
      }
      const sending = send()
      const stream = await received
      let total = 0
      for await (const part of stream) {
        most = Math.max(most, stream.readableLength)
        for (const at of [0, part.length - 1]) expect(part[at]).toBe(Math.floor((total + at) / (1024 * 1024)))
        total += part.length
        await context.net.turns(1)
      }
      await sending
      expect(total).toBe(chunks * 1024 * 1024)
      expect(most).toBeLessThan(6 * 1024 * 1024)
    }),
  )

  it('a throwing listener of binary loses nothing of the next messages', () =>
    within(async (context) => {
      let onThrown: (value?: unknown) => void = () => {}
      const thrown = new Promise((resolve) => {
        onThrown = resolve
      })
      const { conn, peer } = await serverOf(context)
      // The exception goes the way of Node's emitters, to the socket's: it is caught there in place of the process.
      const { emit } = conn.socket
      conn.socket.emit = (...values: unknown[]) => {
        try {
          return emit.apply(conn.socket, values)
        } catch (error) {
          onThrown(error)
          return true
        }
      }
      conn.once('binary', () => {
        throw new Error('of the listener')
      })
      peer.frame({ opcode: 2, payload: 'first', fin: false, mask: true }, { opcode: 0, payload: 'x', mask: true })
      expect(String(await thrown)).toBe('Error: of the listener')
      const stream = new Promise<Api>((resolve) => conn.once('binary', resolve))
      peer.frame({ opcode: 2, payload: 'second', mask: true })
      expect(String(await bytesOf(await stream))).toBe('second')
    }))

  it('the default of the limit follows setMaxBufferLength', () =>
    within(async (context) => {
      const { api, net } = context
      api.setMaxBufferLength(1000)
      net.defer(() => api.setMaxBufferLength(2 * 1024 * 1024))
      const { conn, peer } = await serverOf(context)
      const closed = new Promise((resolve) => conn.once('close', (...values: unknown[]) => resolve(values)))
      peer.send(encodeFrame({ payload: 'a'.repeat(1001), mask: true }))
      expect(await closed).toEqual([1009, undefined])
    }))

  it('a client gives its options to the socket, and reads an IPv6 host', () =>
    within(async (context) => {
      const { conn } = await clientOf(context, { options: { keepAlive: true } })
      expect(conn.host).toBe('127.0.0.1')
      const { port } = await listening(context)
      const options = { port: 0, host: '', handshakeTimeout: 1000 }
      const six = context.api.connect(`ws://[::1]:${port}`, options)
      six.on('error', () => {})
      expect(options).toEqual({ port: String(port), host: '::1', handshakeTimeout: 1000 })
      await new Promise((resolve) => six.once('close', resolve))
    }))
})
