/** Parity of every way in which a peer breaks the framing rules, as server and as client, and of the limits. */
import { type FrameToSend, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, parityOfWs, serverOf } from './scene.js'

interface Broken {
  frames?: FrameToSend[]
  /** Bytes for an endpoint that expects masked frames, and for one that does not. */
  bytes?: { masked: string; unmasked: string }
  options?: object
  /** Send frames with the opposite of the right masking. */
  wrongMask?: boolean
  /** The frames are legal: wait for this event in place of the close. */
  until?: readonly [event: string, times: number]
}

const manyFragments = (count: number, payload: string): FrameToSend[] => [
  { payload, fin: false },
  ...Array.from({ length: count - 2 }, () => ({ opcode: 0, payload, fin: false })),
  { opcode: 0, payload },
]

const broken: Record<string, Broken> = {
  'RSV1 without compression': { frames: [{ payload: 'x', rsv: 4 }] },
  RSV2: { frames: [{ payload: 'x', rsv: 2 }] },
  RSV3: { frames: [{ payload: 'x', rsv: 1 }] },
  'RSV2 and RSV3': { frames: [{ payload: 'x', rsv: 3 }] },
  'all reserved bits': { frames: [{ payload: 'x', rsv: 7 }] },
  'RSV1 on a ping': { frames: [{ opcode: 9, rsv: 4 }] },
  'RSV1 on a continuation': {
    frames: [
      { payload: 'a', fin: false },
      { opcode: 0, rsv: 4 },
    ],
  },
  'RSV1 on a close': { frames: [{ opcode: 8, rsv: 4 }] },
  'opcode 3': { frames: [{ opcode: 3 }] },
  'opcode 7': { frames: [{ opcode: 7, payload: 'x' }] },
  'opcode 11': { frames: [{ opcode: 11 }] },
  'opcode 15': { frames: [{ opcode: 15, payload: 'x'.repeat(200) }] },
  'an unfinished ping': { frames: [{ opcode: 9, fin: false }] },
  'an unfinished pong': { frames: [{ opcode: 10, fin: false, payload: 'x' }] },
  'an unfinished close': { frames: [{ opcode: 8, fin: false }] },
  'a ping of 126 bytes': { frames: [{ opcode: 9, payload: 'x'.repeat(126) }] },
  'a pong of 65536 bytes': { frames: [{ opcode: 10, payload: 'x'.repeat(65536) }] },
  'a close of 126 bytes': { frames: [{ opcode: 8, payload: 'x'.repeat(126) }] },
  'a close of one byte': { frames: [{ opcode: 8, payload: [1] }] },
  'a ping with its length in two bytes': { frames: [{ opcode: 9, payload: 'x', lengthBytes: 2 }] },
  'a continuation without a start': { frames: [{ opcode: 0, payload: 'x' }] },
  'an unfinished continuation without a start': { frames: [{ opcode: 0, payload: 'x', fin: false }] },
  'a text within a fragmented message': { frames: [{ payload: 'a', fin: false }, { payload: 'b' }] },
  'a binary within a fragmented message': {
    frames: [
      { payload: 'a', fin: false },
      { opcode: 2, payload: 'b' },
    ],
  },
  'an unfinished text within a fragmented message': {
    frames: [
      { payload: 'a', fin: false },
      { payload: 'b', fin: false },
    ],
  },
  'the wrong masking': { frames: [{ payload: 'x' }], wrongMask: true },
  'the wrong masking on a ping': { frames: [{ opcode: 9, payload: 'x' }], wrongMask: true },
  'the wrong masking on an empty frame': { frames: [{ payload: '' }], wrongMask: true },
  'a length above 2^53': { bytes: { masked: '81ff0020000000000000', unmasked: '817f0020000000000000' } },
  'a length with its top bit set': { bytes: { masked: '82ffffffffffffffffff', unmasked: '827fffffffffffffffff' } },
  'a length of 2^53 - 1': { bytes: { masked: '81ff001fffffffffffff', unmasked: '817f001fffffffffffff' } },
  'a length of 4 GiB': { bytes: { masked: '82ff0000000100000000', unmasked: '827f0000000100000000' } },
  'a length above 2^53 without limit': {
    bytes: { masked: '82ff0020000000000000010203', unmasked: '827f0020000000000000010203' },
    options: { maxPayload: 0 },
  },
  'a length not in its shortest form, 2 bytes': { frames: [{ payload: 'x', lengthBytes: 2 }], until: ['message', 1] },
  'a length not in its shortest form, 8 bytes': { frames: [{ payload: 'x', lengthBytes: 8 }], until: ['message', 1] },
  'invalid UTF-8': { frames: [{ payload: [0xff] }] },
  'invalid UTF-8 in the second fragment': {
    frames: [
      { payload: 'a', fin: false },
      { opcode: 0, payload: [0xff] },
    ],
  },
  'invalid UTF-8 in an unfinished message': {
    frames: [{ payload: [0xff], fin: false }, { opcode: 9, payload: 'p' }, { opcode: 0 }],
  },
  'an error in the second of three frames': { frames: [{ payload: 'first' }, { opcode: 3 }, { payload: 'third' }] },
  'two errors': { frames: [{ opcode: 3 }, { opcode: 4 }] },
  'an error after a Close': { frames: [{ opcode: 8, payload: [3, 232] }, { opcode: 3 }] },
  'RSV1 and a wrong opcode': { frames: [{ opcode: 3, rsv: 4 }] },
  'RSV2 and a wrong opcode': { frames: [{ opcode: 3, rsv: 2 }] },
  'an unfinished ping that is too long': { frames: [{ opcode: 9, fin: false, payload: 'x'.repeat(200) }] },
  'a wrong opcode and the wrong masking': { frames: [{ opcode: 3 }], wrongMask: true },
  garbage: { bytes: { masked: 'deadbeefcafebabe', unmasked: 'deadbeefcafebabe' } },
  'HTTP on the open connection': { bytes: { masked: '474554202f20', unmasked: '474554202f20' } },

  'maxPayload: one byte too many': { frames: [{ payload: 'x'.repeat(11) }], options: { maxPayload: 10 } },
  'maxPayload: exactly': { frames: [{ payload: 'x'.repeat(10) }], options: { maxPayload: 10 }, until: ['message', 1] },
  'maxPayload: over all fragments': {
    frames: [
      { payload: 'x'.repeat(6), fin: false },
      { opcode: 0, payload: 'x'.repeat(5) },
    ],
    options: { maxPayload: 10 },
  },
  'maxPayload: two messages below it': {
    frames: [{ payload: 'x'.repeat(6) }, { payload: 'x'.repeat(6) }],
    options: { maxPayload: 10 },
    until: ['message', 2],
  },
  'maxPayload: does not bind control frames': {
    frames: [{ opcode: 9, payload: 'x'.repeat(100) }],
    options: { maxPayload: 10 },
    until: ['ping', 1],
  },
  'maxPayload: by the header alone': {
    bytes: { masked: '82fe000b', unmasked: '827e000b' },
    options: { maxPayload: 10 },
  },
  'maxPayload: by the header of a continuation': {
    bytes: { masked: '0186010203040000000000008085', unmasked: '01060000000000000005' },
    options: { maxPayload: 10 },
  },
  'maxPayload: 0 is no limit': {
    frames: [{ payload: 'x'.repeat(1000) }],
    options: { maxPayload: 0 },
    until: ['message', 1],
  },
  'maxPayload: a fraction': { frames: [{ payload: 'x'.repeat(11) }], options: { maxPayload: 10.9 } },
  'maxPayload: a string': { frames: [{ payload: 'x'.repeat(11) }], options: { maxPayload: '10' } },
  'maxPayload: null': { frames: [{ payload: 'x'.repeat(11) }], options: { maxPayload: null }, until: ['message', 1] },
  'maxPayload: negative': { frames: [{ payload: 'x'.repeat(11) }], options: { maxPayload: -1 }, until: ['message', 1] },
  'maxPayload: Infinity': {
    frames: [{ payload: 'x'.repeat(11) }],
    options: { maxPayload: Number.POSITIVE_INFINITY },
    until: ['message', 1],
  },
  'maxPayload: 2^31': {
    frames: [{ payload: 'x'.repeat(11) }],
    options: { maxPayload: 2 ** 31 },
    until: ['message', 1],
  },
  'maxFragments: one too many': { frames: manyFragments(5, 'x'), options: { maxFragments: 4 } },
  'maxFragments: exactly': { frames: manyFragments(4, 'x'), options: { maxFragments: 4 }, until: ['message', 1] },
  'maxFragments: empty fragments count': { frames: manyFragments(5, ''), options: { maxFragments: 4 } },
  'maxFragments: 0 is no limit': { frames: manyFragments(40, ''), options: { maxFragments: 0 }, until: ['message', 1] },
  'maxFragments: starts anew with each message': {
    frames: [...manyFragments(3, 'x'), ...manyFragments(3, 'y')],
    options: { maxFragments: 4 },
    until: ['message', 2],
  },
  'maxFragments: 1': { frames: [{ payload: 'a' }, ...manyFragments(2, 'x')], options: { maxFragments: 1 } },
  'maxFragments: pings do not count': {
    frames: [{ payload: 'a', fin: false }, { opcode: 9 }, { opcode: 9 }, { opcode: 0 }],
    options: { maxFragments: 2 },
    until: ['message', 1],
  },
}

const errors: Scenario<Api>[] = Object.entries(broken).flatMap(([name, { frames, bytes, options, wrongMask, until }]) =>
  (['server', 'client'] as const).map((end) =>
    scenario<Api>(`${end} receives ${name}`, async (context) => {
      const { trace } = context
      const prepare = (ws: Api): void => {
        ws.on('error', (error: Error) =>
          trace.log('state at error', ws.readyState, Object.keys(error), error.constructor.name),
        )
        ws.on('close', () => trace.log('state at close', ws.readyState))
      }
      const { ws, peer } = await (end === 'server'
        ? serverOf(context, { options, prepare })
        : clientOf(context, { options, prepare }))
      const mask = (end === 'server') !== (wrongMask ?? false)
      if (bytes) await peer.send(Buffer.from(end === 'server' ? bytes.masked : bytes.unmasked, 'hex'))
      else await peer.frame(...frames!.map((frame) => ({ ...frame, mask })))
      if (until) await trace.seen(ws, ...until)
      else await trace.seen(ws, 'close')
    }),
  ),
)

/** Sends a frame in pieces, each a chunk of its own: what maxBufferedChunks counts. */
const chunks: Scenario<Api>[] = [
  ...[3, 0].map((maxBufferedChunks) =>
    scenario<Api>(`maxBufferedChunks ${maxBufferedChunks}: a frame in many chunks`, async (context) => {
      const { trace, net } = context
      const { ws } = await serverOf(context, {
        options: { maxBufferedChunks },
        prepare: (ws) => ws.on('error', () => trace.log('state at error', ws.readyState)),
      })
      const payload = 'x'.repeat(8)
      const bytes = Buffer.concat([Buffer.from([0x81, 0x88, 0, 0, 0, 0]), Buffer.from(payload)])
      for (const byte of bytes) ws._socket.emit('data', Buffer.from([byte]))
      await net.turns(5)
      trace.log('state', ws.readyState)
      ws.terminate()
      await trace.seen(ws, 'close')
    }),
  ),
  scenario<Api>('maxBufferedChunks: enough small chunks that are used at once', async (context) => {
    const { trace, net } = context
    const { ws } = await serverOf(context, { options: { maxBufferedChunks: 3 } })
    for (let i = 0; i < 10; i++) ws._socket.emit('data', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61]))
    await net.turns(3)
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('maxFragments: many fragments, each in its chunk', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, {
      options: { maxFragments: 4, maxBufferedChunks: 100 },
      prepare: (ws) => ws.on('error', () => {}),
    })
    for (const frame of manyFragments(6, 'x')) await peer.frame({ ...frame, mask: true })
    await trace.seen(ws, 'close')
  }),
]

const noListener: Scenario<Api>[] = (['server', 'client'] as const).map((end) =>
  scenario<Api>(`${end} receives an invalid frame and has no error listener`, { alone: true }, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await (end === 'server' ? serverOf(context) : clientOf(context))
    await peer.frame({ opcode: 3, mask: end === 'server' })
    await trace.seen(ws, 'error')
    await net.turns(10)
    trace.log('state', ws.readyState)
  }),
)

const otherListeners: Scenario<Api>[] = [
  scenario<Api>('an invalid frame reaches an emit of a subclass without an error listener', async (context) => {
    const { api, trace } = context
    class Hearing extends api.WebSocket {
      emit(event: string, ...values: unknown[]) {
        trace.log('emit', event, ...values)
        return event === 'error' || super.emit(event, ...values)
      }
    }
    const { ws, peer } = await serverOf(context, { options: { WebSocket: Hearing } })
    await peer.frame({ opcode: 3, mask: true })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('an error listener throws the error that it was given', { alone: true }, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    ws.once('error', (error: Error) => {
      throw error
    })
    await peer.frame({ opcode: 3, mask: true })
    await trace.seen(ws, 'error')
    await net.turns(10)
  }),
]

parityOfWs('frame errors', [...errors, ...chunks, ...noListener, ...otherListeners])
