/** Parity of the W3C client: states, events and their order, data, members, close. */
import { closePayload, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, later, parityOfWebsocket } from './scene.js'

interface W3CScene {
  readonly ws: Api
  readonly peer: Api
  readonly closed: Promise<void>
}

/** A W3C client whose events are recorded in both ways, and the raw server it is connected to. */
async function w3cOf(
  { api, trace, net }: Context,
  protocols?: unknown,
  headers?: readonly string[],
): Promise<W3CScene> {
  const accepted = later<Api>()
  const raw = await net.listen(async (peer) => {
    await peer.accept({ headers })
    accepted.resolve(peer)
    await peer.closeFrame
    peer.end()
  })
  const ws = new api.w3cwebsocket(raw.url, protocols)
  const opened = later()
  const closed = later()
  record(trace, ws)
  ws.addEventListener('open', opened.resolve)
  ws.addEventListener('close', () => closed.resolve())
  await opened.promise
  return { ws, peer: await accepted.promise, closed: closed.promise }
}

function record(trace: Api, ws: Api): void {
  for (const type of ['open', 'message', 'error', 'close']) {
    ws[`on${type}`] = function (this: unknown, event: Api) {
      const { target, stopImmediatePropagation: _stop, ...members } = event
      trace.log(`on${type}`, this === ws, target === ws, members, ws.readyState)
    }
    ws.addEventListener(type, () => trace.log(`${type} listener`))
  }
}

const data: Record<string, unknown> = {
  text: 'text',
  'empty text': '',
  'a String': Object('boxed'),
  'a Buffer': Buffer.from('buffer'),
  'an ArrayBuffer': new Uint8Array([1, 2, 3]).buffer,
  'a Uint8Array': new Uint8Array([1, 2, 3]).subarray(1),
  'a Uint16Array': new Uint16Array([1, 2]).subarray(1),
  'an empty Uint8Array': new Uint8Array(0),
  'a number': 5,
  null: null,
  undefined,
  'an object': {},
  'an array': [1],
  'a function': () => {},
}

const sends: Scenario<Api>[] = Object.entries(data).map(([name, value]) =>
  scenario<Api>(`send ${name}`, async (context) => {
    const { ws, closed } = await w3cOf(context)
    context.trace.attempt('send', () => ws.send(value))
    ws.close()
    await closed
  }),
)

const closes: Record<string, readonly unknown[]> = {
  nothing: [],
  'code 1000': [1000],
  'a code and a reason': [3001, 'because'],
  'a reason alone': [undefined, 'because'],
  'code 0': [0],
}

const closing: Scenario<Api>[] = Object.entries(closes).map(([name, values]) =>
  scenario<Api>(`close with ${name}`, async (context) => {
    const { ws, closed } = await w3cOf(context)
    context.trace.attempt('close', () => ws.close(...values))
    context.trace.log('state', ws.readyState)
    context.trace.attempt('close again', () => ws.close())
    await closed
    context.trace.attempt('close after', () => ws.close())
    context.trace.attempt('send after', () => ws.send('x'))
  }),
)

const others: Scenario<Api>[] = [
  scenario<Api>('messages', async (context) => {
    const { ws, peer, closed } = await w3cOf(context)
    await peer.frame({ payload: 'text' }, { opcode: 2, payload: [1, 2] }, { opcode: 2 }, { payload: 'last' })
    await peer.frame({ opcode: 8, payload: closePayload(1000, 'bye') })
    await closed
    context.trace.log('state', ws.readyState, ws._client.eventNames(), ws._connection.eventNames())
  }),
  scenario<Api>('the server closes with a code', async (context) => {
    const { peer, closed } = await w3cOf(context)
    await peer.frame({ opcode: 8, payload: closePayload(4001, 'out') })
    await closed
  }),
  scenario<Api>('the server goes away', async (context) => {
    const { peer, closed } = await w3cOf(context)
    peer.end()
    await closed
  }),
  scenario<Api>('a protocol', async (context) => {
    const { ws } = await w3cOf(context, ['a', 'b'], ['Sec-WebSocket-Protocol: b'])
    context.trace.log('members', ws.protocol, ws.extensions, ws.url.startsWith('ws://'), ws.bufferedAmount)
  }),
  scenario<Api>('the connection is refused', async ({ api, trace, net }) => {
    const ws = new api.w3cwebsocket(`ws://127.0.0.1:${await net.closedPort()}/`)
    record(trace, ws)
    await new Promise((resolve) => ws.addEventListener('close', resolve))
    trace.log('state', ws.readyState, ws._client.eventNames(), ws._connection)
    trace.attempt('send', () => ws.send('x'))
  }),
  scenario<Api>('the server answers 404', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      peer.send('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
      peer.end()
    })
    const ws = new api.w3cwebsocket(raw.url)
    record(trace, ws)
    await new Promise((resolve) => ws.addEventListener('close', resolve))
  }),
  scenario<Api>('close while connecting', async ({ api, trace, net }) => {
    const raw = await net.listen(() => {}, { silent: true })
    const ws = new api.w3cwebsocket(raw.url)
    record(trace, ws)
    trace.attempt('send', () => ws.send('early'))
    trace.attempt('close', () => ws.close(3000, 'changed my mind'))
    trace.log('state', ws.readyState)
    trace.attempt('close', () => ws.close())
  }),
  scenario<Api>('constants and members', ({ api, trace }) => {
    const { w3cwebsocket } = api
    trace.log('constants', w3cwebsocket.CONNECTING, w3cwebsocket.OPEN, w3cwebsocket.CLOSING, w3cwebsocket.CLOSED)
    const config = {}
    const ws = new w3cwebsocket('ws://127.0.0.1:1/', 'a', null, null, null, config)
    trace.log('instance', ws.CONNECTING, ws.OPEN, ws.CLOSING, ws.CLOSED)
    trace.log('own', Object.getOwnPropertyNames(ws))
    trace.log(
      'values',
      ws._readyState,
      ws._protocol,
      ws._extensions,
      ws._bufferedAmount,
      ws._binaryType,
      ws._connection,
    )
    trace.log('client', ws._client.eventNames(), ws._client.protocols)
    trace.log('config', config)
    for (const type of ['blob', 'arraybuffer', '', null]) {
      trace.attempt('binaryType', () => {
        ws.binaryType = type
      })
    }
    ws._readyState = 3
    trace.log('readyState', ws.readyState)
    trace.attempt('relative', () => new w3cwebsocket('/relative'))
    ws.onerror = ws.onclose = () => {}
  }),
  scenario<Api>('the event target', ({ api, trace }) => {
    const ws = new api.w3cwebsocket('ws://127.0.0.1:1/')
    const log = (label: string) => () => trace.log(label)
    const twice = log('twice')
    ws.addEventListener('x', twice)
    ws.addEventListener('x', twice)
    ws.addEventListener('x', (event: Api) => event.stopImmediatePropagation())
    ws.addEventListener('x', log('never'))
    ws.onx = log('onx')
    trace.attempt('dispatch', () => ws.dispatchEvent({ type: 'x' }))
    trace.attempt('dispatch prevented', () => ws.dispatchEvent({ type: 'y', defaultPrevented: true }))
    trace.attempt('dispatch text', () => ws.dispatchEvent('x'))
    trace.attempt('dispatch nothing', () => ws.dispatchEvent({}))
    ws.removeEventListener('x', twice)
    trace.log('listeners', ws._listeners.x.length)
    trace.attempt('add nothing', () => ws.addEventListener('z', null))
    trace.attempt('remove nothing', () => ws.removeEventListener('z', twice))
    ws.addEventListener('t', () => {
      throw new Error('thrown by a listener')
    })
    ws.addEventListener('t', log('after a throw'))
    trace.attempt('dispatch to one who throws', () => ws.dispatchEvent({ type: 't' }))
    ws.onerror = ws.onclose = () => {}
    ws._client.abort()
  }),
  scenario<Api>('what web3 does', async ({ api, trace, net }) => {
    const ws = new api.w3cwebsocket(`ws://127.0.0.1:${await net.closedPort()}/`)
    record(trace, ws)
    ws._client.removeAllListeners('connectFailed')
    const failed = later<Api>()
    ws._client.on('connectFailed', failed.resolve)
    const error = await failed.promise
    trace.log('failed', error.code, ws.readyState)
  }),
  scenario<Api>('listeners of the connection are removed by the user', async (context) => {
    const { ws, peer } = await w3cOf(context)
    ws._connection.removeAllListeners()
    ws._readyState = 3
    await peer.frame({ payload: 'unheard' })
    ws._connection.close(1000)
    await peer.closed
  }),
]

parityOfWebsocket('w3c client', [...sends, ...closing, ...others])
