/** Parity of permessage-deflate: offers and answers in both directions, invalid ones, and the data. */
import { constants, deflateRawSync } from 'node:zlib'
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, listening, pairOf, parityOfWs, serverOf } from './scene.js'

const offers = [
  'permessage-deflate',
  'permessage-deflate; server_no_context_takeover',
  'permessage-deflate; client_no_context_takeover',
  'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
  'permessage-deflate; client_max_window_bits',
  'permessage-deflate; client_max_window_bits=8',
  'permessage-deflate; client_max_window_bits=10',
  'permessage-deflate; client_max_window_bits=15',
  'permessage-deflate; client_max_window_bits=7',
  'permessage-deflate; client_max_window_bits=16',
  'permessage-deflate; client_max_window_bits=010',
  'permessage-deflate; client_max_window_bits=abc',
  'permessage-deflate; client_max_window_bits="10"',
  'permessage-deflate; client_max_window_bits=',
  'permessage-deflate; client_max_window_bits=10.5',
  'permessage-deflate; client_max_window_bits=1e1',
  'permessage-deflate; server_max_window_bits=8',
  'permessage-deflate; server_max_window_bits=10',
  'permessage-deflate; server_max_window_bits=15',
  'permessage-deflate; server_max_window_bits=16',
  'permessage-deflate; server_max_window_bits=7',
  'permessage-deflate; server_max_window_bits',
  'permessage-deflate; server_max_window_bits=abc',
  'permessage-deflate; server_no_context_takeover=true',
  'permessage-deflate; client_no_context_takeover=1',
  'permessage-deflate; foo',
  'permessage-deflate; foo=bar',
  'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
  'permessage-deflate; client_max_window_bits=10; client_max_window_bits=11',
  'permessage-deflate; Server_No_Context_Takeover',
  'PERMESSAGE-DEFLATE',
  'permessage-deflate, permessage-deflate; client_max_window_bits',
  'permessage-deflate; server_max_window_bits=10, permessage-deflate',
  'permessage-deflate; foo, permessage-deflate',
  'x-webkit-deflate-frame, permessage-deflate',
  'x-webkit-deflate-frame',
  'permessage-deflate ; client_max_window_bits',
  'permessage-deflate;client_max_window_bits = 10',
  'permessage-deflate; client_max_window_bits="1\\0"',
  'permessage-deflate; client_max_window_bits="',
  'permessage-deflate;',
  ';',
  ',',
  'permessage-deflate,',
  'a b',
  'a=b',
  '"permessage-deflate"',
  'permessage-deflate; a="b,c;d"',
  'permessage-deflate; constructor; __proto__=1',
  '\tpermessage-deflate\t',
]

async function offer(context: Context, perMessageDeflate: unknown, value: string): Promise<void> {
  const { trace, net } = context
  const { wss, port } = await listening(context, { perMessageDeflate })
  wss.on('connection', (ws: Api) => trace.log('extensions', ws.extensions))
  const peer = await net.connect(port)
  peer.upgrade({ headers: { 'Sec-WebSocket-Extensions': value } })
  const head = await peer.head()
  if (!head?.startLine.includes(' 101 ')) await peer.closed
}

const serverConfigurations: Record<string, object> = {
  serverNoContextTakeover: { serverNoContextTakeover: true },
  'serverNoContextTakeover false': { serverNoContextTakeover: false },
  clientNoContextTakeover: { clientNoContextTakeover: true },
  'clientNoContextTakeover false': { clientNoContextTakeover: false },
  'serverMaxWindowBits 10': { serverMaxWindowBits: 10 },
  'serverMaxWindowBits false': { serverMaxWindowBits: false },
  'serverMaxWindowBits true': { serverMaxWindowBits: true },
  'clientMaxWindowBits 10': { clientMaxWindowBits: 10 },
  'clientMaxWindowBits false': { clientMaxWindowBits: false },
  'clientMaxWindowBits true': { clientMaxWindowBits: true },
}

const serverOffers = [
  'permessage-deflate',
  'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
  'permessage-deflate; server_max_window_bits=9',
  'permessage-deflate; server_max_window_bits=12; client_max_window_bits=9',
  'permessage-deflate; client_max_window_bits; server_max_window_bits=15',
  'permessage-deflate; client_max_window_bits=12, permessage-deflate',
]

const serverNegotiation: Scenario<Api>[] = [
  ...offers.map((value, index) =>
    scenario<Api>(`server answers offer ${index + 1}: ${value.trim()}`, (context) => offer(context, true, value)),
  ),
  ...Object.entries(serverConfigurations).flatMap(([name, configuration]) =>
    serverOffers.map((value) =>
      scenario<Api>(`server with ${name} answers: ${value}`, (context) => offer(context, configuration, value)),
    ),
  ),
  scenario<Api>('server with repeated extension headers', async (context) => {
    const { net } = context
    const { port } = await listening(context, { perMessageDeflate: true })
    const peer = await net.connect(port)
    await peer.open({
      headers: { 'Sec-WebSocket-Extensions': ['foo', 'permessage-deflate; client_no_context_takeover'] },
    })
  }),
]

const clientConfigurations: Record<string, unknown> = {
  true: true,
  'an empty object': {},
  all: {
    serverNoContextTakeover: true,
    clientNoContextTakeover: true,
    serverMaxWindowBits: 10,
    clientMaxWindowBits: 11,
  },
  serverNoContextTakeover: { serverNoContextTakeover: true },
  clientNoContextTakeover: { clientNoContextTakeover: true },
  serverMaxWindowBits: { serverMaxWindowBits: 12 },
  'clientMaxWindowBits 9': { clientMaxWindowBits: 9 },
  'clientMaxWindowBits true': { clientMaxWindowBits: true },
  'clientMaxWindowBits false': { clientMaxWindowBits: false },
  'serverMaxWindowBits true': { serverMaxWindowBits: true },
  'flags false': { serverNoContextTakeover: false, clientNoContextTakeover: false },
  false: false,
  null: null,
  undefined: undefined,
  zero: 0,
}

const clientOffers: Scenario<Api>[] = Object.entries(clientConfigurations).map(([name, perMessageDeflate]) =>
  scenario<Api>(`client offers with perMessageDeflate ${name}`, async (context) => {
    const { ws } = await clientOf(context, { options: { perMessageDeflate } })
    context.trace.log('extensions', ws.extensions)
  }),
)

const answers: [configuration: unknown, answer: string][] = [
  [true, 'permessage-deflate'],
  [true, 'permessage-deflate; server_no_context_takeover'],
  [true, 'permessage-deflate; client_no_context_takeover'],
  [true, 'permessage-deflate; server_max_window_bits=10'],
  [true, 'permessage-deflate; client_max_window_bits=10'],
  [true, 'permessage-deflate; client_max_window_bits=8'],
  [true, 'permessage-deflate; client_max_window_bits=15'],
  [true, 'permessage-deflate; client_max_window_bits'],
  [true, 'permessage-deflate; client_max_window_bits=16'],
  [true, 'permessage-deflate; client_max_window_bits=7'],
  [true, 'permessage-deflate; client_max_window_bits=x'],
  [true, 'permessage-deflate; server_max_window_bits=16'],
  [true, 'permessage-deflate; server_max_window_bits=7'],
  [true, 'permessage-deflate; server_max_window_bits'],
  [true, 'permessage-deflate; foo'],
  [true, 'permessage-deflate; server_no_context_takeover=1'],
  [true, 'permessage-deflate; server_no_context_takeover; server_no_context_takeover'],
  [true, 'permessage-deflate; client_max_window_bits=9; client_max_window_bits=9'],
  [{ clientMaxWindowBits: false }, 'permessage-deflate; client_max_window_bits=10'],
  [{ clientMaxWindowBits: 10 }, 'permessage-deflate; client_max_window_bits=12'],
  [{ clientMaxWindowBits: 10 }, 'permessage-deflate; client_max_window_bits=9'],
  [{ clientMaxWindowBits: 10 }, 'permessage-deflate'],
  [{ serverMaxWindowBits: 10 }, 'permessage-deflate; server_max_window_bits=12'],
  [{ serverMaxWindowBits: 10 }, 'permessage-deflate; server_max_window_bits=9'],
  [{ serverMaxWindowBits: 10 }, 'permessage-deflate'],
  [{ clientNoContextTakeover: false }, 'permessage-deflate; client_no_context_takeover'],
  [{ serverNoContextTakeover: true }, 'permessage-deflate'],
]

const clientAnswers: Scenario<Api>[] = answers.map(([perMessageDeflate, answer]) =>
  scenario<Api>(`client with ${JSON.stringify(perMessageDeflate)} takes the answer: ${answer}`, async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context, {
      unopened: true,
      headers: [`Sec-WebSocket-Extensions: ${answer}`],
      options: { perMessageDeflate },
      prepare: (ws) => {
        ws.on('error', () => {})
        ws.on('open', () => {
          trace.log('extensions', ws.extensions)
          ws.terminate()
        })
      },
    })
    await trace.seen(ws, 'close')
  }),
)

const invalidOptions: Scenario<Api>[] = [
  scenario<Api>('PerMessageDeflate options are not checked until used', ({ trace, api }) => {
    for (const options of [
      { threshold: -1 },
      { threshold: 'x' },
      { serverMaxWindowBits: 99 },
      { concurrencyLimit: 0 },
      { zlibDeflateOptions: { level: 99 } },
    ]) {
      trace.attempt(
        JSON.stringify(options),
        () => new api.WebSocketServer({ noServer: true, perMessageDeflate: options }) && 'made',
      )
    }
  }),
]

const compressed = { inflate: true } as const
const inflating = {
  peer: compressed,
  request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' } },
}
const sample = 'compressible '.repeat(100)

/** A compressed payload as a peer makes it. */
function deflated(text: string | Uint8Array): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
}

const data: Scenario<Api>[] = [
  ...Object.entries({
    'below the threshold': 'short',
    'at the threshold': 'x'.repeat(1024),
    'above the threshold': sample,
    binary: Buffer.alloc(5000, 7),
    empty: '',
  }).flatMap(([name, message]) => [
    scenario<Api>(`server sends ${name}`, async (context) => {
      const { trace, net } = context
      const { ws, peer } = await serverOf(context, { ...inflating, options: { perMessageDeflate: true } })
      ws.send(message, trace.callback('sent'))
      ws.send(message, { compress: false }, trace.callback('sent uncompressed'))
      ws.send(message, { compress: true }, trace.callback('sent compressed'))
      await peer.frames(3)
      await net.turns(2)
    }),
    scenario<Api>(`client sends ${name}`, async (context) => {
      const { trace, net } = context
      const { ws, peer } = await clientOf(context, {
        peer: compressed,
        headers: ['Sec-WebSocket-Extensions: permessage-deflate'],
        options: { perMessageDeflate: true },
      })
      ws.send(message, trace.callback('sent'))
      ws.send(message, trace.callback('sent again'))
      await peer.frames(2)
      await net.turns(2)
    }),
    scenario<Api>(`both ends, ${name}, no context takeover`, async (context) => {
      const { trace } = context
      const perMessageDeflate = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 0 }
      const { client, server } = await pairOf(context, { server: { perMessageDeflate } })
      server.on('message', (data: Buffer, isBinary: boolean) => server.send(data, { binary: isBinary }))
      client.send(message)
      client.send(message)
      await trace.seen(client, 'message', 2)
    }),
  ]),
  scenario<Api>('bytes on the wire with context takeover', async (context) => {
    const { ws, peer } = await serverOf(context, {
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } },
      options: { perMessageDeflate: { threshold: 0 } },
    })
    for (const text of ['hello', 'hello', 'hello world', '']) ws.send(text)
    await peer.frames(4)
  }),
  scenario<Api>('bytes on the wire without context takeover', async (context) => {
    const { ws, peer } = await serverOf(context, {
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; server_no_context_takeover' } },
      options: { perMessageDeflate: { threshold: 0 } },
    })
    for (const text of ['hello', 'hello', 'hello world', '']) ws.send(text)
    await peer.frames(4)
  }),
  scenario<Api>('bytes on the wire with zlib options', async (context) => {
    const { ws, peer } = await serverOf(context, {
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; server_max_window_bits=9' } },
      options: { perMessageDeflate: { threshold: 0, zlibDeflateOptions: { level: 1, memLevel: 3 } } },
    })
    ws.send(sample)
    ws.send(sample.repeat(10))
    await peer.frames(2)
  }),
  scenario<Api>('fragments: the first decides about compression', async (context) => {
    const { ws, peer } = await serverOf(context, {
      ...inflating,
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; server_no_context_takeover' } },
      options: { perMessageDeflate: { threshold: 5 } },
    })
    ws.send('123', { fin: false })
    ws.send('12345', { fin: true, compress: true })
    ws.send('12345', { fin: false })
    ws.send('1', { fin: false })
    ws.send('2', { fin: true, compress: false })
    await peer.frames(5)
  }),
  scenario<Api>('order: compressed and uncompressed messages, pings and a close', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context, { ...inflating, options: { perMessageDeflate: true } })
    ws.send(sample, trace.callback('first'))
    trace.log('buffered', ws.bufferedAmount > 0)
    ws.send('second', { compress: false }, trace.callback('second'))
    ws.ping('third', trace.callback('third'))
    ws.send(sample, trace.callback('fourth'))
    ws.close(1000, 'fifth')
    await peer.closeFrame
    await net.turns(3)
  }),
  scenario<Api>('terminate while a message is compressed', async (context) => {
    const { trace, net } = context
    const { ws } = await serverOf(context, { ...inflating, options: { perMessageDeflate: true } })
    ws.send(Buffer.alloc(1_000_000, 1), trace.callback('first'))
    ws.send('second', trace.callback('second'))
    ws.terminate()
    await trace.seen(ws, 'close')
    await net.turns(10)
  }),
  scenario<Api>('options of zlib that zlib refuses', async (context) => {
    const { trace, net } = context
    const { ws } = await serverOf(context, {
      options: { perMessageDeflate: { threshold: 0, zlibDeflateOptions: { level: 99 } } },
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } },
      prepare: (ws) => ws.on('error', () => {}),
    })
    trace.attempt('send', () => ws.send('a', trace.callback('first')))
    trace.attempt('again', () => ws.send('b', trace.callback('second')))
    await net.turns(3)
  }),
  scenario<Api>('bufferedAmount while a message is compressed', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, { ...inflating, options: { perMessageDeflate: true } })
    ws.send(Buffer.alloc(200_000, 1))
    trace.log('one', ws.bufferedAmount)
    ws.send(Buffer.alloc(100_000, 1))
    trace.log('two', ws.bufferedAmount)
    await peer.frames(2)
    trace.log('later', ws.bufferedAmount)
  }),
]

const arriving: Record<
  string,
  { frames: (mask: boolean) => object[]; options?: object; until: 'message' | 'close'; times?: number }
> = {
  'a compressed text': { frames: (mask) => [{ payload: deflated('héllo'), rsv: 4, mask }], until: 'message' },
  'a compressed binary': {
    frames: (mask) => [{ opcode: 2, payload: deflated('abc'), rsv: 4, mask }],
    until: 'message',
  },
  'an uncompressed text': { frames: (mask) => [{ payload: 'plain', mask }], until: 'message' },
  'an empty compressed text': { frames: (mask) => [{ payload: [0], rsv: 4, mask }], until: 'message' },
  'a compressed text without bytes': { frames: (mask) => [{ payload: [], rsv: 4, mask }], until: 'message' },
  'a compressed text in fragments': {
    frames: (mask) => {
      const bytes = deflated('fragmented')
      return [
        { payload: bytes.subarray(0, 3), rsv: 4, fin: false, mask },
        { opcode: 0, payload: [], fin: false, mask },
        { opcode: 0, payload: bytes.subarray(3), mask },
      ]
    },
    until: 'message',
  },
  'a ping between compressed fragments': {
    frames: (mask) => {
      const bytes = deflated('fragmented')
      return [
        { payload: bytes.subarray(0, 3), rsv: 4, fin: false, mask },
        { opcode: 9, payload: 'p', mask },
        { opcode: 0, payload: bytes.subarray(3), mask },
      ]
    },
    until: 'message',
  },
  'a final block': {
    frames: (mask) => [
      { payload: deflateRawSync('final'), rsv: 4, mask },
      { payload: 'next', mask },
    ],
    until: 'message',
    times: 2,
  },
  'a final block followed by a compressed message': {
    frames: (mask) => [
      { payload: deflateRawSync('final'), rsv: 4, mask },
      { payload: deflated('next'), rsv: 4, mask },
    ],
    until: 'message',
    times: 2,
  },
  'invalid compressed data': { frames: (mask) => [{ payload: [0xff, 0xff, 0xff], rsv: 4, mask }], until: 'close' },
  'invalid compressed data after a message': {
    frames: (mask) => [
      { payload: 'ok', mask },
      { payload: [0xff, 0xff], rsv: 4, mask },
    ],
    until: 'close',
  },
  'invalid UTF-8 in compressed data': {
    frames: (mask) => [{ payload: deflated(Buffer.from([0xff])), rsv: 4, mask }],
    until: 'close',
  },
  'RSV1 on a continuation': {
    frames: (mask) => [
      { payload: [1], rsv: 4, fin: false, mask },
      { opcode: 0, rsv: 4, mask },
    ],
    until: 'close',
  },
  'RSV1 on a ping': { frames: (mask) => [{ opcode: 9, rsv: 4, mask }], until: 'close' },
  'RSV1 on a close': { frames: (mask) => [{ opcode: 8, rsv: 4, mask }], until: 'close' },
  'a bomb above maxPayload': {
    frames: (mask) => [{ opcode: 2, payload: deflated(Buffer.alloc(1_000_000)), rsv: 4, mask }],
    options: { maxPayload: 10_000 },
    until: 'close',
  },
  'a bomb in fragments': {
    frames: (mask) => {
      const bytes = deflated(Buffer.alloc(1_000_000))
      return [
        { opcode: 2, payload: bytes.subarray(0, 100), rsv: 4, fin: false, mask },
        { opcode: 0, payload: bytes.subarray(100), mask },
      ]
    },
    options: { maxPayload: 10_000 },
    until: 'close',
  },
  'a message exactly at maxPayload': {
    frames: (mask) => [{ opcode: 2, payload: deflated(Buffer.alloc(10_000)), rsv: 4, mask }],
    options: { maxPayload: 10_000 },
    until: 'message',
  },
  'a compressed message and a Close': {
    frames: (mask) => [
      { payload: deflated('x'), rsv: 4, mask },
      { opcode: 8, mask },
    ],
    until: 'close',
  },
  'two compressed messages and a ping': {
    frames: (mask) => [
      { payload: deflated('one'), rsv: 4, mask },
      { opcode: 9, payload: 'p', mask },
      { payload: deflated('two'), rsv: 4, mask },
    ],
    until: 'message',
    times: 2,
  },
}

const received: Scenario<Api>[] = Object.entries(arriving).flatMap(([name, { frames, options, until, times }]) => [
  scenario<Api>(`server receives ${name}`, async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_no_context_takeover' } },
      options: { perMessageDeflate: true, ...options },
      prepare: (ws) =>
        ws.on('error', (error: Api) => trace.log('error', Object.keys(error), error.errno, ws.readyState)),
    })
    await peer.frame(...frames(true))
    await trace.seen(ws, until, times)
  }),
  scenario<Api>(`client receives ${name}`, async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      headers: ['Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover'],
      options: { perMessageDeflate: true, ...options },
      prepare: (ws) =>
        ws.on('error', (error: Api) => trace.log('error', Object.keys(error), error.errno, ws.readyState)),
    })
    await peer.frame(...frames(false))
    await trace.seen(ws, until, times)
  }),
])

const takeover: Scenario<Api>[] = [
  scenario<Api>('a peer that uses its context', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate' } },
      options: { perMessageDeflate: true },
    })
    await peer.frame({ payload: Buffer.from('f248cdc9c90700', 'hex'), rsv: 4, mask: true })
    await peer.frame({ payload: Buffer.from('f200110000', 'hex'), rsv: 4, mask: true })
    await trace.seen(ws, 'message', 2)
  }),
  scenario<Api>('a peer that uses its context against the agreement', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      request: { headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_no_context_takeover' } },
      options: { perMessageDeflate: true },
      prepare: (ws) => ws.on('error', () => {}),
    })
    await peer.frame({ payload: Buffer.from('f248cdc9c90700', 'hex'), rsv: 4, mask: true })
    await peer.frame({ payload: Buffer.from('f200110000', 'hex'), rsv: 4, mask: true })
    await trace.seen(ws, 'close')
  }),
  ...[9, 10, 15].map((bits) =>
    scenario<Api>(`window of ${bits} bits both ways`, async (context) => {
      const { trace } = context
      const perMessageDeflate = { serverMaxWindowBits: bits, clientMaxWindowBits: bits, threshold: 0 }
      const { client, server } = await pairOf(context, { server: { perMessageDeflate }, proxy: true })
      server.on('message', (data: Buffer) => server.send(data))
      client.send(sample.repeat(20))
      client.send(Buffer.from(sample))
      await trace.seen(client, 'message', 2)
      trace.log('extensions', client.extensions, server.extensions)
    }),
  ),
]

parityOfWs('permessage-deflate', [
  ...serverNegotiation,
  ...clientOffers,
  ...clientAnswers,
  ...invalidOptions,
  ...data,
  ...received,
  ...takeover,
])
