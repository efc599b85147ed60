/** Parity of closing: close, drop, Close frames by hand, what a peer's Close, end and reset do. */
import { Duplex } from 'node:stream'
import { closePayload, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, pairOf, parityOfWebsocket, serverOf, stateOf } from './scene.js'

type Act = (connection: Api, trace: Api) => unknown

const closes: Record<string, Act> = {
  'close()': (c) => c.close(),
  'close with a code': (c) => c.close(1001),
  'close with a code and text': (c) => c.close(3001, 'tschüß'),
  'close with an unknown code': (c) => c.close(3000),
  'close with 1012': (c) => c.close(1012),
  'close with empty text': (c) => c.close(1000, ''),
  'close with a number as text': (c) => c.close(1000, 5),
  'close with a text as code': (c) => c.close('1000', 'x'),
  'close with null': (c) => c.close(null),
  'close with 999': (c) => c.close(999),
  'close with 1004': (c) => c.close(1004),
  'close with 1005': (c) => c.close(1005),
  'close with 1006': (c) => c.close(1006),
  'close with 1016': (c) => c.close(1016),
  'close with 2999': (c) => c.close(2999),
  'close with 5000': (c) => c.close(5000),
  'close with 0': (c) => c.close(0),
  'close twice': (c) => [c.close(1001, 'first'), c.close(1002, 'second')],
  'drop()': (c) => c.drop(),
  'drop with a code': (c) => c.drop(1008),
  'drop with a code and text': (c) => c.drop(1008, 'because'),
  'drop without a frame': (c) => c.drop(1008, 'because', true),
  'drop with empty text': (c) => c.drop(1011, ''),
  'drop with text as code': (c) => c.drop('1011'),
  'send then close': (c) => [c.sendUTF('last'), c.close()],
  'close after a listener closes': (c, trace) => {
    c.on('close', () => trace.attempt('close within', () => c.close()))
    c.close()
  },
}

const own: Scenario<Api>[] = Object.entries(closes)
  .map(([name, act]) =>
    scenario<Api>(`server: ${name}`, async (context) => {
      const { trace } = context
      const { connection, peer, server } = await serverOf(context)
      server.on('close', (c: Api, ...values: unknown[]) => trace.log('server close', c === connection, ...values))
      connection.on('close', () => trace.log('at close', ...stateOf(connection).slice(0, 4)))
      trace.attempt('call', () => act(connection, trace))
      trace.log('then', ...stateOf(connection))
      if (connection.connected) connection.close()
      await peer.closeFrame.then(() => {}) // every one but a drop without a frame sends one
      await trace.seen(connection, 'close')
    }),
  )
  .filter(({ name }) => !name.includes('without a frame'))

const others: Scenario<Api>[] = [
  scenario<Api>('server: drop without a frame', async (context) => {
    const { connection, peer } = await serverOf(context)
    connection.drop(1008, 'because', true)
    context.trace.log('then', ...stateOf(connection))
    await peer.closed
  }),
  scenario<Api>('server: drop twice', async (context) => {
    const { connection, peer } = await serverOf(context)
    connection.drop(1008, 'first')
    connection.drop(1009, 'second', true)
    context.trace.log('then', ...stateOf(connection))
    await peer.closed
  }),
  scenario<Api>('client: close and the answer', async (context) => {
    const { connection } = await clientOf(context)
    connection.close(1000, 'done')
    await context.trace.seen(connection, 'close')
    context.trace.log('then', ...stateOf(connection), connection.waitingForCloseResponse)
  }),
  scenario<Api>('client: nothing is delivered after close()', async (context) => {
    const { connection, peer } = await clientOf(context, { stay: true })
    connection.close()
    await peer.closeFrame
    await peer.frame(
      { payload: 'late' },
      { opcode: 9, payload: 'ping' },
      { opcode: 8, payload: closePayload(4000, 'late') },
    )
    peer.end()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('client: drop', async (context) => {
    const { connection, peer } = await clientOf(context)
    connection.drop(1007)
    context.trace.log('then', ...stateOf(connection))
    await peer.closed
  }),
  scenario<Api>('client: close within a message listener', async (context) => {
    const { connection, peer } = await clientOf(context, {
      prepare: (c) => c.on('message', () => c.close(1001, 'enough')),
    })
    await peer.frame({ payload: 'one' }, { payload: 'two' }, { opcode: 9, payload: 'p' })
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('server: drop within a message listener', async (context) => {
    const { connection, peer } = await serverOf(context, {
      prepare: (c) => c.on('message', () => c.drop(1008, 'enough')),
    })
    await peer.frame({ payload: 'one', mask: true }, { payload: 'two', mask: true })
    await context.trace.seen(connection, 'close')
    await peer.closed
  }),
  scenario<Api>(
    'sendCloseFrame and the answer',
    { differs: 'a Close that answers our own is not answered again, which ended in a write after the end' },
    async (context) => {
      const { connection, peer } = await serverOf(context, { stay: true })
      connection.sendCloseFrame(1001, 'by hand', context.trace.callback('callback'))
      context.trace.log('then', ...stateOf(connection))
      await peer.closeFrame
      await peer.frame({ opcode: 8, payload: closePayload(1001, 'seen'), mask: true })
      peer.end()
      await context.trace.seen(connection, 'close')
    },
  ),
  scenario<Api>('sendCloseFrame()', async (context) => {
    const { connection, peer } = await serverOf(context)
    connection.sendCloseFrame()
    await peer.closeFrame
    await context.trace.seen(connection, 'close')
  }),
  ...[5, Buffer.from('x')].map((text) =>
    scenario<Api>(`sendCloseFrame with ${typeof text} as text`, async (context) => {
      const { connection, peer } = await serverOf(context)
      context.trace.attempt('call', () => connection.sendCloseFrame(1001, text))
      await peer.closeFrame
      await context.trace.seen(connection, 'close')
    }),
  ),
]

/** Two streams, of which each reads what is written to the other, within the write. */
function coupled(): [Duplex, Duplex] {
  const make = (other: () => Duplex): Duplex => {
    const stream = new Duplex({
      read() {},
      write: (chunk, _encoding, done) => {
        other().push(chunk)
        done()
      },
      final: (done) => {
        other().push(null)
        done()
      },
    })
    return Object.assign(stream, { setNoDelay: () => stream, setTimeout: () => stream })
  }
  const near = make(() => far)
  const far = make(() => near)
  return [near, far]
}

const withinTheWrite: Scenario<Api>[] = Object.entries(closes)
  .filter(([name]) => name === 'close with a code and text' || name === 'drop with a code and text')
  .map(([name, act]) =>
    scenario<Api>(`over a stream that answers within the write: ${name}`, async ({ api, trace, net }) => {
      const config = {
        maxReceivedFrameSize: 1000,
        maxReceivedMessageSize: 1000,
        assembleFragments: true,
        closeTimeout: 50,
      }
      const [near, far] = coupled().map((stream, i) => new api.connection(stream, [], null, i === 1, config))
      for (const connection of [near, far]) connection._addSocketEventListeners()
      trace.emitter('near', near, ['message', 'close', 'error'])
      trace.lane('far').emitter('far', far, ['message', 'close', 'error'])
      await net.turns(3)
      act(near, trace)
      await trace.seen(far, 'close')
      trace.log('then', near.state, near.closeReasonCode, near.closeDescription)
    }),
  )

/** What a peer puts into its Close frame. */
const received: Record<string, Uint8Array> = {
  'no payload': Buffer.alloc(0),
  'code 1000': closePayload(1000),
  'code 1000 and text': closePayload(1000, 'bye'),
  'text of one byte': closePayload(1000, 'b'),
  'code 1001': closePayload(1001),
  'code 3000': closePayload(3000),
  'code 3000 and text': closePayload(3000, 'tschüß'),
  'code 4999': closePayload(4999),
  'code 1012': closePayload(1012),
  'one byte': Buffer.from([3]),
  'code 0': closePayload(0),
  'code 999': closePayload(999),
  'code 1004': closePayload(1004),
  'code 1005': closePayload(1005),
  'code 1006': closePayload(1006),
  'code 1016': closePayload(1016),
  'code 5000': closePayload(5000),
}

const peerCloses: Scenario<Api>[] = Object.entries(received).flatMap(([name, payload]) => [
  scenario<Api>(`server receives a Close with ${name}`, async (context) => {
    const { connection, peer } = await serverOf(context, {
      prepare: (c) => c.on('close', () => context.trace.log('at close', ...stateOf(c))),
    })
    await peer.frame({ opcode: 8, payload, mask: true })
    await context.trace.seen(connection, 'close')
  }),
])

const ends: Scenario<Api>[] = [
  scenario<Api>('client receives a Close', async (context) => {
    const { connection, peer } = await clientOf(context)
    await peer.frame({ opcode: 8, payload: closePayload(1001, 'going') })
    await context.trace.seen(connection, 'close')
    context.trace.log('then', ...stateOf(connection))
  }),
  scenario<Api>('messages before a Close arrive', async (context) => {
    const { connection, peer } = await serverOf(context)
    await peer.frame(
      { payload: 'one', mask: true },
      { payload: 'two', mask: true },
      { opcode: 8, payload: closePayload(1000, 'bye'), mask: true },
      { payload: 'three', mask: true },
    )
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('the peer ends without a Close', async (context) => {
    const { connection, peer } = await serverOf(context)
    peer.end()
    await context.trace.seen(connection, 'close')
    context.trace.log('then', ...stateOf(connection))
  }),
  scenario<Api>('the peer ends right after a message', async (context) => {
    const { connection, peer } = await serverOf(context)
    peer.frame({ payload: 'last', mask: true }, { payload: 'very last', mask: true })
    peer.end()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('the server ends without a Close', async (context) => {
    const { connection, peer } = await clientOf(context)
    peer.end()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('the peer resets', async (context) => {
    const { connection, peer } = await serverOf(context, {
      prepare: (c) => c.on('error', () => context.trace.log('at error', ...stateOf(c))),
    })
    peer.reset()
    await context.trace.seen(connection, 'close')
    context.trace.log('then', ...stateOf(connection))
  }),
  scenario<Api>('the peer resets and nobody listens for errors', async (context) => {
    const { connection, peer } = await serverOf(context)
    peer.reset()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('the socket is destroyed by its user', async (context) => {
    const { connection } = await serverOf(context)
    connection.socket.destroy()
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('the socket is destroyed with an error', async (context) => {
    const { connection } = await serverOf(context, { prepare: (c) => c.on('error', () => {}) })
    connection.socket.destroy(Object.assign(new Error('broken'), { code: 'EBROKEN', syscall: 'break' }))
    await context.trace.seen(connection, 'close')
  }),
  scenario<Api>('both ends of the API: close from the client', async (context: Context) => {
    const { client, remote } = await pairOf(context, { proxy: true })
    client.close(4001, 'bye')
    await context.trace.seen(client, 'close')
    await context.trace.seen(remote, 'close')
  }),
  scenario<Api>('both ends of the API: close from the server', async (context: Context) => {
    const { client, remote } = await pairOf(context, { proxy: true })
    remote.sendUTF('last')
    remote.close()
    await context.trace.seen(client, 'close')
    await context.trace.seen(remote, 'close')
  }),
  scenario<Api>('both ends of the API: drop from the server', async (context: Context) => {
    const { client, remote } = await pairOf(context, { proxy: true })
    remote.drop(1008, 'out')
    await context.trace.seen(client, 'close')
  }),
]

parityOfWebsocket('close', [...withinTheWrite, ...own, ...others, ...peerCloses, ...ends])
