/** Parity of the classes and parsers that are exported beside WebSocket, used directly as their dependents do. */
import { constants, deflateRawSync } from 'node:zlib'
import {
  encodeFrame,
  type FrameToSend,
  type Scenario,
  scenario,
  WireFormatter,
  WireReader,
} from '@rosetta-ws/conformance/diff'
import { type Api, type Context, later, parityOfWs } from './scene.js'

const receiverEvents = ['message', 'ping', 'pong', 'conclude', 'error', 'finish', 'close', 'drain']

function receiverOf({ api, trace }: Context, options?: object): Api {
  const receiver = trace.emitter('receiver', new api.Receiver(options), receiverEvents)
  receiver.on('error', () => {})
  return receiver
}

const given: Record<string, { options?: object; frames: FrameToSend[] }> = {
  'a text': { frames: [{ payload: 'héllo' }] },
  'a masked text as server': { options: { isServer: true }, frames: [{ payload: 'héllo', mask: true }] },
  'an unmasked text as server': { options: { isServer: true }, frames: [{ payload: 'x' }] },
  'a masked text as client': { frames: [{ payload: 'x', mask: true }] },
  'a binary': { frames: [{ opcode: 2, payload: [1, 2] }] },
  'a binary as arraybuffer': { options: { binaryType: 'arraybuffer' }, frames: [{ opcode: 2, payload: [1, 2] }] },
  'a binary as fragments': {
    options: { binaryType: 'fragments' },
    frames: [
      { opcode: 2, payload: [1], fin: false },
      { opcode: 0, payload: [2] },
    ],
  },
  'a binary as blob': { options: { binaryType: 'blob' }, frames: [{ opcode: 2, payload: [1, 2] }] },
  'fragments with control frames between': {
    frames: [
      { payload: 'a', fin: false },
      { opcode: 9, payload: 'p' },
      { opcode: 10, payload: 'q' },
      { opcode: 0, payload: 'b' },
    ],
  },
  'a close': { frames: [{ opcode: 8, payload: [3, 232, 98, 121, 101] }] },
  'an empty close': { frames: [{ opcode: 8 }] },
  'frames after a close': { frames: [{ opcode: 8 }, { payload: 'late' }] },
  'too long for maxPayload': { options: { maxPayload: 3 }, frames: [{ payload: 'four' }] },
  'exactly maxPayload': { options: { maxPayload: 4 }, frames: [{ payload: 'four' }] },
  'invalid UTF-8': { frames: [{ payload: [0xff] }] },
  'invalid UTF-8 that is not checked': { options: { skipUTF8Validation: true }, frames: [{ payload: [0xff] }] },
  'a wrong opcode': { frames: [{ opcode: 5 }] },
  'reserved bits': { frames: [{ rsv: 2 }] },
  'RSV1 without an extension': { frames: [{ rsv: 4 }] },
  'too many fragments': { options: { maxFragments: 1 }, frames: [{ payload: 'a', fin: false }, { opcode: 0 }] },
  'three messages': { frames: [{ payload: '1' }, { payload: '2' }, { payload: '3' }] },
  'three messages without synchronous events': {
    options: { allowSynchronousEvents: false },
    frames: [{ payload: '1' }, { payload: '2' }, { payload: '3' }],
  },
}

const deflated = (text: string): Buffer => deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)

const receivers: Scenario<Api>[] = [
  ...Object.entries(given).flatMap(([name, { options, frames }]) => [
    scenario<Api>(`Receiver: ${name}`, async (context) => {
      const receiver = receiverOf(context, options)
      receiver.write(Buffer.concat(frames.map(encodeFrame)), context.trace.callback('written'))
      await context.net.turns(6)
    }),
    scenario<Api>(`Receiver: ${name}, byte by byte`, async (context) => {
      const receiver = receiverOf(context, options)
      for (const byte of Buffer.concat(frames.map(encodeFrame))) receiver.write(Buffer.from([byte]))
      await context.net.turns(10)
    }),
  ]),
  scenario<Api>('Receiver: is a Writable with these options', (context) => {
    const { trace } = context
    const receiver = receiverOf(context)
    trace.log(
      'instance',
      receiver.writable,
      receiver.writableHighWaterMark,
      receiver.writableObjectMode,
      receiver._maxPayload,
      receiver._state,
    )
    trace.log('bound', receiverOf(context, { maxPayload: 5 })._maxPayload)
  }),
  scenario<Api>('Receiver: end after a close, end without', async (context) => {
    const { trace, net } = context
    const receiver = receiverOf(context)
    receiver.write(encodeFrame({ opcode: 8 }))
    trace.attempt('end', () => receiver.end(trace.callback('ended')) && 'ended')
    await net.turns(4)
    const other = receiverOf(context)
    other.end(trace.callback('other ended'))
    await net.turns(4)
  }),
  scenario<Api>('Receiver: a write after an error', async (context) => {
    const receiver = receiverOf(context)
    receiver.write(encodeFrame({ opcode: 5 }), context.trace.callback('first'))
    receiver.write(encodeFrame({ payload: 'x' }), context.trace.callback('second'))
    await context.net.turns(4)
  }),
  scenario<Api>('Receiver: destroy', async (context) => {
    const receiver = receiverOf(context)
    receiver.write(Buffer.from([0x81]))
    receiver.destroy()
    await context.net.turns(4)
    context.trace.log('destroyed', receiver.destroyed)
  }),
  scenario<Api>('Receiver: with PerMessageDeflate', async (context) => {
    const { api, trace } = context
    const extension = new api.PerMessageDeflate()
    extension.accept([{}])
    const receiver = receiverOf(context, { extensions: { 'permessage-deflate': extension } })
    const bytes = deflated('compressed')
    receiver.write(
      Buffer.concat([
        encodeFrame({ payload: 'plain' }),
        encodeFrame({ payload: bytes.subarray(0, 4), rsv: 4, fin: false }),
        encodeFrame({ opcode: 9, payload: 'p' }),
        encodeFrame({ opcode: 0, payload: bytes.subarray(4) }),
        encodeFrame({ payload: 'plain again' }),
        encodeFrame({ opcode: 8 }),
      ]),
    )
    await trace.seen(receiver, 'conclude')
    extension.cleanup()
  }),
  scenario<Api>('Receiver: with PerMessageDeflate, invalid data', async (context) => {
    const { api, trace } = context
    const extension = new api.PerMessageDeflate()
    extension.accept([{}])
    const receiver = receiverOf(context, { extensions: { 'permessage-deflate': extension } })
    receiver.write(encodeFrame({ payload: [0xff, 0xff], rsv: 4 }), trace.callback('written'))
    await trace.seen(receiver, 'error')
    extension.cleanup()
  }),
]

/** A socket that records what is written to it, as frames: how the bytes are cut into writes is nobody's concern. */
function sinkOf({ trace }: Context): Api {
  const wire = trace.lane('wire')
  const reader = new WireReader('frames')
  const formatter = new WireFormatter({ maskingKeys: true })
  return {
    write(data: Buffer | string, ...rest: Api[]) {
      const bytes = typeof data === 'string' ? Buffer.from(data, rest[0]) : data
      for (const item of reader.push(bytes)) for (const line of formatter.lines(item)) wire.line(line)
      rest.find((value) => typeof value === 'function')?.()
      return true
    },
    cork() {},
    uncork() {},
  }
}

const mask = (key: Buffer): void => {
  key.set([1, 2, 3, 4])
}

const senders: Scenario<Api>[] = [
  ...Object.entries({
    'unmasked text': { fin: true, opcode: 1, mask: false, readOnly: false, rsv1: false },
    'masked text': { fin: true, opcode: 1, mask: true, readOnly: true, rsv1: false, generateMask: mask },
    'masked, not read-only': { fin: true, opcode: 1, mask: true, readOnly: false, rsv1: false, generateMask: mask },
    'unfinished binary with RSV1': { fin: false, opcode: 2, mask: false, readOnly: true, rsv1: true },
    ping: { fin: true, opcode: 9, mask: false, readOnly: true, rsv1: false },
    'an own masking key buffer': {
      fin: true,
      opcode: 1,
      mask: true,
      maskBuffer: Buffer.alloc(4),
      generateMask: mask,
      readOnly: true,
      rsv1: false,
    },
  }).flatMap(([name, options]) =>
    [0, 2, 125, 126, 65535, 65536].map((length) =>
      scenario<Api>(`Sender.frame: ${name}, ${length} bytes`, ({ api, trace }) => {
        const data = Buffer.alloc(length, 0x61)
        const list = api.Sender.frame(data, options)
        trace.log('list', list)
        trace.log('together', Buffer.concat(list))
        trace.log('the data', data, list[list.length - 1] === data)
      }),
    ),
  ),
  scenario<Api>('Sender.frame: a string', ({ api, trace }) => {
    trace.attempt('text', () =>
      api.Sender.frame('text', { fin: true, opcode: 1, mask: false, readOnly: false, rsv1: false }),
    )
    trace.attempt('masked text', () =>
      api.Sender.frame('tëxt', { fin: true, opcode: 1, mask: true, generateMask: mask, readOnly: false, rsv1: false }),
    )
  }),
  scenario<Api>('Sender.frame: random masks', ({ api, trace }) => {
    const keys = Array.from({ length: 8 }, () =>
      Buffer.concat(
        api.Sender.frame(Buffer.alloc(8), { fin: true, opcode: 2, mask: true, readOnly: true, rsv1: false }),
      ).toString('hex', 2, 6),
    )
    trace.log('distinct', new Set(keys).size)
  }),
  scenario<Api>('Sender.frame: as socket.io uses it', ({ api, trace }) => {
    trace.log(
      'frame',
      api.Sender.frame(Buffer.from('4message'), { readOnly: false, mask: false, rsv1: false, opcode: 1, fin: true }),
    )
  }),
  scenario<Api>('Sender: send, ping, pong, close', async (context) => {
    const { api, trace, net } = context
    const sender = new api.Sender(sinkOf(context), {}, mask)
    sender.send('text', { binary: false, compress: false, fin: true, mask: false }, trace.callback('text'))
    sender.send(
      Buffer.from('binary'),
      { binary: true, compress: false, fin: true, mask: true },
      trace.callback('binary'),
    )
    sender.send(new Uint8Array([1]), { binary: true, fin: false, mask: false }, trace.callback('array'))
    sender.send('', { binary: true, fin: true, mask: false })
    sender.ping('p', false, trace.callback('ping'))
    sender.pong(Buffer.from('q'), true, trace.callback('pong'))
    sender.close(1000, 'bye', false, trace.callback('close'))
    sender.close(undefined, undefined, true)
    await net.turns(3)
  }),
  scenario<Api>('Sender: too long, wrong codes', (context) => {
    const { api, trace } = context
    const sender = new api.Sender(sinkOf(context), {})
    trace.attempt('ping', () => sender.ping('x'.repeat(126), false))
    trace.attempt('pong', () => sender.pong(Buffer.alloc(126), false))
    trace.attempt('code', () => sender.close('1000', '', false))
    trace.attempt('reserved code', () => sender.close(1004, '', false))
    trace.attempt('reason', () => sender.close(1000, 'x'.repeat(124), false))
  }),
  scenario<Api>('Sender: sendFrame of a list', async (context) => {
    const { api, trace, net } = context
    const sender = new api.Sender(sinkOf(context), {})
    sender.sendFrame([Buffer.from([0x81, 3]), Buffer.from('two')], trace.callback('sent two'))
    sender.sendFrame([encodeFrame({ payload: 'one' })], trace.callback('sent one'))
    sender.sendFrame([encodeFrame({ payload: 'three' })])
    await net.turns(3)
  }),
  scenario<Api>('Sender: with PerMessageDeflate', async (context) => {
    const { api, trace } = context
    const extension = new api.PerMessageDeflate({ threshold: 0 })
    extension.accept([{}])
    const sender = new api.Sender(sinkOf(context), { 'permessage-deflate': extension })
    const sent = later()
    sender.send('hello', { compress: true, fin: true, binary: false, mask: false }, trace.callback('first'))
    sender.send('hello', { compress: false, fin: true, binary: false, mask: false }, trace.callback('second'))
    sender.ping('p', false, trace.callback('ping'))
    trace.log('state', sender._state !== 0, sender._bufferedBytes)
    sender.close(1000, undefined, false, sent.resolve)
    await sent.promise
    trace.log('state', sender._state, sender._bufferedBytes)
    extension.cleanup()
  }),
]

const accepting: Record<string, { options?: object; isServer?: boolean; offers: object[] }> = {
  'an empty offer': { isServer: true, offers: [{}] },
  'all parameters': {
    isServer: true,
    offers: [
      {
        server_no_context_takeover: [true],
        client_no_context_takeover: [true],
        server_max_window_bits: ['12'],
        client_max_window_bits: ['11'],
      },
    ],
  },
  'client_max_window_bits without value': { isServer: true, offers: [{ client_max_window_bits: [true] }] },
  'configured clientMaxWindowBits': {
    isServer: true,
    options: { clientMaxWindowBits: 12 },
    offers: [{ client_max_window_bits: [true] }],
  },
  'configured clientMaxWindowBits, none offered': {
    isServer: true,
    options: { clientMaxWindowBits: 12 },
    offers: [{}],
  },
  'configured serverMaxWindowBits above the offer': {
    isServer: true,
    options: { serverMaxWindowBits: 13 },
    offers: [{ server_max_window_bits: ['12'] }],
  },
  'the second offer': {
    isServer: true,
    options: { serverNoContextTakeover: false },
    offers: [{ server_no_context_takeover: [true] }, {}],
  },
  'a parameter twice': { isServer: true, offers: [{ server_no_context_takeover: [true, true] }] },
  'an unknown parameter': { isServer: true, offers: [{ foo: ['bar'] }] },
  'a bad window': { isServer: true, offers: [{ server_max_window_bits: ['7'] }] },
  'a bad flag': { isServer: true, offers: [{ server_no_context_takeover: ['x'] }] },
  'client: an empty answer': { offers: [{}] },
  'client: takeover parameters': {
    offers: [{ server_no_context_takeover: [true], client_no_context_takeover: [true] }],
  },
  'client: client_max_window_bits': { offers: [{ client_max_window_bits: ['10'] }] },
  'client: client_max_window_bits above its own': {
    options: { clientMaxWindowBits: 9 },
    offers: [{ client_max_window_bits: ['10'] }],
  },
  'client: server_max_window_bits': {
    options: { serverMaxWindowBits: 12 },
    offers: [{ server_max_window_bits: ['11'] }],
  },
  'client: client_no_context_takeover against its own': {
    options: { clientNoContextTakeover: false },
    offers: [{ client_no_context_takeover: [true] }],
  },
}

const deflaters: Scenario<Api>[] = [
  ...Object.entries(accepting).map(([name, { options, isServer, offers }]) =>
    scenario<Api>(`PerMessageDeflate.accept: ${name}`, ({ api, trace }) => {
      const extension = new api.PerMessageDeflate({ ...options, isServer, maxPayload: 0 })
      trace.attempt('accept', () => extension.accept(structuredClone(offers)))
      trace.log('params', extension.params)
    }),
  ),
  ...Object.entries({
    none: undefined,
    flags: { serverNoContextTakeover: true, clientNoContextTakeover: true },
    windows: { serverMaxWindowBits: 10, clientMaxWindowBits: 11 },
    'clientMaxWindowBits true': { clientMaxWindowBits: true },
    'clientMaxWindowBits false': { clientMaxWindowBits: false },
  }).map(([name, options]) =>
    scenario<Api>(`PerMessageDeflate.offer: ${name}`, ({ api, trace }) => {
      trace.log('offer', new api.PerMessageDeflate(options).offer())
    }),
  ),
  scenario<Api>('PerMessageDeflate: statics', ({ api, trace }) => {
    trace.log('extensionName', api.PerMessageDeflate.extensionName)
  }),
  scenario<Api>('PerMessageDeflate: isServer and maxPayload as further arguments', ({ api, trace }) => {
    const extension = new api.PerMessageDeflate({}, true, 10)
    trace.attempt('accept', () => extension.accept([{ server_max_window_bits: ['10'] }]))
  }),
  ...[true, false].map((isServer) =>
    scenario<Api>(`PerMessageDeflate: compress and decompress, isServer ${isServer}`, async ({ api, trace }) => {
      const extension = new api.PerMessageDeflate({ threshold: 0, isServer })
      extension.accept([{}])
      const compress = (data: Buffer, fin: boolean): Promise<Buffer> =>
        new Promise((resolve, reject) =>
          extension.compress(data, fin, (error: Error, result: Buffer) => (error ? reject(error) : resolve(result))),
        )
      const decompress = (data: Buffer, fin: boolean): Promise<Buffer> =>
        new Promise((resolve, reject) =>
          extension.decompress(data, fin, (error: Error, result: Buffer) => (error ? reject(error) : resolve(result))),
        )
      for (const text of ['hello', 'hello', '']) {
        const data = await compress(Buffer.from(text), true)
        trace.log('compressed', data)
        trace.log('decompressed', await decompress(data, true))
      }
      const first = await compress(Buffer.from('fragment one, '), false)
      const second = await compress(Buffer.from('fragment two'), true)
      trace.log('fragments', first, second)
      trace.log('decompressed', Buffer.concat([await decompress(first, false), await decompress(second, true)]))
      await trace.attemptAsync('invalid', () => decompress(Buffer.from([0xff, 0xff]), true))
      extension.cleanup()
      extension.cleanup()
    }),
  ),
  scenario<Api>('PerMessageDeflate: maxPayload', async ({ api, trace }) => {
    const extension = new api.PerMessageDeflate({ maxPayload: 25 })
    extension.accept([{}])
    const done = later()
    extension.decompress(deflated('x'.repeat(50)), true, (error: Error, data: unknown) => {
      trace.log('decompressed', error, data)
      done.resolve()
    })
    await done.promise
    extension.cleanup()
  }),
  scenario<Api>('PerMessageDeflate: cleanup while it works', async ({ api, trace, net }) => {
    const extension = new api.PerMessageDeflate({ threshold: 0 })
    extension.accept([{}])
    extension.compress(Buffer.alloc(100_000, 1), true, (error: Error, data: unknown) =>
      trace.log('compressed', error, data === undefined),
    )
    extension.cleanup()
    await net.turns(10)
    trace.log('over')
  }),
]

const extensionHeaders = [
  'foo',
  'foo,bar;baz,foo;baz',
  'foo;a=1;a=2',
  'foo; a="1"',
  'foo; a="1\\"2"',
  'foo; a="a,b;c"',
  'foo;a;b=c',
  ' foo ; a = 1 , bar ',
  '\tfoo\t',
  'foo;a=""',
  'foo;a="',
  'foo;a="x',
  'foo;a="x"y',
  'foo;a=x y',
  'foo;=1',
  'foo;a=',
  'foo;',
  ';',
  ',',
  'foo,',
  ',foo',
  'foo,,bar',
  '',
  ' ',
  'f@o',
  'foo;a@b=1',
  'foo; a=b"c"',
  'foo "',
  '__proto__; constructor=1, toString; hasOwnProperty',
  'foo\n',
  'föö',
  'foo; a="\u0080"',
  'foo;a=\t1',
  "foo!#$%&'*+-.^_`|~",
]

const protocolHeaders = [
  'a',
  'a,b',
  'a, b ,c',
  ' a',
  'a ',
  '\ta\t',
  'a,a',
  '',
  ' ',
  ',',
  'a,',
  ',a',
  'a,,b',
  'a b',
  'a;b',
  'é',
  'a"',
  '__proto__, constructor',
  "!#$%&'*+-.^_`|~",
]

const parsers: Scenario<Api>[] = [
  ...extensionHeaders.map((header) =>
    scenario<Api>(`extension.parse: ${JSON.stringify(header)}`, ({ api, trace }) => {
      const parsed = trace.attempt('parse', () => api.extension.parse(header))
      if (parsed !== undefined) trace.attempt('format', () => api.extension.format(parsed))
    }),
  ),
  ...Object.entries<Api>({
    empty: {},
    'a name': { foo: [{}] },
    'an object in place of a list': { foo: { a: 1 } },
    parameters: { foo: [{ a: [true], b: ['1', '2'], c: [10] }] },
    'parameters that are no lists': { foo: [{ a: true, b: 'x' }] },
    'two offers': { foo: [{ a: [true] }, {}], bar: [{ b: [1] }] },
    'a value false': { foo: [{ a: [false] }] },
  }).map(([name, extensions]) =>
    scenario<Api>(`extension.format: ${name}`, ({ api, trace }) => {
      trace.attempt('format', () => api.extension.format(extensions))
    }),
  ),
  ...protocolHeaders.map((header) =>
    scenario<Api>(`subprotocol.parse: ${JSON.stringify(header)}`, ({ api, trace }) => {
      trace.attempt('parse', () => api.subprotocol.parse(header))
    }),
  ),
]

parityOfWs('exports', [...receivers, ...senders, ...deflaters, ...parsers])
