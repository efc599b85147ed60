/** Parity of receiving: messages, fragments, control frames, limits, what breaks the rules, pausing, frames as events. */
import { type FrameToSend, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, parityOfWebsocket, serverOf, stateOf } from './scene.js'

const masked = (frames: readonly FrameToSend[]): FrameToSend[] => frames.map((frame) => ({ mask: true, ...frame }))

/** Frames after which the peer still may send. */
const lawful: Record<string, FrameToSend[]> = {
  text: [{ payload: 'text' }],
  'empty text and bytes': [{ payload: '' }, { opcode: 2 }],
  'non-ASCII text': [{ payload: 'grüße €𝄞' }],
  bytes: [{ opcode: 2, payload: [1, 2, 3] }],
  'several messages': [{ payload: 'one' }, { opcode: 2, payload: [2] }, { payload: 'three' }],
  'a message in three': [
    { payload: 'one ', fin: false },
    { opcode: 0, payload: 'two ', fin: false },
    { opcode: 0, payload: 'three' },
  ],
  'fragments within a character': [
    { payload: [0xe2], fin: false },
    { opcode: 0, payload: [0x82, 0xac] },
  ],
  'empty fragments': [{ fin: false }, { opcode: 0, fin: false }, { opcode: 0 }],
  'a ping within a message': [
    { payload: 'one ', fin: false },
    { opcode: 9, payload: 'p' },
    { opcode: 0, payload: 'two' },
  ],
  'binary fragments': [
    { opcode: 2, payload: [1], fin: false },
    { opcode: 0, payload: [2] },
  ],
  'a ping': [{ opcode: 9, payload: 'ping' }],
  'an empty ping': [{ opcode: 9 }],
  'a ping of 125 bytes': [{ opcode: 9, payload: 'p'.repeat(125) }],
  'a pong': [{ opcode: 10, payload: 'pong' }],
  'pings and messages': [{ opcode: 9, payload: '1' }, { payload: 'm' }, { opcode: 9, payload: '2' }, { payload: 'n' }],
  '126 bytes': [{ payload: 'a'.repeat(126) }],
  '65535 bytes': [{ opcode: 2, payload: Buffer.alloc(65535, 7) }],
  '65536 bytes': [{ opcode: 2, payload: Buffer.alloc(65536, 7) }],
  'a length of 2 bytes that needs none': [{ payload: 'a', lengthBytes: 2 }],
  'a length of 8 bytes that needs none': [{ payload: 'a', lengthBytes: 8 }],
}

/** Frames that end the connection. */
const unlawful: Record<string, FrameToSend[]> = {
  rsv1: [{ payload: 'x', rsv: 4 }],
  rsv2: [{ payload: 'x', rsv: 2 }],
  'rsv3 on a ping': [{ opcode: 9, rsv: 1 }],
  'opcode 3': [{ opcode: 3 }],
  'opcode 11': [{ opcode: 11 }],
  'a continuation of nothing': [{ opcode: 0, payload: 'x' }],
  'a text within a message': [{ payload: 'x', fin: false }, { payload: 'y' }],
  'bytes within a message': [
    { payload: 'x', fin: false },
    { opcode: 2, payload: 'y' },
  ],
  'a fragmented ping': [{ opcode: 9, fin: false }],
  'a ping of 126 bytes': [{ opcode: 9, payload: 'p'.repeat(126) }],
  'invalid UTF-8': [{ payload: [0xff] }],
  'invalid UTF-8 in the last fragment': [
    { payload: 'ok', fin: false },
    { opcode: 0, payload: [0xe2] },
  ],
  'a frame above the limit': [{ payload: 'x'.repeat(301) }],
  'a message above the limit': [
    { payload: 'x'.repeat(250), fin: false },
    { opcode: 0, payload: 'x'.repeat(250), fin: false },
    { opcode: 0, payload: 'x'.repeat(250) },
  ],
  'a length above 2^32': [{ opcode: 2, length: 2n ** 33n, lengthBytes: 8 }],
  'a message and then a fault': [{ payload: 'good' }, { payload: 'x', rsv: 4 }],
}

const limits = { maxReceivedFrameSize: 300, maxReceivedMessageSize: 600 }

const received: Scenario<Api>[] = Object.entries(lawful).flatMap(([name, frames]) => [
  scenario<Api>(`server receives ${name}`, async (context) => {
    const { connection, peer } = await serverOf(context)
    await peer.frame(...masked(frames))
    await peer.frame(...masked([{ payload: 'end' }, { opcode: 8 }]))
    await context.trace.seen(connection, 'close')
  }),
])

const clientReceived: Scenario<Api>[] = [
  'several messages',
  'a message in three',
  'pings and messages',
  '65536 bytes',
].map((name) =>
  scenario<Api>(`client receives ${name}`, async (context) => {
    const { connection, peer } = await clientOf(context)
    await peer.frame(...lawful[name])
    await peer.frame({ payload: 'end' }, { opcode: 8 })
    await context.trace.seen(connection, 'close')
  }),
)

const refused: Scenario<Api>[] = Object.entries(unlawful).map(([name, frames]) =>
  scenario<Api>(`server refuses ${name}`, async (context) => {
    const { connection, peer } = await serverOf(context, { config: limits, stay: true })
    connection.on('close', () => context.trace.log('at close', ...stateOf(connection).slice(0, 4)))
    await peer.frame(...masked(frames))
    await context.trace.seen(connection, 'close')
    await peer.closeFrame
  }),
)

const framed: Scenario<Api>[] = [
  'several messages',
  'a message in three',
  'a ping within a message',
  'a pong',
  'fragments within a character',
].map((name) =>
  scenario<Api>(`assembleFragments false: ${name}`, async (context) => {
    const { connection, peer } = await serverOf(context, {
      config: { assembleFragments: false },
      events: ['message', 'ping', 'pong', 'close'],
      prepare: (c) =>
        c.on('frame', ({ maskBytes: _key, frameHeader: _header, config: _config, ...members }: Api) =>
          context.trace.log('members', members),
        ),
    })
    await peer.frame(...masked(lawful[name]))
    await peer.frame(...masked([{ payload: 'end' }, { opcode: 8, payload: [3, 232, 65, 66] }]))
    await context.trace.seen(connection, 'close')
  }),
)

const behaviour: Scenario<Api>[] = [
  ...['no', 'all', 'newListener'].map((removed) =>
    scenario<Api>(`an async listener, after ${removed} listeners were removed`, async ({ trace, ...context }) => {
      const { connection, peer } = await serverOf({ trace, ...context }, { events: [] })
      if (removed === 'all') connection.removeAllListeners()
      if (removed === 'newListener') connection.removeAllListeners('newListener')
      const both = new Promise<void>((resolve) => {
        connection.on('message', async ({ utf8Data }: Api) => {
          trace.log('begins', utf8Data)
          await null
          trace.log('goes on', utf8Data)
          if (utf8Data === 'two') resolve()
        })
      })
      await peer.frame({ payload: 'one', mask: true }, { payload: 'two', mask: true })
      await both
    }),
  ),
  scenario<Api>('a message comes in single bytes', async (context) => {
    const { connection, peer } = await serverOf(context)
    const bytes = [0x81, 0x85, 1, 2, 3, 4, ...[...Buffer.from('hello')].map((byte, i) => byte ^ [1, 2, 3, 4][i & 3])]
    for (const byte of bytes) {
      await peer.send([byte])
      await context.net.turns(2)
    }
    await context.trace.seen(connection, 'message')
  }),
  scenario<Api>('ping listeners see the payload before the pong, and may cancel it', async (context) => {
    const { connection, peer } = await serverOf(context, {
      prepare: (c) =>
        c.on('ping', (cancel: () => void, data: Buffer) => {
          if (data.toString() === 'silent') context.trace.attempt('cancel', cancel)
          else c.sendUTF('before the pong')
        }),
    })
    await peer.frame(
      ...masked([
        { opcode: 9, payload: 'silent' },
        { opcode: 9, payload: 'loud' },
      ]),
    )
    await peer.frames(2)
    connection.close()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('a ping listener that is removed', async (context) => {
    const listener = (cancel: () => void): void => cancel()
    const { connection, peer } = await serverOf(context, { prepare: (c) => c.on('ping', listener) })
    context.trace.log('count', connection._pingListenerCount)
    connection.removeListener('ping', listener)
    await peer.frame(...masked([{ opcode: 9, payload: 'x' }]))
    await peer.nextFrame()
    connection.close()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('pause holds what has come', async (context) => {
    const { connection, peer } = await serverOf(context, {
      events: ['message', 'pause', 'resume', 'close'],
      prepare: (c) =>
        c.on('message', ({ utf8Data }: Api) => {
          if (utf8Data !== 'two') return
          c.pause()
          context.trace.log('paused', c.inputPaused)
        }),
    })
    await peer.frame(...masked([{ payload: 'one' }, { payload: 'two' }, { payload: 'three' }, { payload: 'four' }]))
    await context.trace.seen(connection, 'pause')
    await context.net.turns(20)
    context.trace.log('resuming')
    connection.resume()
    context.trace.log('resumed', connection.inputPaused)
    await context.trace.seen(connection, 'message', 4)
    context.trace.log('then', connection.inputPaused)
  }),
  scenario<Api>('pause before anything comes', async (context) => {
    const { connection, peer } = await clientOf(context, { events: ['message', 'pause', 'resume', 'close'] })
    connection.pause()
    await peer.frame({ payload: 'held' })
    await context.net.turns(20)
    context.trace.log('still held')
    connection.resume()
    await context.trace.seen(connection, 'message')
  }),
  scenario<Api>('the socket is paused by its user', async (context) => {
    const { connection, peer } = await serverOf(context, { events: ['message', 'pause', 'resume', 'close'] })
    connection.socket.pause()
    context.trace.log('paused', connection.inputPaused)
    await peer.frame(...masked([{ payload: 'held' }]))
    await context.net.turns(20)
    connection.socket.resume()
    await context.trace.seen(connection, 'message')
    context.trace.log('then', connection.inputPaused)
  }),
  scenario<Api>('messages of one chunk are awaited one by one', async (context) => {
    const { connection, peer } = await serverOf(context)
    const next = async (): Promise<string> => {
      const message = await new Promise<Api>((resolve) => connection.once('message', resolve))
      return message.utf8Data
    }
    const frames = masked([{ payload: 'one' }, { payload: 'two' }, { opcode: 9 }, { payload: 'three' }])
    const first = next()
    await peer.frame(...frames)
    context.trace.log('first', await first)
    context.trace.log('second', await next())
    context.trace.log('third', await next())
  }),
  scenario<Api>('ticks and microtasks of an async listener run before the next message', async (context) => {
    const { trace } = context
    const { connection, peer } = await serverOf(context, {
      prepare: (c) =>
        c.on('message', async ({ utf8Data }: Api) => {
          process.nextTick(() => trace.log('tick', utf8Data))
          await Promise.resolve().then(() => {})
          trace.log('microtask', utf8Data)
        }),
    })
    await peer.frame(...masked([{ payload: 'one' }, { payload: 'two' }, { payload: 'three' }]))
    await trace.seen(connection, 'message', 3)
  }),
  scenario<Api>(
    'what a plain listener queues runs before the next message',
    { differs: 'messages of one chunk come in one turn to listeners that are no async functions' },
    async (context) => {
      const { trace } = context
      const { connection, peer } = await serverOf(context, {
        prepare: (c) => c.on('message', ({ utf8Data }: Api) => process.nextTick(() => trace.log('tick', utf8Data))),
      })
      await peer.frame(...masked([{ payload: 'one' }, { payload: 'two' }, { payload: 'three' }]))
      await trace.seen(connection, 'message', 3)
    },
  ),
  scenario<Api>('a listener throws and the next message comes', { alone: true }, async (context) => {
    const { connection, peer } = await serverOf(context, {
      prepare: (c) =>
        c.on('message', ({ utf8Data }: Api) => {
          if (utf8Data === 'two') throw new Error('thrown by a listener')
        }),
    })
    await peer.frame(...masked([{ payload: 'one' }, { payload: 'two' }, { payload: 'three' }]))
    await context.trace.seen(connection, 'message', 3)
  }),
  scenario<Api>('limits raised while open', async (context) => {
    const { connection, peer } = await serverOf(context, { config: limits })
    await peer.frame(...masked([{ payload: 'small' }]))
    await context.trace.seen(connection, 'message')
    connection.config.maxReceivedFrameSize = 1000
    connection.maxReceivedMessageSize = 1000
    // The original made the next frame's object with the old limit.
    await peer.frame(...masked([{ payload: 'small too' }]))
    await context.trace.seen(connection, 'message', 2)
    await peer.frame(...masked([{ payload: 'x'.repeat(700) }, { opcode: 8 }]))
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('handleSocketData takes bytes', async (context) => {
    const { connection } = await clientOf(context)
    connection.handleSocketData(Buffer.from([0x81, 2, 104, 105]))
    await context.trace.seen(connection, 'message')
  }),
  scenario<Api>('the peer does not read: outputBufferFull and drain', async (context) => {
    const { connection, peer } = await serverOf(context, { events: ['drain'], peer: { silent: true } })
    peer.socket.pause()
    context.trace.log('before', connection.outputBufferFull)
    while (connection.socket.writableLength === 0) connection.sendBytes(Buffer.alloc(1 << 20))
    context.trace.log('full', connection.outputBufferFull)
    peer.socket.resume()
    await context.trace.seen(connection, 'drain')
    context.trace.log('after', connection.outputBufferFull)
  }),
]

parityOfWebsocket('receive', [...received, ...clientReceived, ...refused, ...framed, ...behaviour])
