/** Parity of text, binary, ping and pong: what is sent, what is received, which errors are emitted, which returned. */
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, bytesOf, clientOf, pairOf, parityOfNodejsWebsocket, serverOf } from './scene.js'

const texts: Record<string, string> = {
  short: 'hello',
  empty: '',
  'not ASCII': 'tschüß €  \u{1f600}',
  'of 125 bytes': 'a'.repeat(125),
  'of 126 bytes': 'a'.repeat(126),
  'of 65535 bytes': 'a'.repeat(65535),
  'of 65536 bytes': 'a'.repeat(65536),
  'of 200000 bytes': 'é'.repeat(100000),
}

const sendText: Scenario<Api>[] = Object.entries(texts).flatMap(([name, text]) => [
  scenario<Api>(`a server sends a text ${name}`, async (context) => {
    const { conn, peer } = await serverOf(context)
    context.trace.attempt('sendText', () => conn.sendText(text, context.trace.callback('written')))
    await peer.nextFrame()
  }),
  scenario<Api>(`a client sends a text ${name}`, async (context) => {
    const { conn, peer } = await clientOf(context)
    context.trace.attempt('send', () => conn.send(text, context.trace.callback('written')))
    await peer.nextFrame()
  }),
  scenario<Api>(`a server receives a text ${name}`, async (context) => {
    const { conn, peer } = await serverOf(context)
    peer.frame({ payload: text, mask: true })
    await context.trace.seen(conn, 'text')
  }),
])

const binaries: Record<string, Buffer> = {
  short: Buffer.from([1, 2, 3]),
  empty: Buffer.alloc(0),
  'of 70000 bytes': Buffer.alloc(70000, 7),
  'of 600000 bytes': Buffer.alloc(600000, 9),
}

const sendBinary: Scenario<Api>[] = Object.entries(binaries).flatMap(([name, bytes]) => [
  scenario<Api>(`a server sends binary ${name}`, async (context) => {
    const { conn, peer } = await serverOf(context)
    context.trace.attempt('sendBinary', () => typeof conn.sendBinary(bytes, context.trace.callback('written')))
    await peer.nextFrame()
  }),
  scenario<Api>(`a client sends binary ${name}`, async (context) => {
    const { conn, peer } = await clientOf(context)
    context.trace.attempt('send', () => typeof conn.send(bytes))
    await peer.nextFrame()
  }),
  scenario<Api>(`a server receives binary ${name}`, async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) => conn.on('binary', async (stream: Api) => trace.log('bytes', await bytesOf(stream))),
    })
    peer.frame({ opcode: 2, payload: bytes, mask: true })
    await trace.seen(conn, 'binary')
  }),
])

const reused: Scenario<Api>[] = [16, 16 * 1024, 16 * 1024 + 1].flatMap((size) => [
  scenario<Api>(`a server uses the memory of ${size} bytes again`, async (context) => {
    const { conn, peer } = await serverOf(context)
    const bytes = Buffer.alloc(size, 1)
    conn.socket.cork()
    conn.sendBinary(bytes)
    bytes.fill(2)
    conn.socket.uncork()
    await peer.nextFrame()
  }),
  scenario<Api>(`a client uses the memory of ${size} bytes again`, async (context) => {
    const { conn, peer } = await clientOf(context)
    const bytes = Buffer.alloc(size, 1)
    conn.socket.cork()
    conn.sendBinary(bytes)
    bytes.fill(2)
    conn.socket.uncork()
    await peer.nextFrame()
  }),
])

const wrongArguments: Record<string, (conn: Api) => unknown> = {
  'send a number': (conn) => conn.send(5),
  'send undefined': (conn) => conn.send(),
  'send null': (conn) => conn.send(null),
  'send an object': (conn) => conn.send({}),
  'send an array': (conn) => conn.send([1]),
  'send a Uint8Array': (conn) => conn.send(new Uint8Array([1])),
  'send a text and an index': (conn) => conn.send('a', 1),
  'send a text and an index and an array': (conn) => conn.send('a', 1, []),
}

const misuse: Scenario<Api>[] = Object.entries(wrongArguments).map(([name, act]) =>
  scenario<Api>(
    name,
    { differs: name.includes('index') ? 'what is no function is no callback' : undefined },
    async (context) => {
      const { conn, peer } = await serverOf(context)
      context.trace.attempt('attempt', () => act(conn))
      conn.sendText('last')
      await peer.nextFrame()
    },
  ),
)

const streams: Scenario<Api>[] = [
  scenario<Api>('beginBinary and end with data', async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    trace.log('out', out.constructor.name, out.minSize, conn.outStream === out, out.connection === conn)
    out.on('finish', () => trace.log('finish', conn.outStream))
    out.end('data')
    trace.log('after end', conn.outStream === out)
    await peer.nextFrame()
  }),
  scenario<Api>('beginBinary and end without data', async (context) => {
    const { conn, peer } = await serverOf(context)
    conn.beginBinary().end()
    await peer.nextFrame()
  }),
  scenario<Api>('beginBinary, small writes gathered', async (context) => {
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    for (let i = 0; i < 5; i++) out.write(`piece ${i};`)
    out.end()
    await peer.nextFrame()
  }),
  scenario<Api>('beginBinary with text of an encoding', async (context) => {
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    out.write('00ff', 'hex')
    out.end('é', 'latin1')
    await peer.nextFrame()
  }),
  scenario<Api>('beginBinary, more than the minimum size', async (context) => {
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    out.write(Buffer.alloc(300_000, 1))
    out.write(Buffer.alloc(300_000, 2))
    out.end(Buffer.alloc(10, 3))
    await peer.frames(2)
  }),
  scenario<Api>('beginBinary, exactly the minimum size', async (context) => {
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    out.write(Buffer.alloc(524288, 1))
    out.end()
    await peer.frames(2)
  }),
  scenario<Api>('a small fragmentation size', { alone: true }, async (context) => {
    const { api, net } = context
    api.setBinaryFragmentation(4)
    net.defer(() => api.setBinaryFragmentation(524288))
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    context.trace.log('minimum', out.minSize)
    out.write('abc')
    out.write('def')
    out.write('ghijklmn')
    out.write('o')
    out.end()
    await peer.frames(3)
  }),
  scenario<Api>('fragmentation of one byte', { alone: true }, async (context) => {
    const { api, net } = context
    api.setBinaryFragmentation(1)
    net.defer(() => api.setBinaryFragmentation(524288))
    const { conn, peer } = await clientOf(context)
    const out = conn.beginBinary()
    out.write('abc')
    out.write('def')
    out.end('g')
    await peer.frames(4)
  }),
  ...[true, false].map((isHeard) =>
    scenario<Api>(`text while binary is sent${isHeard ? '' : ', and nobody listens to error'}`, async (context) => {
      const { conn, peer } = await serverOf(context)
      if (!isHeard) conn.removeAllListeners('error')
      const out = conn.beginBinary()
      context.trace.attempt('sendText', () => conn.sendText('text'))
      context.trace.attempt('sendBinary', () => conn.sendBinary(Buffer.from('x')))
      context.trace.attempt('beginBinary', () => conn.beginBinary())
      out.end('binary')
      await peer.nextFrame()
    }),
  ),
  scenario<Api>('text after binary has finished', async (context) => {
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    out.on('finish', () => conn.sendText('text'))
    out.end('binary')
    await peer.frames(2)
  }),
  scenario<Api>('a ping while binary is sent', async (context) => {
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    conn.sendPing('in between')
    await peer.nextFrame()
    out.end('binary')
    await peer.nextFrame()
  }),
  scenario<Api>('a stream is finished after close', async (context) => {
    const { conn, peer } = await serverOf(context)
    const out = conn.beginBinary()
    out.write('abc')
    conn.close()
    context.trace.attempt('write', () => out.write('def'))
    out.on('finish', () => context.trace.log('finish'))
    out.end()
    await peer.closed
  }),
  scenario<Api>('binary in fragments is received', async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) => conn.on('binary', async (stream: Api) => trace.log('bytes', await bytesOf(stream))),
    })
    await peer.frame({ opcode: 2, payload: 'one', fin: false, mask: true })
    await trace.seen(conn, 'binary')
    await peer.frame({ opcode: 0, payload: 'two', fin: false, mask: true })
    await peer.frame({ opcode: 0, payload: 'three', mask: true })
  }),
  scenario<Api>('the stream of a received binary', async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) =>
        conn.on('binary', (stream: Api) => {
          trace.log('stream', stream.constructor.name, typeof stream.read, typeof stream.pipe)
          for (const event of ['readable', 'end'])
            stream.on(event, () => trace.log(event, event === 'readable' ? stream.read() : ''))
        }),
    })
    peer.frame({ opcode: 2, payload: 'bytes', mask: true })
    await trace.seen(conn, 'binary')
  }),
  scenario<Api>('binary that nobody reads', async (context) => {
    const { trace } = context
    const { conn, peer } = await serverOf(context, { prepare: (conn) => conn.on('binary', () => trace.log('ignored')) })
    peer.frame({ opcode: 2, payload: 'bytes', mask: true }, { payload: 'text', mask: true })
    await trace.seen(conn, 'text')
  }),
  scenario<Api>('binary without a listener', async (context) => {
    const { conn, peer } = await serverOf(context)
    peer.frame({ opcode: 2, payload: 'bytes', mask: true }, { payload: 'text', mask: true })
    await context.trace.seen(conn, 'text')
  }),
  scenario<Api>('text in fragments is received', async (context) => {
    const { conn, peer } = await serverOf(context)
    await peer.frame({ payload: 'one ', fin: false, mask: true })
    await peer.frame({ opcode: 0, payload: 'two ', fin: false, mask: true }, { opcode: 9, payload: 'ping', mask: true })
    await peer.frame({ opcode: 0, payload: 'three', mask: true })
    await context.trace.seen(conn, 'text')
  }),
  scenario<Api>('several messages in one chunk', async (context) => {
    const { conn, peer } = await serverOf(context, {
      prepare: (conn) => conn.on('text', (text: string) => conn.sendText(`${text}!`)),
    })
    peer.frame(
      { payload: 'a', mask: true },
      { payload: 'b', mask: true },
      { opcode: 9, payload: 'p', mask: true },
      { payload: 'c', mask: true },
    )
    await context.trace.seen(conn, 'text', 3)
    await peer.frames(4)
  }),
  scenario<Api>('a pair talks', async (context) => {
    const { client, server, trace } = { ...(await pairOf(context, { proxy: true })), ...context }
    server.on('text', (text: string) => server.sendText(text.toUpperCase()))
    client.sendText('hi')
    await trace.seen(client, 'text')
    client.sendBinary(Buffer.from('bytes'))
    await trace.seen(server, 'binary')
  }),
]

const pings: Scenario<Api>[] = [
  scenario<Api>('sendPing without a payload', async (context) => {
    const { conn, peer } = await serverOf(context)
    context.trace.attempt('sendPing', () => conn.sendPing())
    await peer.nextFrame()
  }),
  ...[null, 0, false, ''].map((nothing) =>
    scenario<Api>(`sendPing with ${JSON.stringify(nothing)}`, async (context) => {
      const { conn, peer } = await serverOf(context)
      context.trace.attempt('sendPing', () => conn.sendPing(nothing))
      conn.sendText('last')
      await peer.frames(2)
    }),
  ),
  scenario<Api>('sendPing with a payload, answered', async (context) => {
    const { conn, peer } = await clientOf(context)
    context.trace.attempt('sendPing', () => conn.sendPing('payload é'))
    const frame = await peer.nextFrame()
    peer.frame({ opcode: 10, payload: frame!.payload })
    await context.trace.seen(conn, 'pong')
  }),
  scenario<Api>('a pong that nobody asked for', async (context) => {
    const { conn, peer } = await serverOf(context)
    peer.frame({ opcode: 10, payload: '', mask: true }, { opcode: 10, payload: 'é', mask: true })
    await context.trace.seen(conn, 'pong', 2)
  }),
  scenario<Api>('a ping is answered', async (context) => {
    const { peer } = await serverOf(context)
    peer.frame({ opcode: 9, payload: 'text', mask: true }, { opcode: 9, payload: '', mask: true })
    await peer.frames(2)
  }),
  scenario<Api>('a client answers a ping', async (context) => {
    const { peer } = await clientOf(context)
    peer.frame({ opcode: 9, payload: 'text' })
    await peer.frames(1)
  }),
]

parityOfNodejsWebsocket('messages', [...sendText, ...sendBinary, ...reused, ...misuse, ...streams, ...pings])
