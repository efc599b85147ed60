/** What the original does wrong and this does not: each test fails on the original (TEST_ORIGINAL=1). */
import { closePayload, encodeFrame } from '@rosetta-ws/conformance/diff'
import { describe, expect, it } from 'vitest'
import { type Api, within } from './api.js'
import { bytesOf, clientOf, listening, pairOf, serverOf } from './parity/scene.js'

/** A connection without the listener for `error` that the scenes add. */
function bare(conn: Api): void {
  conn.removeAllListeners('error')
}

/** The arguments of the next `close`. */
function closeOf(conn: Api): Promise<unknown[]> {
  return new Promise((resolve) => conn.once('close', (...values: unknown[]) => resolve(values)))
}

describe('the process lives on', () => {
  it('when a peer resets and nobody listens to error', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context, { prepare: bare })
      const closed = closeOf(conn)
      peer.reset()
      expect(await closed).toEqual([1006, ''])
    }))

  it('when a listener of close sends and nobody listens to error', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context, {
        prepare: (conn) => {
          bare(conn)
          conn.on('close', () => conn.sendText('late'))
        },
      })
      const closed = closeOf(conn)
      peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
      expect(await closed).toEqual([1000, ''])
    }))

  it('when a listener of close calls close', () =>
    within(async (context) => {
      let count = 0
      const { conn, peer } = await serverOf(context, {
        prepare: (conn) =>
          conn.on('close', () => {
            count++
            conn.close()
          }),
      })
      peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
      await peer.closed
      expect(count).toBe(1)
      expect(conn.readyState).toBe(3)
    }))

  it('when a number is sent as text', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      conn.sendText(5)
      conn.sendText(false)
      conn.sendPing(7)
      const frames = await peer.frames(3)
      expect(frames.map(({ payload }) => String(payload))).toEqual(['5', 'false', '7'])
    }))

  it('when what forEach passes comes as a callback', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      ;['a', 'b'].forEach(conn.sendText, conn)
      expect((await peer.frames(2)).map(({ payload }) => String(payload))).toEqual(['a', 'b'])
    }))
})

describe('memory', () => {
  it('a text in fragments is held to the limit', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const closed = closeOf(conn)
      const fragment = { payload: 'a'.repeat(1024 * 1024), fin: false, mask: true }
      peer.frame(fragment, { ...fragment, opcode: 0 }, { ...fragment, opcode: 0 })
      expect(await closed).toEqual([1009, undefined])
    }))

  it('a binary frame is handed over before its end has come, and may be larger than the limit', () =>
    within(async (context) => {
      const size = 8 * 1024 * 1024
      const { conn, peer } = await serverOf(context)
      const stream = new Promise<Api>((resolve) => conn.once('binary', resolve))
      const frame = encodeFrame({ opcode: 2, payload: Buffer.alloc(size, 1), mask: true })
      await peer.send(frame.subarray(0, 1000))
      const bytes = bytesOf(await stream)
      peer.send(frame.subarray(1000))
      expect((await bytes).equals(Buffer.alloc(size, 1))).toBe(true)
    }))

  it('nothing is kept of an unfinished frame after the end', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      await peer.send(encodeFrame({ payload: 'a'.repeat(1_000_000), mask: true }).subarray(0, 900_000))
      const closed = closeOf(conn)
      peer.end()
      await closed
      expect(conn.buffer.length).toBe(0)
      expect(conn.frameBuffer).toBe(null)
    }))

  it('a reader that does not read stops the socket', () =>
    within(async (context) => {
      const { client, server } = await pairOf(context)
      const received = new Promise<Api>((resolve) => server.once('binary', resolve))
      const out = client.beginBinary()
      let sent = 0
      const chunk = Buffer.alloc(1024 * 1024, 1)
      while (sent < 256 && (out.write(chunk) || (await drained(out)))) sent++
      const stream = await received
      expect(sent).toBeLessThan(64)
      expect(stream.readableLength).toBeLessThan(4 * 1024 * 1024)
      const total = count(stream)
      out.end()
      expect(await total).toBeGreaterThanOrEqual(sent * chunk.length)
    }))

  it('a stream that is thrown away does not hold the connection', () =>
    within(async (context) => {
      const { client, server } = await pairOf(context)
      server.once('binary', (stream: Api) => stream.destroy())
      client.sendBinary(Buffer.alloc(8 * 1024 * 1024))
      const text = new Promise((resolve) => server.once('text', resolve))
      client.sendText('after')
      expect(await text).toBe('after')
    }))

  it('binary that nobody listens to does not hold the connection', () =>
    within(async (context) => {
      const { client, server } = await pairOf(context)
      client.sendBinary(Buffer.alloc(8 * 1024 * 1024))
      const text = new Promise((resolve) => server.once('text', resolve))
      client.sendText('after')
      expect(await text).toBe('after')
    }))

  it('an unread stream does not hold back the Close', () =>
    within(async (context) => {
      const { client, server } = await pairOf(context)
      const received = new Promise<Api>((resolve) => server.once('binary', resolve))
      client.sendBinary(Buffer.alloc(8 * 1024 * 1024))
      await received
      await context.net.turns(20)
      const ended = new Promise((resolve) => server.socket.once('close', resolve))
      server.close(1000)
      client.close(1000)
      await ended
      expect(server.readyState).toBe(3)
    }))
})

describe('the end of a connection', () => {
  it('is the end of the socket, after a close of ours', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context, { stay: true })
      conn.close(1000)
      await peer.closeFrame
      peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
      await peer.closed
      await new Promise((resolve) => conn.socket.once('close', resolve))
      expect(conn.readyState).toBe(3)
    }))

  it('is the end of the socket, after a violation', () =>
    within(async (context) => {
      const { peer } = await serverOf(context, { stay: true })
      peer.frame({ opcode: 3, mask: true })
      await peer.closed
    }))

  it('is not waited for for ever', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context, { stay: true, options: { closeTimeout: 30 } })
      conn.close(1000)
      await peer.closed
    }))

  it('leaves CLOSED as the state', () =>
    within(async (context) => {
      const { client, server } = await pairOf(context)
      const closed = closeOf(client)
      const gone = new Promise((resolve) => client.socket.once('close', resolve))
      server.close(1000)
      await closed
      await gone
      expect([client.readyState, server.readyState]).toEqual([3, 3])
    }))

  it('comes before the handshake where close is called early', () =>
    within(async ({ api, net }) => {
      const raw = await net.listen()
      const conn = api.connect(raw.url)
      const errors: Error[] = []
      conn.on('error', (error: Error) => errors.push(error))
      conn.close()
      await new Promise((resolve) => conn.socket.once('close', resolve))
      await net.turns(3)
      expect(errors).toEqual([])
      expect(conn.readyState).toBe(3)
    }))
})

describe('the opening handshake', () => {
  it('is not waited for for ever by a server', () =>
    within(async (context) => {
      const { port } = await listening(context, { handshakeTimeout: 30 })
      const peer = await context.net.connect(port)
      peer.send('GET / HTTP/1.1\r\n')
      await peer.closed
    }))

  it('is not waited for for ever by a client', () =>
    within(async ({ api, net }) => {
      const raw = await net.listen()
      const conn = api.connect(raw.url, { handshakeTimeout: 30 })
      const error = new Promise<Error>((resolve) => conn.once('error', resolve))
      expect((await error).message).toBe('Invalid handshake: no answer in time')
      expect(await closeOf(conn)).toEqual([1006, ''])
    }))

  it.each([
    ['a short key', { headers: { 'Sec-WebSocket-Key': 'abc' } }],
    ['HTTP/1.0', { version: 'HTTP/1.0' }],
    ['protocols that are no list', { headers: { 'Sec-WebSocket-Protocol': 'a,,b' } }],
  ])('is refused with %s', (_name, request) =>
    within(async (context) => {
      const { port } = await listening(context)
      const peer = await context.net.connect(port)
      const head = await peer.open(request)
      expect(head?.startLine).toBe('HTTP/1.1 400 Bad Request')
    }),
  )

  it('is answered at once where no HTTP comes, or too much', () =>
    within(async (context) => {
      const { port } = await listening(context)
      for (const bytes of [
        '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
        `GET / HTTP/1.1\r\nX: ${'a'.repeat(100_000)}`,
      ]) {
        const peer = await context.net.connect(port, { name: `peer ${bytes.length}` })
        peer.send(bytes)
        await peer.closed
      }
    }))

  it('takes no injected header', () =>
    within(async ({ api, net }) => {
      const raw = await net.listen((peer) => peer.accept())
      const inject = 'x\r\nX-Injected: yes'
      expect(() => api.connect(raw.url, { extraHeaders: { 'X-A': inject } })).toThrow(/Invalid character/)
      expect(() => api.connect(raw.url, { protocols: ['a', inject] })).toThrow(/Invalid character/)
    }))

  it('answers no protocol that was not offered', () =>
    within(async (context) => {
      const { port } = await listening(context, { selectProtocol: () => 'x\r\nX-Injected: yes' })
      const peer = await context.net.connect(port)
      const head = await peer.open({ headers: { 'Sec-WebSocket-Protocol': 'a' } })
      expect(head?.headers.map(([name]) => name)).toEqual(['Upgrade', 'Connection', 'Sec-WebSocket-Accept'])
    }))

  it('reads a list of protocols from several lines, and headers with digits in their names', () =>
    within(async (context) => {
      const { conn } = await serverOf(context, {
        request: { headers: { 'Sec-WebSocket-Protocol': ['a', 'b'], 'X-B3-TraceId': '1' } },
      })
      expect(conn.protocols).toEqual(['a', 'b'])
      expect(conn.headers['x-b3-traceid']).toBe('1')
    }))

  it('uses no guessable key', () =>
    within(async (context) => {
      const random = Math.random
      Math.random = () => 0.5
      context.net.defer(() => {
        Math.random = random
      })
      const one = await clientOf(context)
      const two = await clientOf(context)
      expect(one.conn.key).not.toBe(two.conn.key)
      expect(Buffer.from(one.conn.key, 'base64').length).toBe(16)
      one.conn.sendText('a')
      one.conn.sendText('a')
      const [first, second] = await one.peer.frames(2)
      expect(first.maskingKey).not.toEqual(second.maskingKey)
    }))
})

describe('the wire', () => {
  it('a character that is cut between two fragments arrives whole', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const text = new Promise((resolve) => conn.once('text', resolve))
      const bytes = Buffer.from('a€\u{1f600}b')
      for (let i = 0; i < bytes.length; i++) {
        const fin = i === bytes.length - 1
        await peer.frame({ opcode: i === 0 ? 1 : 0, fin, payload: bytes.subarray(i, i + 1), mask: true })
      }
      expect(await text).toBe('a€\u{1f600}b')
    }))

  it('the payload of a ping comes back as it was', () =>
    within(async (context) => {
      const { peer } = await serverOf(context)
      const payload = Buffer.from(Array.from({ length: 125 }, (_, i) => 255 - i))
      peer.frame({ opcode: 9, payload, mask: true })
      const pong = await peer.nextFrame()
      expect(Buffer.from(pong!.payload).equals(payload)).toBe(true)
    }))

  it.each([
    ['text that is not UTF-8', { payload: Buffer.from([0x61, 0xff]) }, 1007],
    ['a control frame that is too long', { opcode: 9, payload: 'a'.repeat(126) }, 1002],
    ['a Close of one byte', { opcode: 8, payload: Buffer.from([3]) }, 1002],
    ['a Close with a reserved code', { opcode: 8, payload: closePayload(1005) }, 1002],
    ['a Close with a reason that is not UTF-8', { opcode: 8, payload: Buffer.from([3, 232, 0xff]) }, 1007],
    ['a length that is not minimal', { payload: 'a', lengthBytes: 8 as const }, 1002],
  ])('%s is a violation', (_name, frame, code) =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const closed = closeOf(conn)
      peer.frame({ ...frame, mask: true })
      expect(await closed).toEqual([code, undefined])
      const answer = await peer.closeFrame
      expect(Buffer.from(answer.payload).readUInt16BE(0)).toBe(code)
    }),
  )

  it('a code that must not be sent is left out, a reason that is too long is cut at a character', () =>
    within(async (context) => {
      const one = await serverOf(context)
      one.conn.close(1006)
      expect((await one.peer.closeFrame).payload.length).toBe(0)
      const two = await serverOf(context)
      two.conn.close(1000, 'é'.repeat(100))
      expect(
        Buffer.from((await two.peer.closeFrame).payload)
          .subarray(2)
          .toString(),
      ).toBe('é'.repeat(61))
    }))

  it('a ping that is too long is refused', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const error = new Promise<Error>((resolve) => conn.once('error', resolve))
      conn.sendPing('a'.repeat(126))
      expect((await error).message).toBe('The payload of a ping must not be longer than 125 bytes')
      conn.sendText('next')
      expect((await peer.nextFrame())?.opcode).toBe(1)
    }))

  it('a message whose stream is given up is not finished', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const out = conn.beginBinary()
      out.on('error', () => {})
      await new Promise((resolve) => out.write(Buffer.alloc(600_000), resolve))
      out.destroy(new Error('the source broke'))
      const frames = await peer.frames(2)
      expect(frames.map(({ opcode, fin }) => [opcode, fin])).toEqual([
        [2, false],
        [8, true],
      ])
    }))

  // Of ours: it holds for the original too, as `destroy` does nothing there.
  it('a message that is given up after the end does not tell the end again', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      let closes = 0
      conn.on('close', () => closes++)
      const out = conn.beginBinary()
      await new Promise((resolve) => out.write(Buffer.alloc(600_000), resolve))
      const closed = new Promise((resolve) => conn.once('close', resolve))
      peer.destroy()
      await closed
      out.destroy()
      await context.net.turns(2)
      expect(closes).toBe(1)
    }))

  it('a stream that is given up before its first frame leaves no trace', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      const out = conn.beginBinary()
      out.write('abc')
      out.destroy()
      await context.net.turns(2)
      conn.sendText('text')
      expect(String((await peer.nextFrame())?.payload)).toBe('text')
    }))
})

describe('flow', () => {
  it('the writer of a binary message waits for the peer', () =>
    within(async (context) => {
      const { conn, peer } = await serverOf(context)
      peer.socket.pause()
      const out = conn.beginBinary()
      let written = 0
      const chunk = Buffer.alloc(1024 * 1024)
      while (written < 64 && (out.write(chunk) || (await drained(out)))) written++
      expect(written).toBeLessThan(32)
      expect(conn.socket.writableLength).toBeLessThan(4 * 1024 * 1024)
    }))
})

/** Waits until the stream takes more; false if it does not for many turns. */
async function drained(out: Api): Promise<boolean> {
  for (let turn = 0; turn < 200 && out.writableNeedDrain; turn++) await new Promise((resolve) => setImmediate(resolve))
  return !out.writableNeedDrain
}

async function count(stream: Api): Promise<number> {
  let total = 0
  for await (const part of stream) total += part.length
  return total
}
