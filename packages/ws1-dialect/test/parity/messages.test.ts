/** Parity of messages, pings, pongs, streams and pauses, sent and received. */
import { Readable, Writable } from 'node:stream'
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, pairOf, parityOfDialects, serverOf } from './scene.js'

const payloads: Record<string, { data: unknown; options?: object }> = {
  'a string': { data: 'hello é' },
  'an empty string': { data: '' },
  'a long string': { data: 'a'.repeat(70000) },
  'a Buffer': { data: Buffer.from([1, 2, 3]) },
  'an empty Buffer': { data: Buffer.alloc(0) },
  'an ArrayBuffer': { data: new Uint8Array([1, 2]).buffer },
  'a Uint16Array': { data: new Uint16Array([1, 256]) },
  nothing: { data: undefined },
  null: { data: null },
  zero: { data: 0 },
  'a number': { data: 42 },
  'a string as binary': { data: 'text', options: { binary: true } },
  'a Buffer as text': { data: Buffer.from('text'), options: { binary: false } },
  'a fragment that is not final': { data: 'part', options: { fin: false } },
  'no compression': { data: 'text', options: { compress: false } },
}

const sends: Scenario<Api>[] = Object.entries(payloads).flatMap(([name, { data, options }]) => [
  scenario<Api>(`a server sends ${name}`, async (context) => {
    const { ws, peer } = await serverOf(context)
    context.trace.attempt('send', () => ws.send(data, options && { ...options }, context.trace.callback('sent')))
    await peer.nextFrame()
  }),
  scenario<Api>(`a client sends ${name}`, async (context) => {
    const { ws, peer } = await clientOf(context)
    context.trace.attempt('send', () => ws.send(data, options && { ...options }))
    await peer.nextFrame()
  }),
])

const sent: Record<string, [method: string, ...values: unknown[]]> = {
  'a text': ['send', 'hello'],
  'a text without options': ['send', 'hello', null],
  'a Buffer': ['send', Buffer.from([1, 2]), { binary: true }],
  'a part': ['send', 'part', { fin: false }],
  'an undecided part': ['send', 'part', { fin: 0 }],
  'a ping': ['ping', 'data'],
  'a ping without options': ['ping', 'data', null],
  'a pong without data': ['pong'],
  'a close': ['close'],
  'a close with a reason': ['close', 1001, 'bye'],
  'a close with a code of applications': ['close', 3000],
  'a close with a wrong code': ['close', 1004],
  'a close with a word for a code': ['close', 'error'],
}

const senders: Scenario<Api>[] = Object.entries(sent).map(([name, [method, ...values]]) =>
  scenario<Api>(`the exported Sender sends ${name}`, async ({ api, trace, net }) => {
    const bytes: Buffer[] = []
    const sink = new Writable({
      write(chunk, _encoding, done) {
        bytes.push(chunk)
        done()
      },
    })
    const sender = new api.Sender(sink)
    trace.attempt(method, () => sender[method](...values))
    await net.turns(2)
    trace.log('bytes', Buffer.concat(bytes))
  }),
)

const fed: Record<string, string[]> = {
  'an unmasked text': ['810568656c6c6f'],
  'a masked text': ['818100000001', '60'],
  'a binary': ['8203010203'],
  'two messages': ['8101618102', '6263'],
  'fragments around a ping': ['010161', '890178', '800162'],
  'fragments of a binary': ['020161', '808100000000', '62'],
  'a pong': ['8a026869'],
  'a close': ['8800'],
  'a close with a reason': ['880503e8627965'],
  'a reserved bit': ['c10161'],
  'a continuation without a start': ['800161'],
  'a ping that is too long': ['897e0080'],
}

const receivers: Scenario<Api>[] = Object.entries(fed).map(([name, chunks]) =>
  scenario<Api>(`the exported Receiver reads ${name}`, ({ api, trace }) => {
    const receiver = new api.Receiver()
    for (const event of ['ontext', 'onbinary', 'onping', 'onpong', 'onclose', 'onerror']) {
      receiver[event] = (...values: unknown[]) => trace.log(event, ...values)
    }
    for (const chunk of chunks) receiver.add(Buffer.from(chunk, 'hex'))
    receiver.cleanup()
  }),
)

const received: Record<string, object[]> = {
  text: [{ payload: 'hello é' }],
  binary: [{ opcode: 2, payload: Buffer.from([1, 2]) }],
  'an empty text': [{ payload: '' }],
  'an empty binary': [{ opcode: 2, payload: '' }],
  'text in fragments': [
    { payload: 'one ', fin: false },
    { opcode: 0, payload: 'two' },
  ],
  'binary in fragments around a ping': [
    { opcode: 2, payload: 'a', fin: false },
    { opcode: 9, payload: 'p' },
    { opcode: 0, payload: 'b' },
  ],
  'a large text': [{ payload: 'é'.repeat(50000) }],
  'two messages': [{ payload: 'a' }, { opcode: 2, payload: 'b' }],
}

const receives: Scenario<Api>[] = Object.entries(received).flatMap(([name, frames]) => [
  scenario<Api>(`a server receives ${name}`, async (context) => {
    const { ws, peer } = await serverOf(context)
    peer.frame(...frames.map((frame) => ({ ...frame, mask: true as const })))
    await context.trace.seen(ws, 'message')
    await context.net.turns(3)
  }),
  scenario<Api>(`a client receives ${name}`, async (context) => {
    const { ws, peer } = await clientOf(context)
    peer.frame(...frames)
    await context.trace.seen(ws, 'message')
    await context.net.turns(3)
  }),
])

const controls: Scenario<Api>[] = (['ping', 'pong'] as const).flatMap((kind) => [
  scenario<Api>(`${kind} without data`, async (context) => {
    const { ws, peer } = await serverOf(context)
    context.trace.attempt(kind, () => ws[kind]())
    await peer.nextFrame()
  }),
  scenario<Api>(`${kind} with data by a client`, async (context) => {
    const { ws, peer } = await clientOf(context)
    context.trace.attempt(kind, () => ws[kind]('data'))
    await peer.nextFrame()
  }),
  scenario<Api>(`${kind} with a Buffer and options`, async (context) => {
    const { ws, peer } = await serverOf(context)
    context.trace.attempt(kind, () => ws[kind](Buffer.from('b'), { binary: true, mask: true }))
    await peer.nextFrame()
  }),
  scenario<Api>(`${kind} is received`, async (context) => {
    const { ws, peer } = await serverOf(context)
    const opcode = kind === 'ping' ? 9 : 10
    peer.frame({ opcode, payload: 'x', mask: true }, { opcode, payload: '', mask: true })
    await context.trace.seen(ws, kind, 2)
  }),
])

const streams: Scenario<Api>[] = [
  scenario<Api>('stream() sends pieces', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    let count = 0
    ws.stream((error: unknown, send: Api) => {
      trace.log('turn', error, typeof send)
      if (error) return
      count++
      send(`piece ${count}`, count === 3)
    })
    await peer.frames(3)
    await context.net.turns(3)
  }),
  scenario<Api>('stream() of binary', async (context) => {
    const { ws, peer } = await clientOf(context)
    let count = 0
    ws.stream({ binary: true }, (error: unknown, send: Api) => {
      if (error) return
      count++
      send(Buffer.from([count]), count === 2)
    })
    await peer.frames(2)
  }),
  scenario<Api>('sends wait while a stream() is under way', async (context) => {
    const { ws, peer } = await serverOf(context)
    let finish: () => void = () => {}
    ws.stream((error: unknown, send: Api) => {
      if (error) return
      if (finish.length === 0) finish = () => send('last', true)
      if (ws.hasStarted) return
      ws.hasStarted = true
      send('first', false)
    })
    ws.send('after', context.trace.callback('after sent'))
    ws.ping('ping')
    await peer.nextFrame()
    await context.net.turns(2)
    finish()
    await peer.frames(3)
  }),
  scenario<Api>('a Readable is sent', async (context) => {
    const { ws, peer } = await serverOf(context)
    ws.send(
      Readable.from([Buffer.from('one'), Buffer.from('two')], { objectMode: false }),
      context.trace.callback('sent'),
    )
    ws.send('after')
    for (let frame = await peer.nextFrame(); frame && String(frame.payload) !== 'after'; )
      frame = await peer.nextFrame()
  }),
  scenario<Api>('fragments by fin', async (context) => {
    const { ws, peer } = await serverOf(context)
    ws.send('a', { fin: false })
    ws.send('b', { fin: false })
    ws.send('c', { fin: true })
    ws.send('d')
    await peer.frames(4)
  }),
  scenario<Api>('pause and resume', async (context) => {
    const { ws, peer } = await serverOf(context)
    ws.pause()
    await peer.frame({ payload: 'a', mask: true })
    await context.net.turns(5)
    context.trace.log('resuming')
    ws.resume()
    await context.trace.seen(ws, 'message')
  }),
  scenario<Api>('bytesReceived counts what comes', async (context) => {
    const { ws, peer } = await serverOf(context)
    peer.frame({ payload: 'abc', mask: true })
    await context.trace.seen(ws, 'message')
    context.trace.log('bytes', ws.bytesReceived)
  }),
  scenario<Api>('many sends in one turn', async (context) => {
    const { ws, peer } = await serverOf(context)
    for (let i = 0; i < 5; i++) ws.send(`message ${i}`, context.trace.callback(`sent ${i}`))
    await peer.frames(5)
  }),
  scenario<Api>('handlers by property', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    ws.onmessage = (event: Api) => trace.log('onmessage', event.type, event.data, event.target === ws)
    ws.onclose = (event: Api) => trace.log('onclose', event.type, event.code, event.reason, event.wasClean)
    trace.log('handler', typeof ws.onmessage, ws.onopen)
    peer.frame({ payload: 'text', mask: true })
    await trace.seen(ws, 'message')
    ws.close(1000, 'bye')
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('addEventListener', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    ws.addEventListener('message', (event: Api) => trace.log('message event', event.data, event.binary))
    peer.frame({ opcode: 2, payload: 'b', mask: true })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('binaryType', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    trace.attempt('wrong', () => {
      ws.binaryType = 'blob'
    })
    ws.binaryType = 'arraybuffer'
    trace.log('type', ws.binaryType)
    ws.addEventListener('message', (event: Api) => trace.log('message event', event.data))
    peer.frame({ opcode: 2, payload: 'b', mask: true })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('an echo of flags.binary between two ends', async (context) => {
    const { client, server, trace } = { ...(await pairOf(context)), ...context }
    server.on('message', (data: Api, flags: Api) => server.send(data, { binary: flags.binary }))
    client.send('text')
    client.send(Buffer.from('bytes'))
    await trace.seen(client, 'message', 2)
  }),
]

parityOfDialects(
  'messages',
  [...sends, ...senders, ...receivers, ...receives, ...controls, ...streams],
  [
    [/handlers by property/, 'an end without an error is 1000'],
    [/code of applications/, 'codes above 1011 are not taken'],
  ],
)
