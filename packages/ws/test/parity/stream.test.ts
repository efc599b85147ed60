/** Parity of createWebSocketStream: options, data in both directions, errors, backpressure, order of end and destroy. */
import { pipeline, Readable, Writable } from 'node:stream'
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type ClientSetting, type Context, clientOf, later, pairOf, parityOfWs, serverOf } from './scene.js'

const streamEvents = ['data', 'end', 'close', 'error', 'finish', 'drain', 'pause', 'resume', 'pipe', 'unpipe']

/** A stream over a client of the API, recorded in the same lane as its ws. */
async function streamOf(context: Context, options?: unknown, setting: ClientSetting = {}): Promise<Api> {
  const { api, trace } = context
  let stream: Api
  const scene = await clientOf(context, {
    ...setting,
    prepare: (ws) => {
      stream = trace.emitter('stream', api.createWebSocketStream(ws, options), streamEvents)
      setting.prepare?.(ws)
    },
  })
  return { ...scene, stream }
}

const describeStream = ({ trace }: Context, stream: Api): void => {
  for (const member of [
    'readableObjectMode',
    'writableObjectMode',
    'readableHighWaterMark',
    'writableHighWaterMark',
    'allowHalfOpen',
    'readableEncoding',
    'destroyed',
  ]) {
    trace.log(member, stream[member])
  }
  trace.log('auto', stream._readableState?.autoDestroy, stream._readableState?.emitClose, stream.constructor.name)
}

const options: Scenario<Api>[] = Object.entries({
  none: undefined,
  encoding: { encoding: 'utf8' },
  readableObjectMode: { readableObjectMode: true },
  objectMode: { objectMode: true },
  writableObjectMode: { writableObjectMode: true },
  highWaterMark: { highWaterMark: 10, readableHighWaterMark: 5 },
  'autoDestroy and emitClose': { autoDestroy: true, emitClose: true },
  'allowHalfOpen false': { allowHalfOpen: false },
  decodeStrings: { decodeStrings: false },
}).map(([name, given]) =>
  scenario<Api>(`stream options: ${name}`, async (context) => {
    const { trace } = context
    const { ws, stream, peer } = await streamOf(context, given)
    describeStream(context, stream)
    stream.on('data', (data: Api) => trace.log('data', data))
    trace.attempt('write', () => stream.write('text'))
    trace.attempt('write a buffer', () => stream.write(Buffer.from('buffer')))
    await peer.frame({ payload: 'from the peer' }, { opcode: 2, payload: [1, 2] }, { payload: '' })
    await trace.seen(ws, 'message', 3)
    stream.end()
    await peer.closeFrame
    await trace.seen(stream, 'close')
    describeStream(context, stream)
  }),
)

const lives: Scenario<Api>[] = [
  scenario<Api>('stream: writes before the connection is open', async (context) => {
    const { api, trace } = context
    const { ws, peer } = await clientOf(context, {
      prepare: (ws) => {
        const stream = trace.emitter('stream', api.createWebSocketStream(ws), streamEvents)
        stream.write('one', trace.callback('one written'))
        stream.write('two', trace.callback('two written'))
        stream.end('three', trace.callback('ended'))
        stream.resume()
      },
    })
    await peer.closeFrame
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('stream: end of our side, then of theirs', async (context) => {
    const { trace } = context
    const { ws, stream, peer } = await streamOf(context, undefined, { stay: true })
    stream.resume()
    stream.end(trace.callback('ended'))
    await peer.closeFrame
    trace.log('state', ws.readyState, stream.writableFinished, stream.readableEnded)
    await peer.frame({ opcode: 8 })
    peer.end()
    await trace.seen(stream, 'close')
    trace.log('state', ws.readyState, stream.destroyed)
  }),
  scenario<Api>('stream: end of theirs', async (context) => {
    const { trace } = context
    const { ws, stream, peer } = await streamOf(context)
    stream.resume()
    await peer.frame({ payload: 'last' }, { opcode: 8, payload: [3, 232] })
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
    stream.end()
    await trace.seen(stream, 'close')
    trace.log('state', ws.readyState, stream.destroyed, stream.writableEnded)
  }),
  scenario<Api>('stream: end of theirs when nobody reads', async (context) => {
    const { trace, net } = context
    const { ws, stream, peer } = await streamOf(context)
    await peer.frame({ payload: 'unread' }, { opcode: 8 })
    await net.turns(20)
    trace.log('state', ws.readyState, stream.readableLength, stream.destroyed)
    stream.resume()
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
    stream.end()
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: end with allowHalfOpen false', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context, { allowHalfOpen: false })
    stream.resume()
    await peer.frame({ opcode: 8 })
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: destroy', async (context) => {
    const { trace } = context
    const { ws, stream } = await streamOf(context)
    stream.destroy()
    trace.log('state', ws.readyState, stream.destroyed)
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: destroy with an error', async (context) => {
    const { trace } = context
    const { ws, stream } = await streamOf(context)
    stream.on('error', () => {})
    stream.destroy(new Error('mine'))
    await trace.seen(stream, 'close')
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('stream: destroy without an error listener', { alone: true }, async (context) => {
    const { trace, net } = context
    const { stream } = await streamOf(context)
    stream.destroy(new Error('mine'))
    await trace.seen(stream, 'close')
    await net.turns(3)
  }),
  scenario<Api>('stream: destroy before the connection is open', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen()
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    const stream = trace.emitter('stream', api.createWebSocketStream(ws), streamEvents)
    stream.on('error', () => {})
    stream.destroy()
    await trace.seen(stream, 'close')
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('stream: destroy with an error before the connection is open', async (context) => {
    const { api, trace, net } = context
    const raw = await net.listen()
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    const stream = trace.emitter('stream', api.createWebSocketStream(ws), streamEvents)
    stream.on('error', () => {})
    stream.destroy(new Error('mine'))
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: destroy after end', async (context) => {
    const { trace } = context
    const { stream } = await streamOf(context, undefined, { stay: true })
    stream.end('x')
    stream.destroy()
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: the connection is refused', async (context) => {
    const { api, trace, net } = context
    const ws = trace.emitter('ws', new api.WebSocket(`ws://127.0.0.1:${await net.closedPort()}`))
    const stream = trace.emitter('stream', api.createWebSocketStream(ws), streamEvents)
    stream.on('error', () => {})
    await trace.seen(stream, 'close')
    trace.log('destroyed', stream.destroyed)
  }),
  scenario<Api>('stream: a write fails because the connection was refused', async (context) => {
    const { api, trace, net } = context
    const ws = trace.emitter('ws', new api.WebSocket(`ws://127.0.0.1:${await net.closedPort()}`))
    const stream = trace.emitter('stream', api.createWebSocketStream(ws), streamEvents)
    stream.on('error', () => {})
    stream.write('x', trace.callback('written'))
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: the peer breaks the protocol', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context)
    stream.on('error', () => {})
    stream.resume()
    await peer.frame({ payload: 'ok' }, { opcode: 3 })
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: the connection is lost', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context)
    stream.on('error', () => {})
    stream.resume()
    peer.end()
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
    stream.end()
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: terminate of the ws', async (context) => {
    const { trace } = context
    const { ws, stream } = await streamOf(context)
    stream.on('error', () => {})
    stream.resume()
    ws.terminate()
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
  }),
  scenario<Api>('stream: close of the ws', async (context) => {
    const { trace } = context
    const { ws, stream, peer } = await streamOf(context)
    stream.resume()
    ws.close(4000)
    await peer.closeFrame
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
    stream.end()
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: write after the ws has closed', async (context) => {
    const { trace } = context
    const { ws, stream, peer } = await streamOf(context)
    stream.on('error', () => {})
    stream.resume()
    peer.end()
    await trace.seen(ws, 'close')
    trace.attempt('write', () => stream.write('x', trace.callback('written')))
    trace.attempt('end', () => stream.end())
    await context.net.turns(5)
  }),
  scenario<Api>('stream: write while the ws is closing', async (context) => {
    const { trace, net } = context
    const { ws, stream, peer } = await streamOf(context, undefined, { stay: true })
    stream.on('error', () => {})
    stream.resume()
    ws.close()
    stream.write('late', trace.callback('written'))
    await net.turns(5)
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('stream: over a ws that is already closed', async (context) => {
    const { api, trace, net } = context
    const { ws, peer } = await clientOf(context)
    peer.end()
    await trace.seen(ws, 'close')
    const stream = trace.emitter('stream', api.createWebSocketStream(ws), streamEvents)
    stream.on('error', () => {})
    stream.end('x', trace.callback('ended'))
    await net.turns(5)
    trace.log('destroyed', stream.destroyed)
    stream.destroy()
    await net.turns(3)
  }),
  scenario<Api>('stream: listeners it adds to the ws', async (context) => {
    const { trace, ws } = { ...context, ...(await streamOf(context)) }
    trace.log(
      'listeners',
      ws.eventNames(),
      ws.eventNames().map((name: string) => ws.listenerCount(name)),
    )
  }),
  scenario<Api>('stream: empty and large writes, with encodings', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context)
    stream.write('', trace.callback('empty'))
    stream.write('68656c6c6f', 'hex', trace.callback('hex'))
    stream.write(Buffer.alloc(70000, 1), trace.callback('large'))
    stream.write(new Uint8Array([1, 2]), trace.callback('array'))
    trace.attempt('null', () => stream.write(null))
    trace.attempt('number', () => stream.write(5))
    await peer.frames(4)
    await context.net.turns(2)
  }),
  scenario<Api>('stream: cork and uncork', async (context) => {
    const { stream, peer } = await streamOf(context)
    stream.cork()
    stream.write('a')
    stream.write('b')
    process.nextTick(() => stream.uncork())
    await peer.frames(2)
  }),
  scenario<Api>('stream: a reader that stops, pauses the ws', async (context) => {
    const { trace, net } = context
    const { ws, stream, peer } = await streamOf(context, { readableHighWaterMark: 4 })
    await peer.frame({ payload: '1234' }, { payload: '5678' }, { payload: '9' })
    await net.turns(10)
    trace.log('paused', ws.isPaused, stream.readableLength)
    trace.log('read', stream.read(), ws.isPaused)
    await net.turns(10)
    trace.log('paused', ws.isPaused, stream.readableLength)
    trace.log('read', stream.read(), ws.isPaused)
    await peer.frame({ opcode: 8 })
    stream.resume()
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
    stream.end()
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: writes meet backpressure', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context, { writableHighWaterMark: 1000 })
    peer.socket.pause()
    trace.log('small', stream.write(Buffer.alloc(10)))
    trace.log('large', stream.write(Buffer.alloc(2000)))
    trace.log('needs drain', stream.writableNeedDrain)
    peer.socket.resume()
    await trace.seen(stream, 'drain')
    await peer.frames(2)
  }),
  scenario<Api>('stream: pipeline of a readable into it', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context)
    stream.resume()
    const done = later<unknown>()
    pipeline(Readable.from(['a', 'b', 'c']), stream, (error: unknown) => done.resolve(error))
    await peer.closeFrame
    trace.log('pipeline', await done.promise)
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: pipe into a writable', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context)
    const finished = later()
    stream.pipe(
      new Writable({
        write(chunk, _encoding, done) {
          trace.log('written', chunk)
          done()
        },
        final(done) {
          trace.log('final')
          done()
          finished.resolve()
        },
      }),
    )
    await peer.frame({ payload: 'a' }, { opcode: 2, payload: 'b' }, { opcode: 8 })
    await finished.promise
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
    stream.end()
    await trace.seen(stream, 'close')
  }),
  scenario<Api>('stream: async iteration', async (context) => {
    const { trace } = context
    const { stream, peer } = await streamOf(context, { encoding: 'utf8' })
    await peer.frame({ payload: 'one' }, { payload: 'two' }, { opcode: 8 })
    for await (const chunk of stream) trace.log('chunk', chunk)
    trace.log('over', stream.destroyed)
  }),
  scenario<Api>('stream: on both ends of the API', async (context) => {
    const { api, trace } = context
    const { client, server, clientTrace, serverTrace } = await pairOf(context)
    const near = clientTrace.emitter('near', api.createWebSocketStream(client, { encoding: 'utf8' }), streamEvents)
    const far = serverTrace.emitter('far', api.createWebSocketStream(server, { encoding: 'utf8' }), streamEvents)
    far.pipe(far)
    near.resume()
    near.write('hello')
    await trace.seen(near, 'data')
    near.end('bye')
    await trace.seen(near, 'close')
    await trace.seen(far, 'close')
  }),
  scenario<Api>('stream: server side, client disappears', async (context) => {
    const { api, trace } = context
    let stream: Api
    const { peer } = await serverOf(context, {
      prepare: (ws) => {
        stream = trace.emitter('stream', api.createWebSocketStream(ws), streamEvents)
        stream.on('error', () => {})
        stream.resume()
      },
    })
    peer.reset()
    await trace.seen(stream, 'end')
    await context.net.turns(5)
    trace.log('half', stream.destroyed, stream.writable)
  }),
]

parityOfWs('stream', [...options, ...lives])
