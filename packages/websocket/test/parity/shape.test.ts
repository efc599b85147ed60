/** Parity of what is exported, and of objects that need no network: classes, statics, frames, inheritance. */
import { inherits } from 'node:util'
import { encodeFrame, type FrameToSend, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, parityOfWebsocket, serverOf } from './scene.js'

const classes = ['server', 'client', 'router', 'frame', 'request', 'connection', 'w3cwebsocket']

const exported: Scenario<Api>[] = [
  scenario<Api>('the module', ({ api, trace }) => {
    trace.log('names', Object.keys(api.default))
    trace.log('version', api.version, api.deprecation)
    for (const name of Object.keys(api.default)) trace.log(name, api[name] === api.default[name])
  }),
  ...classes.map((name) =>
    scenario<Api>(`the class ${name}`, ({ api, trace }) => {
      const Class = api[name]
      trace.log('class', Class.name, Class.length, Class.super_?.name, Object.entries(Class))
      trace.log(
        'enumerable',
        Object.keys(Class.prototype).filter((key) => !key.startsWith('_')),
      )
      trace.log('constructor', Class.prototype.constructor === Class)
      const lengths = Object.keys(Class.prototype).map((key) => `${key}/${Class.prototype[key].length}`)
      trace.log(
        'lengths',
        lengths.filter((text) => !text.startsWith('_')),
      )
    }),
  ),
  scenario<Api>('classes are inherited the ES5 way', ({ api, trace }) => {
    for (const name of ['server', 'client', 'router']) {
      function Child(this: Api) {
        api[name].call(this)
      }
      inherits(Child, api[name])
      const child = new (Child as Api)()
      child.on('x', () => trace.log(name, 'heard'))
      child.emit('x')
      trace.log(name, child instanceof api[name], Object.getOwnPropertyNames(child))
    }
  }),
  scenario<Api>('classes are inherited the ES6 way', ({ api, trace }) => {
    for (const name of ['server', 'client', 'router']) {
      class Child extends api[name] {}
      const child = new Child()
      trace.log(name, child instanceof api[name], child.constructor === Child)
    }
  }),
  scenario<Api>('the members of a request and of a connection', async (context) => {
    const { connection, server } = await serverOf(context)
    const kind = (value: unknown): string => (value === null ? 'null' : typeof value)
    for (const key of [
      ...['config', 'socket', 'protocol', 'extensions', 'remoteAddress', 'remoteAddresses', 'closeReasonCode'],
      ...['closeDescription', 'closeEventEmitted', 'maskOutgoingPackets', 'maskBytes', 'frameHeader', 'bufferList'],
      ...['currentFrame', 'fragmentationSize', 'frameQueue', 'connected', 'state', 'waitingForCloseResponse'],
      ...['receivedEnd', 'closeTimeout', 'assembleFragments', 'maxReceivedMessageSize', 'outputBufferFull'],
      ...['inputPaused', 'webSocketVersion', '_pingListenerCount', '_debug'],
    ]) {
      context.trace.log(key, kind(connection[key]), typeof connection[key] === 'object' ? '' : connection[key])
    }
    const { maskBytes } = connection
    context.trace.log('same', connection.config === server.config, connection.maskBytes === maskBytes)
    connection.custom = { of: 'the user' }
    const { custom, state, config } = JSON.parse(JSON.stringify({ connection, copy: { ...connection } })).connection
    context.trace.log('JSON', custom, state, config.closeTimeout)
    context.trace.log('own', server.connections[0].custom)
  }),
]

const assigned: Scenario<Api>[] = [
  'socket',
  'outputBufferFull',
  'maskBytes',
  'frameHeader',
  'bufferList',
  'currentFrame',
  'frameQueue',
  '_pingListenerCount',
].map((name) =>
  scenario<Api>(`assigning to ${name} of a connection`, async (context) => {
    const { connection } = await serverOf(context)
    connection.close()
    await context.trace.seen(connection, 'close')
    context.trace.attempt('assign', () => {
      connection[name] = null
    })
    context.trace.log('then', connection[name], Object.hasOwn(connection, name))
  }),
)

const frameOf = (api: Api, members: object): Api =>
  Object.assign(new api.frame(Buffer.alloc(4), Buffer.alloc(10), { maxReceivedFrameSize: 300 }), members)

const written: Record<string, object> = {
  text: { fin: true, opcode: 1, binaryPayload: Buffer.from('hi') },
  'masked text': { fin: true, opcode: 1, mask: true, binaryPayload: Buffer.from('hi') },
  'empty text': { fin: true, opcode: 1, binaryPayload: Buffer.alloc(0) },
  'null for a payload': { fin: true, opcode: 1, binaryPayload: null },
  'close with null for a payload': { fin: true, opcode: 8, closeStatus: 1000, binaryPayload: null },
  'no payload': { fin: true, opcode: 1, mask: true },
  unfinished: { opcode: 1 },
  'reserved bits': { rsv1: true, rsv2: true, rsv3: true, opcode: 2 },
  close: { fin: true, opcode: 8, closeStatus: 1000 },
  'close with text': { fin: true, opcode: 8, closeStatus: 1000, binaryPayload: Buffer.from('bye') },
  'close without a status': { fin: true, opcode: 8 },
  '126 bytes': { opcode: 2, binaryPayload: Buffer.alloc(126) },
  '65535 bytes': { opcode: 2, binaryPayload: Buffer.alloc(65535) },
  '65536 bytes': { opcode: 2, mask: true, binaryPayload: Buffer.alloc(65536) },
  'a wrong length': { opcode: 1, length: 9, binaryPayload: Buffer.alloc(3) },
  nothing: {},
}

const frames: Scenario<Api>[] = Object.entries(written).map(([name, members]) =>
  scenario<Api>(`a frame of ${name} to bytes`, ({ api, trace }) => {
    const frame = frameOf(api, members)
    trace.log('text', frame.toString())
    trace.attempt('bytes', () => frame.toBuffer(true))
    trace.log('then', frame.length, frame.toString())
  }),
)

const read: Record<string, FrameToSend> = {
  text: { payload: 'hello' },
  'masked text': { payload: 'hello', mask: true },
  'an empty message': {},
  'a continuation': { opcode: 0, payload: 'x', fin: false },
  'a ping': { opcode: 9, payload: 'p' },
  'a Close': { opcode: 8, payload: [3, 232, 65, 66] },
  'an empty Close': { opcode: 8 },
  '200 bytes': { opcode: 2, payload: Buffer.alloc(200, 1), mask: true },
}

const parsed: Scenario<Api>[] = Object.entries(read).flatMap(([name, frame]) => [
  scenario<Api>(`a frame of ${name} from bytes`, async ({ api, trace }) => {
    const list = await listOf(api)
    const bytes = encodeFrame(frame)
    for (const [label, chunks] of [
      ['whole', [bytes]],
      ['in single bytes', [...bytes].map((byte) => Buffer.from([byte]))],
      ['and what follows', [Buffer.concat([bytes, Buffer.from('rest')])]],
    ] as const) {
      const result = frameOf(api, {})
      const buffers = new list()
      const returned = chunks.map((chunk) => [buffers.write(chunk), result.addData(buffers)][1])
      const { maskBytes: _key, frameHeader: _header, config: _config, ...members } = result
      trace.log(label, returned.at(-1), returned.filter(Boolean).length, buffers.length, result.parseState, members)
    }
  }),
])

/** The class of `connection.bufferList`. */
async function listOf(api: Api): Promise<Api> {
  const socket = { setNoDelay() {}, setTimeout() {}, removeAllListeners() {}, on() {} }
  return new api.connection(socket, [], null, false, {}).bufferList.constructor
}

const lists: Scenario<Api>[] = [
  scenario<Api>('a BufferList', async ({ api, trace }) => {
    const List = await listOf(api)
    const list = trace.emitter('list', new List())
    trace.log('write', list.write(Buffer.from('abc')), list.write(Buffer.from('defg')), list.length)
    trace.log(
      'join',
      list.join(1, 5),
      list.join(),
      list.take(2),
      list.take(4, 'utf8'),
      list.take('utf8'),
      list.toString(),
    )
    trace.log('advance', list.advance(1) === list, list.length, list.take(3))
    trace.log('joinInto', list.joinInto(Buffer.alloc(6, 46), 2, 1, 4))
    list.forEach((chunk: Buffer) => {
      trace.log('each', chunk)
    })
    list.advance(6)
    trace.log('end', list.length, list.take())
  }),
]

parityOfWebsocket('shape', [...exported, ...assigned, ...frames, ...parsed, ...lists])
