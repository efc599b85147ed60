/** Parity of the ends of a connection, and of what is done at the wrong time. */
import { closePayload, type FrameToSend, type RawPeer, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import {
  type Api,
  type Context,
  clientOf,
  later,
  listening,
  pairOf,
  parityOfDialects,
  serverOf,
  withShortTimeout,
} from './scene.js'

const closes: Record<string, readonly unknown[]> = {
  'no arguments': [],
  'a code': [1000],
  'a code and a reason': [1000, 'bye é'],
  'code 1001': [1001],
  'code 3000': [3000, 'mine'],
  'code 999': [999],
  'code 5000': [5000],
  'a string for a code': ['1000'],
}

const byUs: Scenario<Api>[] = Object.entries(closes).flatMap(([name, values]) => [
  scenario<Api>(`a server closes with ${name}`, async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, { stay: true })
    trace.attempt('close', () => ws.close(...values))
    trace.log('state', ws.readyState)
    const frame = await Promise.race([peer.closeFrame, context.net.turns(40)])
    if (!frame) return
    await peer.frame({ opcode: 8, payload: frame.payload, mask: true })
    peer.end()
    await trace.seen(ws, 'close')
    trace.log('state', ws.readyState, ws.eventNames())
  }),
  scenario<Api>(`a client closes with ${name}`, async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    trace.attempt('close', () => ws.close(...values))
    trace.log('state', ws.readyState)
    const frame = await Promise.race([peer.closeFrame, context.net.turns(40)])
    if (!frame) return
    await peer.frame({ opcode: 8, payload: frame.payload })
    peer.end()
    await trace.seen(ws, 'close')
    trace.log('state', ws.readyState)
  }),
])

const byUsUnheard: Scenario<Api>[] = ['code 999', 'code 5000', 'a string for a code'].map((name) =>
  scenario<Api>(`a client closes with ${name}, and nobody listens to error`, async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context, { stay: true })
    ws.removeAllListeners('error')
    trace.attempt('close', () => ws.close(...(closes[name] ?? [])))
    trace.log('state', ws.readyState)
  }),
)

const bodies: Record<string, Uint8Array> = {
  'no body': Buffer.alloc(0),
  'code 1000': closePayload(1000),
  'code 1000 and a reason': closePayload(1000, 'bye é'),
  'code 1001': closePayload(1001),
  'code 4999': closePayload(4999, 'mine'),
}

const byPeer: Scenario<Api>[] = Object.entries(bodies).flatMap(([name, payload]) => [
  scenario<Api>(`a server is closed with ${name}`, async (context) => {
    const { ws, peer } = await serverOf(context)
    peer.frame({ opcode: 8, payload, mask: true })
    await context.trace.seen(ws, 'close')
    await peer.closed
  }),
  scenario<Api>(`a client is closed with ${name}`, async (context) => {
    const { ws, peer } = await clientOf(context)
    peer.frame({ opcode: 8, payload })
    await context.trace.seen(ws, 'close')
    await peer.closed
  }),
])

const ends = { server: serverOf, client: clientOf }

interface Ends {
  ws: Api
  peer: RawPeer
  /** Sends a frame as this peer must. */
  frame: (frame: FrameToSend) => Promise<void>
}

interface Setting {
  alone?: boolean
  /** Why a client is another. */
  clientDiffers?: string
}

/** A scenario for each end, in which the peer does nothing by itself. */
function bothEnds(
  name: string,
  run: (context: Context, ends: Ends) => Promise<unknown>,
  { alone, clientDiffers }: Setting = {},
): Scenario<Api>[] {
  return (['server', 'client'] as const).map((role) => {
    const differs = role === 'client' ? clientDiffers : undefined
    return scenario<Api>(`${role}: ${name}`, { alone, differs }, async (context) => {
      const { ws, peer } = await ends[role](context, { stay: true })
      const mask = role === 'server'
      await run(context, { ws, peer, frame: async (frame) => void (await peer.frame({ ...frame, mask })) })
    })
  })
}

const other = { opcode: 8, payload: closePayload(1001, 'theirs') }

/** The peer answers with another code than it was sent. */
const answered: Scenario<Api>[] = Object.entries({ 'a code and a reason': [1000, 'ours'], 'no arguments': [] }).flatMap(
  ([name, values]) =>
    bothEnds(`closes with ${name}, and is answered otherwise`, async ({ trace }, { ws, peer, frame }) => {
      ws.close(...values)
      await peer.closeFrame
      await frame(other)
      peer.end()
      await trace.seen(ws, 'close')
      trace.log('timer', ws._closeTimer)
    }),
)

const clientEnds = 'a client ends the connection after both Close frames, and does not wait 30 s for the server'

const reset: Scenario<Api>[] = [
  ...bothEnds(
    'closes, and is answered and reset',
    async ({ trace, net }, { ws, peer, frame }) => {
      ws.close(1000, 'ours')
      await peer.closeFrame
      await frame(other)
      await net.turns(20)
      peer.reset()
      await trace.seen(ws, 'close')
    },
    { clientDiffers: clientEnds },
  ),
  ...bothEnds('is closed, and reset after the answer', async ({ trace }, { ws, peer, frame }) => {
    await frame(other)
    await peer.closeFrame
    peer.reset()
    await trace.seen(ws, 'close')
  }),
]

const pauses: Record<string, (ws: Api) => void> = {
  'pause()': (ws) => ws.pause(),
  '_socket.pause()': (ws) => ws._socket.pause(),
}

/** What is done with a paused connection of which nobody reads on: only the close timeout ends it. */
const whilePaused: Record<string, (context: Context, ends: Ends) => Promise<unknown>> = {
  'close, answered': async (_context, { ws, peer, frame }) => {
    ws.close(1000, 'ours')
    await peer.closeFrame
    await frame(other)
  },
  'close, not answered': async (_context, { ws }) => ws.close(1001),
  'close, answered and ended': async (_context, { ws, peer, frame }) => {
    ws.close()
    await peer.closeFrame
    await frame({ payload: 'late' })
    await frame(other)
    peer.end()
  },
  'close after the peer has': async (context, { ws, frame }) => {
    await frame({ payload: 'early' })
    await frame(other)
    await context.net.turns(10)
    ws.close(1000, 'ours')
  },
  'close, ended without a Close': async (_context, { ws, peer }) => {
    ws.close(1000, 'ours')
    await peer.closeFrame
    peer.end()
  },
  'close, reset': async (_context, { ws, peer }) => {
    ws.close(1000, 'ours')
    await peer.closeFrame
    peer.reset()
  },
  'close and terminate': async (context, { ws, peer, frame }) => {
    ws.close(1000, 'ours')
    await peer.closeFrame
    await frame(other)
    await context.net.turns(10)
    ws.terminate()
  },
  'terminate with a message that waits': async (context, { ws, frame }) => {
    await frame({ payload: 'early' })
    await context.net.turns(10)
    ws.terminate()
  },
  'the peer ends': async (_context, { peer }) => peer.end(),
  'the peer resets': async (_context, { peer }) => peer.reset(),
}

const paused: Scenario<Api>[] = Object.entries(pauses).flatMap(([pause, act]) =>
  Object.entries(whilePaused).flatMap(([name, run]) =>
    bothEnds(
      `${pause}, ${name}`,
      (context, both) =>
        withShortTimeout(async () => {
          const { ws } = both
          act(ws)
          await context.net.turns(3)
          await run(context, both)
          await context.trace.seen(ws, 'close')
          context.trace.log('state', ws.readyState, ws._closeTimer)
        }),
      { alone: true },
    ),
  ),
)

const timeouts: Scenario<Api>[] = [
  scenario<Api>('a server is closed while its connection is paused with a message', { alone: true }, (context) =>
    withShortTimeout(async () => {
      const { wss, ws, peer } = await serverOf(context, { stay: true })
      ws.pause()
      await peer.frame({ payload: 'early', mask: true })
      await context.net.turns(10)
      wss.close()
      await context.trace.seen(ws, 'close')
      context.trace.log('clients', Object.keys(wss.clients).length)
    }),
  ),
  ...bothEnds(
    'close, which nobody answers',
    ({ trace, net }, { ws }) =>
      withShortTimeout(async () => {
        ws.close(1001, 'ours')
        await net.turns(3)
        trace.log('timer', typeof ws._closeTimer, ws._closeTimer !== null)
        await trace.seen(ws, 'close')
      }),
    { alone: true },
  ),
  ...bothEnds(
    'is closed by a peer that holds the socket',
    ({ trace }, { ws, frame }) =>
      withShortTimeout(async () => {
        await frame(other)
        await trace.seen(ws, 'close')
      }),
    { alone: true, clientDiffers: clientEnds },
  ),
]

const violations: Record<string, FrameToSend[]> = {
  'a reserved bit': [{ payload: 'x', rsv: 2, mask: true }],
  'opcode 3': [{ opcode: 3, payload: 'x', mask: true }],
  'a continuation without a start': [{ opcode: 0, payload: 'x', mask: true }],
  'a fragmented ping': [{ opcode: 9, payload: 'x', fin: false, mask: true }],
  'a ping that is too long': [{ opcode: 9, payload: 'a'.repeat(126), mask: true }],
  'text that is not UTF-8': [{ payload: Buffer.from([0xff]), mask: true }],
  'a Close of one byte': [{ opcode: 8, payload: Buffer.from([3]), mask: true }],
  'a Close with code 1005': [{ opcode: 8, payload: closePayload(1005), mask: true }],
}

const broken: Scenario<Api>[] = Object.entries(violations).map(([name, frames]) =>
  scenario<Api>(`a server receives ${name}`, async (context) => {
    const { ws, peer } = await serverOf(context)
    peer.frame(...frames)
    await context.trace.seen(ws, 'close')
    await peer.closed
  }),
)

const acts: Record<string, (ws: Api, note: Api) => unknown> = {
  send: (ws) => ws.send('x'),
  'send with a callback': (ws, note) => ws.send('x', note),
  ping: (ws) => ws.ping(),
  'ping that does not fail': (ws) => ws.ping('', {}, true),
  pong: (ws) => ws.pong(),
  pause: (ws) => ws.pause(),
  resume: (ws) => ws.resume(),
  'stream with a callback': (ws, note) => ws.stream(note),
  'stream without a callback': (ws) => ws.stream(),
  close: (ws) => ws.close(),
  terminate: (ws) => ws.terminate(),
}

const misuse: Scenario<Api>[] = Object.entries(acts).flatMap(([name, act]) => [
  scenario<Api>(`${name} before open`, async ({ api, trace, net }) => {
    const raw = await net.listen((peer) => peer.accept())
    const ws = trace.emitter('ws', new api(raw.url))
    ws.on('error', () => {})
    trace.attempt(name, () => act(ws, trace.callback('called')))
    trace.log('state', ws.readyState)
    await Promise.race([trace.seen(ws, 'open'), trace.seen(ws, 'close'), net.turns(60)])
  }),
  scenario<Api>(`${name} after the end`, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context)
    peer.end()
    await trace.seen(ws, 'close')
    trace.attempt(name, () => act(ws, trace.callback('called')))
    trace.log('state', ws.readyState)
    await net.turns(5)
  }),
])

const others: Scenario<Api>[] = [
  scenario<Api>('the peer ends without a Close', async (context) => {
    const { ws, peer } = await serverOf(context)
    peer.end()
    await context.trace.seen(ws, 'close')
    context.trace.log('state', ws.readyState)
  }),
  scenario<Api>('the server ends without a Close', async (context) => {
    const { ws, peer } = await clientOf(context)
    peer.end()
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('the peer resets', async (context) => {
    const { ws, peer } = await serverOf(context)
    peer.reset()
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('terminate by a server', async (context) => {
    const { ws, peer } = await serverOf(context)
    context.trace.attempt('terminate', () => ws.terminate())
    context.trace.log('state', ws.readyState)
    await peer.closed
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('terminate by a client', async (context) => {
    const { ws, peer } = await clientOf(context)
    ws.terminate()
    await peer.closed
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('a message above maxPayload', async (context) => {
    const { ws, peer } = await serverOf(context, { options: { maxPayload: 10 } })
    peer.frame({ payload: 'a'.repeat(11), mask: true })
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('messages after close', async (context) => {
    const { ws, peer } = await serverOf(context, { stay: true })
    ws.close(1000)
    await peer.closeFrame
    await peer.frame({ payload: 'late', mask: true }, { opcode: 8, payload: closePayload(1000), mask: true })
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('a pair closes', async (context) => {
    const { client, server, trace } = { ...(await pairOf(context, { proxy: true })), ...context }
    client.close(1000, 'done')
    await trace.seen(server, 'close')
    await trace.seen(client, 'close')
  }),
  scenario<Api>('a server that is closed terminates its clients', async (context) => {
    const { trace } = context
    const { wss, client } = await pairOf(context)
    const done = later()
    trace.attempt('close', () => wss.close(trace.callback('closed', () => done.resolve())))
    await trace.seen(client, 'close')
    await done.promise
    trace.log('clients', wss.clients.length)
  }),
  scenario<Api>('clients come and go', async (context) => {
    const { trace, net } = context
    const { wss, port } = await listening(context)
    const one = await net.connect(port, { name: 'one' })
    const two = await net.connect(port, { name: 'two' })
    await one.open()
    await two.open()
    trace.log('two', wss.clients.length)
    one.end()
    await one.closed
    await net.turns(5)
    trace.log('one', wss.clients.length)
  }),
  scenario<Api>('clients are not tracked', async (context) => {
    const { wss } = await serverOf(context, { options: { clientTracking: false } })
    context.trace.log('clients', wss.clients.length)
  }),
]

parityOfDialects(
  'closing',
  [...byUs, ...byUsUnheard, ...byPeer, ...answered, ...reset, ...paused, ...timeouts, ...broken, ...misuse, ...others],
  [
    [/closes with code 3000/, 'codes above 1011 are not taken'],
    [/^a server receives|maxPayload/, 'a violation is a text and a code'],
    [/^(send|ping|pong) before open/, 'nothing is thrown'],
    [
      /after the end$|^terminate by|ends without a Close|ended without a Close|the peer ends$|server that is closed/,
      'an end without an error is 1000',
    ],
    [/^clients/, 'clients is an object by key'],
  ],
)
