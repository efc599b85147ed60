/** Parity of the EventTarget side: on* attributes, addEventListener and its options, and the event objects. */
import { inspect } from 'node:util'
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, parityOfWs, serverOf } from './scene.js'

const members = [
  'type',
  'target',
  'data',
  'code',
  'reason',
  'wasClean',
  'error',
  'message',
  'currentTarget',
  'timeStamp',
  'bubbles',
  'isTrusted',
  'defaultPrevented',
  'lastEventId',
  'origin',
  'ports',
]

/** Records an event object: class chain, own keys, members that a browser's event has. */
function describeEvent({ trace }: Context, label: string, event: Api, self?: unknown): void {
  const chain: string[] = []
  for (let at = Object.getPrototypeOf(event); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    chain.push(at.constructor.name)
  }
  trace.log(label, chain, Object.keys(event), event.constructor === self)
  for (const member of members) if (member in event) trace.log(`${label} ${member}`, event[member])
}

const events: Scenario<Api>[] = [
  scenario<Api>('event objects: open, message, close of a client', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      prepare: (ws) => {
        for (const type of ['open', 'message', 'close', 'error']) {
          ws[`on${type}`] = (event: Api) => describeEvent(context, type, event)
        }
      },
    })
    await peer.frame(
      { payload: 'héllo' },
      { opcode: 2, payload: [1, 2] },
      { opcode: 8, payload: [3, 232, 98, 121, 101] },
    )
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('event objects: close without a code', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.onclose = (event: Api) => describeEvent(context, 'close', event)
    await peer.frame({ opcode: 8 })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('event objects: an unclean close', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.onclose = (event: Api) => describeEvent(context, 'close', event)
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('event objects: a clean close by us', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.onclose = (event: Api) => describeEvent(context, 'close', event)
    ws.close(4000, 'mine')
    await peer.closeFrame
    peer.frame({ opcode: 8, payload: [15, 160] })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('event objects: error of a frame', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    ws.onerror = (event: Api) => describeEvent(context, 'error', event)
    ws.onclose = (event: Api) => describeEvent(context, 'close', event)
    await peer.frame({ opcode: 11, mask: true })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('event objects: error of a handshake', async (context) => {
    const { api, trace, net } = context
    const ws = trace.emitter('ws', new api.WebSocket(`ws://127.0.0.1:${await net.closedPort()}`))
    ws.onerror = (event: Api) => describeEvent(context, 'error', event)
    ws.onclose = (event: Api) => describeEvent(context, 'close', event)
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('event objects: through a proxy, and as they are shown', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    const show = (event: Api) => {
      const proxy = new Proxy(event, {})
      trace.attempt('proxy', () => [proxy.type, proxy.data, proxy.code, proxy.reason, proxy.wasClean, proxy.message])
      trace.log('shown', inspect(event, { depth: 0, breakLength: Number.POSITIVE_INFINITY }))
    }
    ws.onmessage = show
    ws.onerror = show
    ws.onclose = show
    await peer.frame({ payload: 'x', mask: true }, { opcode: 11, mask: true })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('event objects: descriptors and assignment', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.onmessage = (event: Api) => {
      for (let at = Object.getPrototypeOf(event); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
        trace.log('prototype', at.constructor.name, Object.getOwnPropertyNames(at), at.constructor.length)
        for (const [name, { get, set, enumerable, configurable }] of Object.entries(
          Object.getOwnPropertyDescriptors(at),
        )) {
          trace.log(name, Boolean(get), Boolean(set), enumerable, configurable)
        }
      }
      trace.attempt('assign data', () => {
        event.data = 'other'
      })
      trace.log('data', event.data)
      trace.log('is it an Event', event instanceof Event)
      const Made = event.constructor
      trace.attempt('construct', () => {
        const made = new Made('message', { data: 1 })
        trace.log('made', made.type, made.data, made.target)
      })
      trace.attempt('construct bare', () => {
        const made = new Made('message')
        trace.log('made', made.type, made.data)
      })
    }
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
  }),
  ...(['nodebuffer', 'arraybuffer', 'fragments', 'blob'] as const).map((binaryType) =>
    scenario<Api>(`event objects: data with binaryType ${binaryType}`, async (context) => {
      const { trace } = context
      const { ws, peer } = await clientOf(context)
      ws.binaryType = binaryType
      ws.onmessage = (event: Api) => trace.log('data', event.data)
      await peer.frame(
        { payload: 'text' },
        { opcode: 2, payload: [1], fin: false },
        { opcode: 0, payload: [2] },
        { payload: '' },
      )
      await trace.seen(ws, 'message', 3)
    }),
  ),
  scenario<Api>('event objects: the text of a message is decoded as UTF-8', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { options: { skipUTF8Validation: true } })
    ws.onmessage = (event: Api) => trace.log('data', event.data)
    await peer.frame({ payload: [0xff, 0x61] }, { payload: '€𝄞' })
    await trace.seen(ws, 'message', 2)
  }),
]

const types = ['open', 'message', 'close', 'error'] as const

const attributes: Scenario<Api>[] = [
  ...types.map((type) =>
    scenario<Api>(`on${type}: values it takes and gives`, async (context) => {
      const { trace } = context
      const { ws } = await clientOf(context)
      const name = `on${type}`
      const first = (): void => trace.log('first')
      const second = (): void => trace.log('second')
      trace.log('empty', ws[name], ws.listenerCount(type))
      ws[name] = first
      trace.log('set', ws[name] === first, ws.listenerCount(type))
      ws[name] = second
      trace.log('replaced', ws[name] === second, ws.listenerCount(type))
      for (const value of [null, undefined, 'text', 5, {}, { handleEvent() {} }]) {
        trace.attempt('assign', () => {
          ws[name] = value
        })
        trace.log('after', value, ws[name], ws.listenerCount(type))
        ws[name] = first
      }
      ws[name] = null
      trace.log('removed', ws[name], ws.listenerCount(type))
    }),
  ),
  scenario<Api>('on*: order against on() and addEventListener()', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.on('message', () => trace.log('first on'))
    ws.onmessage = () => trace.log('onmessage')
    ws.addEventListener('message', () => trace.log('addEventListener'))
    ws.on('message', () => trace.log('second on'))
    ws.onmessage = () => trace.log('onmessage replaced')
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('on*: this within the handler', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.onmessage = function (this: Api, event: Api) {
      trace.log('this', this === ws, event.target === ws)
    }
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('on*: removeListener, removeAllListeners, listeners', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    const handler = (): void => {}
    ws.onmessage = handler
    trace.log(
      'listeners',
      ws.listeners('message').length,
      ws.listeners('message')[0] === handler,
      ws.rawListeners('message').length,
    )
    ws.removeListener('message', handler)
    trace.log('after removeListener', ws.listenerCount('message'), ws.onmessage === handler)
    ws.removeAllListeners('message')
    trace.log('after removeAllListeners', ws.onmessage)
    trace.log('names', ws.eventNames())
  }),
  scenario<Api>('on*: an on() listener does not show as the attribute', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    ws.on('message', () => {})
    trace.log('after on', ws.onmessage)
    ws.addEventListener('message', () => {})
    trace.log('after addEventListener', ws.onmessage)
    ws.onmessage = null
    trace.log('count', ws.listenerCount('message'))
  }),
  scenario<Api>('on*: a handler that throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.onmessage = () => {
      throw new Error('from onmessage')
    }
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
    await net.turns(3)
  }),
]

const listeners: Scenario<Api>[] = [
  ...['open', 'message', 'close', 'error', 'ping', 'pong', 'upgrade', 'unexpected-response', 'foo', ''].map((type) =>
    scenario<Api>(`addEventListener: type "${type}"`, async (context) => {
      const { trace } = context
      const { ws } = await clientOf(context)
      trace.attempt('add', () => ws.addEventListener(type, () => {}))
      trace.log('count', ws.listenerCount(type))
    }),
  ),
  scenario<Api>('addEventListener: once', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.addEventListener('message', (event: Api) => trace.log('once', event.data, ws.listenerCount('message')), {
      once: true,
    })
    ws.addEventListener('message', (event: Api) => trace.log('always', event.data), { once: false })
    await peer.frame({ payload: '1' }, { payload: '2' })
    await trace.seen(ws, 'message', 2)
    trace.log('count', ws.listenerCount('message'))
  }),
  ...Object.entries({
    true: true,
    false: false,
    null: null,
    capture: { capture: true },
    passive: { passive: true },
    'a signal': { signal: AbortSignal.abort() },
    'a string': 'once',
    'a number': 1,
  }).map(([name, options]) =>
    scenario<Api>(`addEventListener: options ${name}`, async (context) => {
      const { trace } = context
      const { ws, peer } = await clientOf(context)
      trace.attempt('add', () =>
        ws.addEventListener('message', (event: Api) => trace.log('event', event.data), options),
      )
      await peer.frame({ payload: '1' }, { payload: '2' })
      await trace.seen(ws, 'message', 2)
    }),
  ),
  scenario<Api>('addEventListener: the same listener twice', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const listener = (event: Api): void => trace.log('event', event.data)
    ws.addEventListener('message', listener)
    ws.addEventListener('message', listener)
    ws.addEventListener('message', listener, { once: true })
    trace.log('count', ws.listenerCount('message'))
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('addEventListener: the same listener for on* and itself', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const listener = (event: Api): void => trace.log('event', event.data)
    ws.onmessage = listener
    ws.addEventListener('message', listener)
    trace.log('count', ws.listenerCount('message'))
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
    ws.removeEventListener('message', listener)
    trace.log('removed', ws.listenerCount('message'), ws.onmessage === listener)
  }),
  scenario<Api>('addEventListener: the same function as an on() listener', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    const listener = (): void => {}
    ws.on('message', listener)
    ws.addEventListener('message', listener)
    trace.log('count', ws.listenerCount('message'))
    ws.removeEventListener('message', listener)
    trace.log('after removeEventListener', ws.listenerCount('message'))
    ws.off('message', listener)
    trace.log('after off', ws.listenerCount('message'))
  }),
  scenario<Api>('addEventListener: handleEvent objects', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const listener = {
      name: 'mine',
      handleEvent(event: Api) {
        trace.log('handleEvent', this === listener, event.data)
      },
    }
    ws.addEventListener('message', listener)
    ws.addEventListener('message', listener)
    trace.log('count', ws.listenerCount('message'))
    await peer.frame({ payload: '1' })
    await trace.seen(ws, 'message')
    listener.handleEvent = function (event: Api) {
      trace.log('replaced', this === listener, event.data)
    }
    await peer.frame({ payload: '2' })
    await trace.seen(ws, 'message', 2)
    ws.removeEventListener('message', listener)
    trace.log('count', ws.listenerCount('message'))
  }),
  scenario<Api>('addEventListener: this within a function listener', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.addEventListener('message', function (this: Api, event: Api) {
      trace.log('this', this === ws, event.target === ws)
    })
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
  }),
  ...Object.entries({ undefined: undefined, null: null, 'a string': 'x', 'an object without handleEvent': {} }).map(
    ([name, listener]) =>
      scenario<Api>(`addEventListener: listener ${name}`, async (context) => {
        const { trace } = context
        const { ws } = await clientOf(context)
        trace.attempt('add', () => ws.addEventListener('message', listener))
        trace.log('count', ws.listenerCount('message'))
        trace.attempt('remove', () => ws.removeEventListener('message', listener))
        trace.log('count', ws.listenerCount('message'))
      }),
  ),
  scenario<Api>('removeEventListener: unknown listener, unknown type, once listener', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    const listener = (): void => {}
    trace.attempt('unknown', () => ws.removeEventListener('message', listener))
    trace.attempt('unknown type', () => ws.removeEventListener('foo', listener))
    ws.addEventListener('message', listener, { once: true })
    ws.removeEventListener('message', listener)
    trace.log('count', ws.listenerCount('message'))
    trace.attempt('no arguments', () => ws.removeEventListener())
  }),
  scenario<Api>('removeEventListener: within the listener, several listeners', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const first = (): void => {
      trace.log('first')
      ws.removeEventListener('message', first)
      ws.removeEventListener('message', third)
    }
    const second = (): void => trace.log('second')
    const third = (): void => trace.log('third')
    for (const listener of [first, second, third]) ws.addEventListener('message', listener)
    await peer.frame({ payload: '1' }, { payload: '2' })
    await trace.seen(ws, 'message', 2)
  }),
  scenario<Api>('listeners: what listeners() gives for addEventListener', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    const listener = (): void => {}
    ws.addEventListener('message', listener)
    const [wrapper] = ws.listeners('message')
    trace.log('wrapper', wrapper === listener, typeof wrapper)
  }),
  scenario<Api>('listeners: a user emits the events', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    for (const type of types) ws.addEventListener(type, (event: Api) => describeEvent(context, type, event))
    ws.emit('open')
    ws.emit('message', Buffer.from('raw'), false)
    ws.emit('message', Buffer.from('raw'), true)
    trace.attempt('message as a string', () => ws.emit('message', 'text', false))
    ws.emit('close', 4000, Buffer.from('why'))
    trace.attempt('close with a string', () => ws.emit('close', 4001, 'why'))
    ws.emit('error', new Error('by the user'))
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('listeners: no dispatchEvent', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    trace.log('dispatchEvent', ws.dispatchEvent, ws instanceof EventTarget)
  }),
  scenario<Api>('listeners: static ones of the whole lifetime', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    trace.log('names', ws.eventNames(), ws.getMaxListeners())
  }),
]

parityOfWs('EventTarget', [...events, ...attributes, ...listeners])
