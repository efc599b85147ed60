/** Parity of send, ping, pong, bufferedAmount: every type of data, every state, callbacks and what is on the wire. */
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, pairOf, parityOfWs, serverOf } from './scene.js'

const bytes = Uint8Array.of(1, 2, 3, 4)

const payloads: Record<string, () => unknown> = {
  'a string': () => 'hello',
  'an empty string': () => '',
  'a non-ASCII string': () => 'héllo €𝄞',
  'a lone surrogate': () => 'a\ud800b',
  'a string of 125 bytes': () => 'a'.repeat(125),
  'a string of 126 bytes': () => 'a'.repeat(126),
  'a string of 65535 bytes': () => 'b'.repeat(65535),
  'a string of 65536 bytes': () => 'b'.repeat(65536),
  'a Buffer': () => Buffer.from(bytes),
  'an empty Buffer': () => Buffer.alloc(0),
  'a Buffer of 70000 bytes': () => Buffer.alloc(70000, 7),
  'a Uint8Array': () => new Uint8Array(bytes),
  'a part of a Uint8Array': () => new Uint8Array([0, ...bytes, 9]).subarray(1, 5),
  'an Int16Array': () => new Int16Array([1, -2]),
  'a Float64Array': () => new Float64Array([1.5]),
  'a BigInt64Array': () => new BigInt64Array([1n]),
  'a DataView': () => new DataView(new Uint8Array([0, ...bytes]).buffer, 1, 3),
  'an ArrayBuffer': () => new Uint8Array(bytes).buffer,
  'a SharedArrayBuffer': () => new SharedArrayBuffer(3),
  'a Blob': () => new Blob(['blob ', 'parts']),
  'an empty Blob': () => new Blob([]),
  'a number': () => 42,
  zero: () => 0,
  'a negative number': () => -1.5,
  NaN: () => Number.NaN,
  'an array of numbers': () => [1, 2, 300],
  'an array of strings': () => ['1', 'x'],
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  'a bigint': () => 5n,
  'a symbol': () => Symbol('s'),
  'a plain object': () => ({ a: 1 }),
  'an object with toString': () => ({ toString: () => 'text' }),
  'an object with valueOf': () => ({ valueOf: () => 'value' }),
  'an array-like object': () => ({ length: 2, 0: 65, 1: 66 }),
  'an object of type Buffer': () => ({ type: 'Buffer', data: [1, 2] }),
  'a Date': () => new Date(0),
  'a function': () => () => {},
  'a String object': () => new String('boxed'),
  'a proxy of a Buffer': () => new Proxy(Buffer.from(bytes), {}),
  'a proxy of a Uint8Array': () => new Proxy(new Uint8Array(bytes), {}),
  'a Uint8Array that was transferred': () => {
    const array = new Uint8Array(bytes)
    structuredClone(array.buffer, { transfer: [array.buffer] })
    return array
  },
}

async function sendAll(
  context: Context,
  method: 'send' | 'ping' | 'pong',
  make: () => unknown,
  ws: Api,
): Promise<void> {
  const { trace, net } = context
  trace.attempt(method, () => ws[method](make()))
  trace.attempt(`${method} with callback`, () => ws[method](make(), trace.callback('callback')))
  await net.turns(6)
}

const types: Scenario<Api>[] = Object.entries(payloads).flatMap(([name, make]) => [
  scenario<Api>(`client sends ${name}`, async (context) => {
    const { ws, peer } = await clientOf(context)
    await sendAll(context, 'send', make, ws)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>(`server sends ${name}`, async (context) => {
    const { ws, peer } = await serverOf(context)
    await sendAll(context, 'send', make, ws)
    ws.close()
    await peer.closeFrame
  }),
])

const controls: Scenario<Api>[] = (['ping', 'pong'] as const).flatMap((method) => [
  ...Object.entries(payloads)
    .filter(([name]) => !name.includes('65'))
    .map(([name, make]) =>
      scenario<Api>(`${method} with ${name}`, async (context) => {
        const { ws, peer } = await clientOf(context)
        await sendAll(context, method, make, ws)
        ws.close()
        await peer.closeFrame
      }),
    ),
  scenario<Api>(`${method} without arguments, with a callback only, with mask`, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    trace.attempt('none', () => ws[method]())
    trace.attempt('callback only', () => ws[method](trace.callback('callback')))
    trace.attempt('data and callback', () => ws[method]('data', trace.callback('second callback')))
    trace.attempt('masked', () => ws[method]('masked', true, trace.callback('third callback')))
    trace.attempt('unmasked', () => ws[method]('unmasked', false))
    trace.attempt('mask undefined', () => ws[method]('x', undefined, trace.callback('fourth callback')))
    trace.attempt('null for a callback', () => ws[method]('x', false, null))
    await net.turns(6)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>(`${method} from a client, unmasked by choice`, async (context) => {
    const { ws, peer } = await clientOf(context)
    ws[method]('plain', false)
    ws[method]('masked', true)
    ws.close()
    await peer.closeFrame
  }),
])

const options: Record<string, unknown> = {
  'binary true with a string': ['text', { binary: true }],
  'binary false with a Buffer': [Buffer.from('hi'), { binary: false }],
  'binary undefined': [Buffer.from('hi'), { binary: undefined }],
  'mask false': ['x', { mask: false }],
  'mask true': ['x', { mask: true }],
  'fin false': ['x', { fin: false }],
  'compress true without compression': ['x', { compress: true }],
  'null options': ['x', null],
  'null options and callback': ['x', null, null],
  'null for a callback, many bytes': ['x'.repeat(70_000), {}, null],
  'an unknown option': ['x', { other: 1 }],
  'options of the wrong type': ['x', 5],
}

const optioned: Scenario<Api>[] = Object.entries(options).flatMap(([name, values]) =>
  (['client', 'server'] as const).map((end) =>
    scenario<Api>(`${end} send options: ${name}`, async (context) => {
      const { trace, net } = context
      const { ws, peer } = await (end === 'client' ? clientOf(context) : serverOf(context))
      trace.attempt('send', () => ws.send(...(values as unknown[])))
      trace.attempt('with callback', () => ws.send(...(values as unknown[]), trace.callback('callback')))
      await net.turns(4)
      ws.close()
      await peer.closeFrame
    }),
  ),
)

const states: Scenario<Api>[] = (['send', 'ping', 'pong'] as const).flatMap((method) => [
  scenario<Api>(`${method} while connecting`, async (context) => {
    const { trace, api, net } = context
    const { url } = await net.listen()
    const ws = trace.emitter('ws', new api.WebSocket(url))
    ws.on('error', () => {})
    trace.attempt('bare', () => ws[method]('x'))
    trace.attempt('callback', () => ws[method]('x', trace.callback('callback')))
    trace.attempt('no arguments', () => ws[method]())
    trace.attempt('too long', () => ws[method]('x'.repeat(200)))
    await net.turns(2)
    trace.log('bufferedAmount', ws.bufferedAmount)
    ws.terminate()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>(`${method} while closing`, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    ws.close()
    for (const [name, data] of Object.entries({
      text: 'text',
      buffer: Buffer.alloc(200),
      number: 12,
      blob: new Blob(['abc']),
      none: undefined,
    })) {
      trace.attempt(name, () => ws[method](data, trace.callback(`callback of ${name}`)))
      trace.log('bufferedAmount', ws.bufferedAmount)
    }
    trace.attempt('without callback', () => ws[method]('more'))
    trace.log('after the calls', ws.bufferedAmount, ws.readyState)
    await peer.closeFrame
    peer.end()
    await trace.seen(ws, 'close')
    await net.turns(2)
  }),
  scenario<Api>(`${method} when closed`, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    peer.end()
    await trace.seen(ws, 'close')
    trace.attempt('with callback', () => ws[method]('text', trace.callback('callback')))
    trace.attempt('with options and callback', () => ws[method]('é', {}, trace.callback('second callback')))
    trace.attempt('without callback', () => ws[method]([1, 2, 3]))
    trace.attempt('buffer', () => ws[method](Buffer.alloc(9)))
    trace.attempt('nothing', () => ws[method]())
    trace.attempt('too long', () => ws[method]('x'.repeat(200)))
    trace.log('bufferedAmount', ws.bufferedAmount)
    await net.turns(2)
  }),
  scenario<Api>(`${method} after terminate`, async (context) => {
    const { trace, net } = context
    const { ws } = await clientOf(context)
    ws.terminate()
    trace.attempt(method, () => ws[method]('text', trace.callback('callback')))
    trace.log('after', ws.bufferedAmount, ws.readyState)
    await trace.seen(ws, 'close')
    await net.turns(2)
  }),
])

const order: Scenario<Api>[] = [
  scenario<Api>('send: order of callbacks of many sends', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    for (let i = 0; i < 5; i++) ws.send(`message ${i}`, trace.callback(`callback ${i}`))
    ws.ping('p', trace.callback('ping callback'))
    ws.send(Buffer.from('last'), trace.callback('last callback'))
    trace.log('returned')
    process.nextTick(() => trace.log('next tick'))
    await net.turns(4)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('send: callbacks against promises and ticks', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    ws.send('a', trace.callback('callback'))
    Promise.resolve().then(() => trace.log('microtask'))
    process.nextTick(() => trace.log('tick'))
    setImmediate(() => trace.log('immediate'))
    trace.log('synchronous end')
    await net.turns(4)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('send: a callback that sends', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    ws.send('one', () => {
      trace.log('one is out')
      ws.send('two', trace.callback('two is out'))
    })
    await net.turns(5)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('send: a callback that throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    ws.send('one', () => {
      throw new Error('from the callback')
    })
    ws.send('two', trace.callback('two is out'))
    await peer.frames(2)
    await net.turns(3)
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('send: a callback that is no function', async (context) => {
    const { trace, net } = context
    const { ws } = await serverOf(context)
    trace.attempt('send', () => ['a', 'b'].forEach(ws.send, ws))
    await net.turns(3)
  }),
  scenario<Api>('send: a Blob between strings', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.send('before', trace.callback('before'))
    ws.send(new Blob(['the blob']), trace.callback('blob'))
    trace.log('buffered after blob', ws.bufferedAmount)
    ws.send('after', trace.callback('after'))
    ws.ping('ping after', trace.callback('ping'))
    trace.log('buffered', ws.bufferedAmount)
    ws.close(1000, 'done')
    await peer.closeFrame
    await net.turns(3)
  }),
  scenario<Api>('send: a Blob that cannot be read', async (context) => {
    const { trace, net } = context
    const { ws } = await clientOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    const blob = new Blob(['x'])
    Object.defineProperty(blob, 'arrayBuffer', { value: () => Promise.reject(new Error('unreadable')) })
    ws.send(blob, trace.callback('blob'))
    ws.send('after', trace.callback('after'))
    await net.turns(10)
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('send: terminate while a Blob is read', async (context) => {
    const { trace, net } = context
    const { ws } = await clientOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    ws.send(new Blob(['the blob']), trace.callback('blob'))
    ws.send('after', trace.callback('after'))
    ws.terminate()
    await trace.seen(ws, 'close')
    await net.turns(6)
  }),
  scenario<Api>('send: terminate while a Blob is read, behind a string and in a microtask', async (context) => {
    const { trace, net } = context
    const { ws } = await clientOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    await Promise.resolve()
    ws.send('before', trace.callback('before'))
    ws.send(new Blob(['the blob']), trace.callback('blob'))
    ws.ping('after', undefined, trace.callback('ping after'))
    ws.terminate()
    ws.send('late', trace.callback('late'))
    await trace.seen(ws, 'close')
    await net.turns(6)
  }),
  scenario<Api>('send: a Blob that cannot be read, behind a string and in a microtask', async (context) => {
    const { trace, net } = context
    const { ws } = await clientOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    const blob = new Blob(['x'])
    Object.defineProperty(blob, 'arrayBuffer', { value: () => Promise.reject(new Error('unreadable')) })
    await Promise.resolve()
    ws.send('before', trace.callback('before'))
    ws.send(blob, trace.callback('blob'))
    ws.send('after', trace.callback('after'))
    await net.turns(6)
  }),
  scenario<Api>('send: fragments by fin', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.send('a', { fin: false }, trace.callback('first'))
    ws.send('b', { fin: false })
    ws.ping('between')
    ws.send(Buffer.from('c'), { fin: true })
    ws.send('d')
    await net.turns(3)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('send: binary fragments with options that contradict the first', async (context) => {
    const { ws, peer } = await clientOf(context)
    ws.send(Buffer.from('a'), { fin: false })
    ws.send('b', { binary: false, fin: false })
    ws.send('', { fin: true })
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('send: options that are inherited, or getters of a class', async (context) => {
    const { ws, peer } = await clientOf(context)
    class Options {
      get binary() {
        return true
      }
      get mask() {
        return false
      }
    }
    ws.send('a', Object.create({ binary: true, fin: false, mask: false }))
    ws.send('b', new Options())
    ws.send('c', { ...new Options(), binary: true })
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('send: the buffer is not changed by masking', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    const own = {
      small: Buffer.from('small'),
      large: Buffer.alloc(70000, 1),
      array: new Uint8Array([1, 2]),
      raw: new ArrayBuffer(4),
    }
    for (const data of Object.values(own)) ws.send(data)
    ws.ping(own.small)
    ws.close(1000, own.small)
    trace.log('afterwards', own)
    await peer.closeFrame
    await net.turns(1)
  }),
  scenario<Api>('send: the caller changes its buffer after the callback', async (context) => {
    const { ws, peer } = await serverOf(context)
    const data = Buffer.from('unchanged')
    await new Promise((resolve) => ws.send(data, resolve))
    data.fill(0)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('bufferedAmount: small sends, before and after', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    trace.log('idle', ws.bufferedAmount)
    ws.send('abc')
    trace.log('after a small send', ws.bufferedAmount)
    await net.turns(3)
    trace.log('later', ws.bufferedAmount)
    ws.close()
    await peer.closeFrame
  }),
  scenario<Api>('bufferedAmount: a peer that does not read', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    peer.socket.pause()
    const data = Buffer.alloc(8 * 1024 * 1024)
    ws.send(data, trace.callback('big'))
    ws.send('small', trace.callback('small'))
    await net.turns(5)
    trace.log(
      'grown',
      ws.bufferedAmount > 1024 * 1024,
      ws._socket.bufferSize === undefined || ws._socket.writableLength > 0,
    )
    trace.log('same as the socket', ws.bufferedAmount === ws._socket.writableLength)
    ws.terminate()
    await trace.seen(ws, 'close')
    trace.log('afterwards', ws.bufferedAmount)
  }),
  scenario<Api>('bufferedAmount: before the connection, and after the close', async (context) => {
    const { trace, api, net } = context
    const { url } = await net.listen()
    const ws = trace.emitter('ws', new api.WebSocket(url))
    ws.on('error', () => {})
    trace.log('connecting', ws.bufferedAmount)
    ws.terminate()
    trace.log('terminated', ws.bufferedAmount)
    await trace.seen(ws, 'close')
    ws.send('abc', () => {})
    trace.log('closed', ws.bufferedAmount)
  }),
  scenario<Api>('bufferedAmount: a large Blob', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.send(new Blob(['x'.repeat(1000)]))
    trace.log('after the call', ws.bufferedAmount)
    await peer.frames(1)
    await net.turns(2)
    trace.log('later', ws.bufferedAmount)
  }),
  scenario<Api>('bufferedAmount: numbers that were not sent', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.close()
    for (const value of [0, -0, Number.NaN, 1e21]) {
      ws.send(value)
      ws.ping(value)
      trace.log(String(value), ws.bufferedAmount)
    }
    await peer.closeFrame
  }),
  scenario<Api>('bufferedAmount: in the state closing it counts what was not sent', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    ws.close()
    ws.send('héllo')
    trace.log('text', ws.bufferedAmount)
    ws.send(Buffer.alloc(10))
    trace.log('buffer', ws.bufferedAmount)
    ws.send([1, 2])
    trace.log('array', ws.bufferedAmount)
    ws.send(12345)
    trace.log('number', ws.bufferedAmount)
    ws.send(new ArrayBuffer(7))
    trace.log('array buffer', ws.bufferedAmount)
    ws.ping('p')
    trace.log('ping', ws.bufferedAmount)
    ws.send()
    trace.log('nothing', ws.bufferedAmount)
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('send: the socket fails while sends are queued', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context, { prepare: (ws) => ws.on('error', () => {}) })
    peer.socket.pause()
    ws.send(Buffer.alloc(8 * 1024 * 1024), (error: Error) => trace.log('big', error !== undefined && error !== null))
    ws.send('small', (error: Error) => trace.log('small', error !== undefined && error !== null))
    await net.turns(5)
    ws._socket.destroy(new Error('broken'))
    await trace.seen(ws, 'close')
    await net.turns(3)
  }),
  scenario<Api>('send: from a listener of message, both ends', async (context) => {
    const { trace } = context
    const { client, server } = await pairOf(context, { client: { perMessageDeflate: false }, proxy: true })
    server.on('message', (data: Buffer, isBinary: boolean) => server.send(data, { binary: isBinary }))
    client.send('text')
    client.send(Buffer.from('binary'))
    await trace.seen(client, 'message', 2)
    client.close(1000, 'bye')
    await trace.seen(client, 'close')
    await trace.seen(server, 'close')
  }),
  scenario<Api>('send: many messages in one turn arrive in order', async (context) => {
    const { trace } = context
    const { client, server } = await pairOf(context, { client: { perMessageDeflate: false }, proxy: true })
    for (let i = 0; i < 50; i++) client.send(i % 2 ? `text ${i}` : Buffer.from([i]))
    client.close()
    await trace.seen(server, 'close')
    await trace.seen(client, 'close')
  }),
]

parityOfWs('send', [...types, ...controls, ...optioned, ...states, ...order])
