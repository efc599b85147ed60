/** What ws 1.1.5 or wsd do wrong and this does not. With TEST_ORIGINAL=1 the tests run on ws 1.1.5, where they must fail. */
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { Duplex } from 'node:stream'
import { deflateRawSync } from 'node:zlib'
import { closePayload, runScenario, type ScenarioContext } from '@rosetta-ws/conformance/diff'
import { describe, expect, it } from 'vitest'
import { defineDialect, ws1, wsd } from '../src/index.js'
import { type Api, clientOf, listening, pairOf, serverOf } from './parity/scene.js'

const dialects: Record<string, () => Promise<Api>> = process.env.TEST_ORIGINAL
  ? { original: async () => (await import('original-ws1')).default }
  : { ws1: async () => defineDialect(ws1), wsd: async () => defineDialect(wsd) }

/** Runs `act` within bounds that close all it opens; throws what it throws, and for an exception that nobody caught. */
async function within(api: Api, act: (context: ScenarioContext<Api>) => Promise<unknown>): Promise<void> {
  let failure: unknown
  const run = async (context: ScenarioContext<Api>): Promise<void> => {
    try {
      await act(context)
    } catch (error) {
      failure = error
    }
  }
  const trace = await runScenario<Api>({ name: 'test', run }, api)
  if (failure !== undefined) throw failure
  const fault = trace.entries.find(({ lane, text }) => lane === 'uncaught' || text.startsWith('! '))
  if (fault !== undefined) throw new Error(fault.text)
}

function bare(ws: Api): void {
  ws.removeAllListeners('error')
}

function closeOf(ws: Api): Promise<unknown[]> {
  return new Promise((resolve) => ws.once('close', (...values: unknown[]) => resolve(values)))
}

describe.each(Object.keys(dialects))('%s', (name) => {
  const run = async (act: (context: ScenarioContext<Api>) => Promise<unknown>): Promise<void> =>
    within(await dialects[name](), act)

  it('takes an upgrade on a stream that is no socket, and counts its bytes', () =>
    run(async ({ api, net }) => {
      const wss = new api.Server({ noServer: true })
      const http = createServer()
      const opened = new Promise<Api>((resolve) => {
        http.on('upgrade', (request, socket, head) => {
          wss.handleUpgrade(request, Duplex.from({ readable: socket, writable: socket }), head, resolve)
        })
      })
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
      const peer = await net.connect((http.address() as AddressInfo).port)
      await peer.open()
      const ws = await opened
      expect(ws.bytesReceived).toBe(0)
      peer.frame({ payload: 'four', mask: true })
      await new Promise((resolve) => ws.once('message', resolve))
      expect(ws.bytesReceived).toBe(10)
      http.close()
    }))

  it.each(['constructor', '__proto__', 'toString; valueOf=1'])('an extension named %s does no harm', (extension) =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context, {
        request: { headers: { 'Sec-WebSocket-Extensions': extension } },
      })
      ws.send('alive')
      expect(String((await peer.nextFrame())?.payload)).toBe('alive')
    }),
  )

  it.each(['constructor', '__proto__', 'short'])('the key %s is refused', (key) =>
    run(async (context) => {
      const { port } = await listening(context)
      const peer = await context.net.connect(port)
      expect((await peer.open({ headers: { 'Sec-WebSocket-Key': key } }))?.startLine).toBe('HTTP/1.1 400 Bad Request')
    }),
  )

  it.each([
    ['a length of 2 GiB', [0x82, 0xff, 0, 0, 0, 0, 0x80, 0, 0, 0, 1, 2, 3, 4]],
    ['a reserved bit', [0xa1, 0x81, 1, 2, 3, 4, 0]],
    ['an unmasked frame', [0x81, 1, 97]],
  ])('%s ends the connection and not the process, whoever listens to error', (_name, bytes) =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context, { prepare: bare })
      const closed = closeOf(ws)
      peer.send(bytes)
      await peer.closeFrame
      expect((await closed)[0]).toBe(1006)
    }),
  )

  it('a small message does not inflate above the limit', () =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context, {
        options: { maxPayload: 100_000 },
        request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } },
        prepare: bare,
      })
      const closed = closeOf(ws)
      peer.frame({ opcode: 2, rsv: 4, payload: deflateRawSync(Buffer.alloc(20_000_000)), mask: true })
      const answer = await peer.closeFrame
      expect(Buffer.from(answer.payload).readUInt16BE(0)).toBe(1009)
      await closed
    }))

  it('a message has a limit where none is given', () =>
    run(async (context) => {
      const { wss } = await serverOf(context)
      expect(wss.options.maxPayload).toBe(100 * 1024 * 1024)
    }))

  it('the name of a refusal injects no header', () =>
    run(async (context) => {
      const { port } = await listening(context, {
        verifyClient: (_info: Api, cb: Api) => cb(false, 403, 'No\r\nX-Injected: yes'),
      })
      const peer = await context.net.connect(port)
      const head = await peer.open()
      expect(head?.startLine).toBe('HTTP/1.1 403 No X-Injected: yes')
    }))

  it('a path that nobody serves is refused', () =>
    run(async (context) => {
      const { port } = await listening(context, { path: '/there' })
      const peer = await context.net.connect(port)
      expect((await peer.open({ target: '/elsewhere' }))?.startLine).toBe('HTTP/1.1 400 Bad Request')
    }))

  it('a path that nobody serves is refused once, on an HTTP server with several paths', () =>
    run(async ({ api, net }) => {
      const server = createServer()
      for (const path of ['/a', '/b']) new api.Server({ server, path })
      const port = await net.listening(server)
      const peer = await net.connect(port)
      expect((await peer.open({ target: '/c' }))?.startLine).toBe('HTTP/1.1 400 Bad Request')
    }))

  it('an upgrade that comes while the server closes is refused', () =>
    run(async ({ api, net }) => {
      const wss = new api.Server({ noServer: true })
      const server = createServer().on('upgrade', (request, socket, head) => {
        wss.close()
        wss.handleUpgrade(request, socket, head, () => {})
      })
      const peer = await net.connect(await net.listening(server))
      expect((await peer.open())?.startLine).toBe('HTTP/1.1 503 Service Unavailable')
    }))

  it('port 0 is a free port', () =>
    run(async ({ api }) => {
      const wss = new api.Server({ port: 0, host: '127.0.0.1' })
      await new Promise((resolve) => wss.once('listening', resolve))
      expect(wss._server.address().port).toBeGreaterThan(0)
    }))

  it('masks and keys are not to be guessed', () =>
    run(async (context) => {
      const random = Math.random
      Math.random = () => 0.5
      context.net.defer(() => {
        Math.random = random
      })
      const one = await clientOf(context)
      one.ws.send('a')
      one.ws.send('a')
      const [first, second] = await one.peer.frames(2)
      expect(first.maskingKey).not.toEqual(second.maskingKey)
    }))

  it('what waits for a stream is told when the connection ends', () =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context)
      let turns = 0
      ws.stream((error: unknown, send: Api) => {
        if (!error && turns++ === 0) send('piece', false)
      })
      await peer.nextFrame()
      const sent = new Promise<Error>((resolve) => ws.send('after', resolve))
      peer.destroy()
      expect((await sent).message).toBe('not opened')
    }))

  // Of ours: with the original it waits for ever.
  it('what waits for a stream without a callback throws at nobody when the connection ends', () =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context)
      ws.stream(() => {})
      ws.send('after')
      const closed = closeOf(ws)
      peer.destroy()
      await closed
    }))

  it('a source that breaks does not hold what comes after it', () =>
    run(async (context) => {
      const { Readable } = await import('node:stream')
      const { ws, peer } = await serverOf(context)
      const source = new Readable({ read() {} })
      const sent = new Promise<Error>((resolve) => ws.send(source, resolve))
      ws.send('after')
      source.destroy(new Error('the source broke'))
      expect((await sent).message).toBe('the source broke')
      await peer.nextFrame()
      expect(String((await peer.nextFrame())?.payload)).toBe('after')
    }))

  it('a control frame that is too long is refused at the call', () =>
    run(async (context) => {
      const { ws } = await serverOf(context)
      for (const kind of ['ping', 'pong']) expect(() => ws[kind]('a'.repeat(126))).toThrow(RangeError)
    }))

  it('a reason that is too long is cut at a character', () =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context)
      ws.close(1000, 'é'.repeat(100))
      expect(
        Buffer.from((await peer.closeFrame).payload)
          .subarray(2)
          .toString(),
      ).toBe('é'.repeat(61))
    }))

  it('invalid text is not delivered, and pongs give back what came', () =>
    run(async (context) => {
      const { peer } = await serverOf(context, { prepare: bare })
      const payload = Buffer.from([0xff, 0, 0xfe])
      peer.frame({ opcode: 9, payload, mask: true })
      expect(Buffer.from((await peer.nextFrame())!.payload).equals(payload)).toBe(true)
    }))

  it('a reset leaves the process alive', () =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context, { prepare: bare })
      const closed = closeOf(ws)
      peer.reset()
      expect((await closed)[0]).toBe(1006)
    }))

  it('the socket is ended after the closing handshake', () =>
    run(async (context) => {
      const { ws, peer } = await serverOf(context, { stay: true })
      ws.close(1000)
      await peer.closeFrame
      peer.frame({ opcode: 8, payload: closePayload(1000), mask: true })
      await peer.closed
    }))
})

if (!process.env.TEST_ORIGINAL) {
  describe('wsd', () => {
    const run = (act: (context: ScenarioContext<Api>) => Promise<unknown>): Promise<void> =>
      within(defineDialect(wsd), act)

    it('keeps clients by their keys, and no client takes the place of another by its key', () =>
      run(async (context) => {
        const { wss, ws, port } = await serverOf(context)
        const [key] = Object.keys(wss.clients)
        expect(wss.clients[key]).toBe(ws)
        const thief = await context.net.connect(port, { name: 'thief' })
        const head = await thief.open({ headers: { 'Sec-WebSocket-Key': key } })
        expect(head?.startLine).toBe('HTTP/1.1 400 Bad Request')
        expect(wss.clients[key]).toBe(ws)
      }))

    it('lets the application name a client, and a newer one of that name take its place', () =>
      run(async (context) => {
        const { wss, port } = await listening(context)
        wss.on('headers', (lines: string[]) => lines.push('x-wsd-client-key: anna'))
        const closed = new Promise((resolve) => wss.once('close', (...values: unknown[]) => resolve(values)))
        const one = await context.net.connect(port, { name: 'one' })
        await one.open({ headers: { 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' } })
        expect(Object.keys(wss.clients)).toEqual(['anna'])
        const two = await context.net.connect(port, { name: 'two' })
        await two.open()
        expect(await closed).toEqual([1000, ''])
        expect(Buffer.from((await one.closeFrame).payload).readUInt16BE(0)).toBe(1000)
        expect(Object.keys(wss.clients)).toEqual(['anna'])
      }))

    it('answers a token, and lets none inject a header', () =>
      run(async (context) => {
        const { port } = await listening(context)
        const peer = await context.net.connect(port)
        const head = await peer.open({ target: '/?token=abc' })
        expect(head?.headers).toContainEqual(['authorization', 'bearer abc'])
        const bad = await context.net.connect(port, { name: 'bad' })
        const answer = await bad.open({ target: '/?token=%0d%0aX-Injected:%20yes' })
        expect(answer?.headers.map(([name]) => name)).not.toContain('X-Injected')
      }))

    it('tells verifyClient the query, and sends the key of a client', () =>
      run(async (context) => {
        const { api } = context
        let asked: unknown
        let key: unknown
        const { url } = await listening(context, {
          verifyClient: ({ req }: Api) => {
            asked = req.query
            key = req.headers['x-wsd-client-key']
            return true
          },
        })
        const ws = new api(`${url}/?a=b`, { clientKey: 'anna' })
        await new Promise((resolve) => ws.once('open', resolve))
        expect(asked).toEqual({ a: 'b' })
        expect(key).toBe('anna')
      }))

    it('has the state without underscores, the class by its name, and ErrorCodes', () =>
      run(async (context) => {
        const { api } = context
        const { client, server } = await pairOf(context)
        expect(api.WebSocket).toBe(api)
        expect([client.isServer, server.isServer]).toEqual([false, true])
        expect(client.socket).toBe(client._socket)
        expect(client.queue).toBe(null)
        expect([1000, 1004, 1006, 3000].map(api.ErrorCodes.isValidErrorCode)).toEqual([true, false, false, false])
        expect(api.ErrorCodes[1000]).toBe('normal')
        expect(() => api('ws://localhost')).toThrow(TypeError)
      }))
  })

  describe('ws1', () => {
    it('works without new', () =>
      within(defineDialect(ws1), async (context) => {
        const { api } = context
        const { url } = await listening(context)
        const ws = api(url)
        expect(ws instanceof api).toBe(true)
        expect(ws.constructor).toBe(api)
        await new Promise((resolve) => ws.once('open', resolve))
      }))
  })

  describe('Sender and Receiver', () => {
    const api: Api = defineDialect(ws1)

    it('talk to each other over a socket', () =>
      within(api, async ({ net }) => {
        const received: unknown[] = []
        const done = new Promise<void>((resolve) => {
          net
            .listen((peer) => {
              const receiver = new api.Receiver(null, 0)
              receiver.ontext = (text: string, flags: Api) => received.push(['text', text, flags.masked])
              receiver.onbinary = (data: Buffer) => received.push(['binary', String(data)])
              receiver.onping = (data: Buffer) => received.push(['ping', String(data)])
              receiver.onclose = (code: number, data: string) => {
                received.push(['close', code, data])
                resolve()
              }
              peer.socket.on('data', (chunk) => receiver.add(Buffer.from(chunk)))
            })
            .then(({ port }) => {
              const sender = new api.Sender(connect(port, '127.0.0.1'))
              sender.send('hello', { mask: true, fin: false })
              sender.ping('ping', { mask: true })
              sender.send(' you', { mask: true })
              sender.send(Buffer.from('bytes'), { mask: true, binary: true })
              sender.close(1000, 'bye', true)
            })
        })
        await done
        expect(received).toEqual([
          ['ping', 'ping'],
          ['text', 'hello you', true],
          ['binary', 'bytes'],
          ['close', 1000, 'bye'],
        ])
      }))

    it('a receiver tells of a violation', () => {
      const receiver = new api.Receiver(null, 5)
      const errors: unknown[] = []
      receiver.onerror = (error: Error, code: number) => errors.push([error.message, code])
      receiver.add(Buffer.from([0x81, 0x86, 0, 0, 0, 0, 97, 97, 97, 97, 97, 97]))
      expect(errors).toEqual([['payload cannot exceed 5 bytes', 1009]])
      receiver.cleanup()
    })
  })
}
