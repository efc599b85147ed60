/** Parity of sending: data of every kind, callbacks, fragments, pings and pongs, frames by hand. */
import { type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, clientOf, parityOfWebsocket, serverOf } from './scene.js'

type Act = (connection: Api, api: Api, trace: Api) => unknown

const big = Buffer.from(Array.from({ length: 40_000 }, (_, i) => i & 0xff))

const acts: Record<string, Act> = {
  'send text': (c) => c.send('hello'),
  'send empty text': (c) => c.send(''),
  'send non-ASCII text': (c) => c.send('grüße €𝄞'),
  'send a lone surrogate': (c) => c.send('a\ud800b'),
  'send a Buffer': (c) => c.send(Buffer.from('bytes')),
  'send an empty Buffer': (c) => c.send(Buffer.alloc(0)),
  'send a number': (c) => c.send(5),
  'send null': (c) => c.send(null),
  'send undefined': (c) => c.send(),
  'send an object': (c) => c.send({}),
  'send an object with toString': (c) => c.send({ toString: () => 'made' }),
  'send an object without toString': (c) => c.send(Object.create(null)),
  'send an object whose text is null': (c) => c.send({ toString: () => null }),
  'send an object whose text is a number': (c) => c.send({ toString: () => 5 }),
  'send a Uint8Array': (c) => c.send(new Uint8Array([65, 66])),
  'send an array': (c) => c.send([1, [2, 3]]),
  'send false': (c) => c.send(false),
  'sendUTF text': (c) => c.sendUTF('text'),
  'sendUTF a Buffer': (c) => c.sendUTF(Buffer.from('as text')),
  'sendUTF null': (c) => c.sendUTF(null),
  'sendBytes text': (c) => c.sendBytes('text'),
  'sendBytes a Uint8Array': (c) => c.sendBytes(new Uint8Array(2)),
  'sendBytes nothing': (c) => c.sendBytes(),
  'send 125 bytes': (c) => c.send('a'.repeat(125)),
  'send 126 bytes': (c) => c.send('a'.repeat(126)),
  'send 16384 bytes': (c) => c.send('a'.repeat(16384)),
  'send 16385 bytes': (c) => c.send('a'.repeat(16385)),
  'send 32768 bytes': (c) => c.sendBytes(big.subarray(0, 32768)),
  'send 40000 bytes': (c) => c.sendBytes(big),
  'send long non-ASCII text': (c) => c.sendUTF('€'.repeat(10_000)),
  'send several': (c) => {
    c.sendUTF('one')
    c.sendBytes(Buffer.from('two'))
    c.ping('three')
    c.sendUTF('four')
  },
  'ping nothing': (c) => c.ping(),
  'ping empty text': (c) => c.ping(''),
  'ping text': (c) => c.ping('ping'),
  'ping a number': (c) => c.ping(5),
  'ping a Buffer': (c) => c.ping(Buffer.from('buffer')),
  'ping a Uint8Array': (c) => c.ping(new Uint8Array([1, 2])),
  'ping 125 bytes': (c) => c.ping('p'.repeat(125)),
  'ping 126 bytes': (c) => c.ping('p'.repeat(126)),
  'ping 300 bytes': (c) => c.ping(Buffer.alloc(300, 97)),
  'pong nothing': (c) => c.pong(),
  'pong a Buffer': (c) => c.pong(Buffer.from('pong')),
  'pong 130 bytes': (c) => c.pong(Buffer.alloc(130, 98)),
  'fragmentAndSend a ping': (c, api) => c.fragmentAndSend(frameOf(api, { opcode: 9 })),
  'fragmentAndSend text': (c, api) =>
    c.fragmentAndSend(frameOf(api, { opcode: 1, binaryPayload: Buffer.from('frame') })),
  'fragmentAndSend 40000 bytes': (c, api, trace) =>
    c.fragmentAndSend(frameOf(api, { opcode: 2, binaryPayload: big }), trace.callback('callback')),
  'sendFrame text': (c, api, trace) =>
    c.sendFrame(
      frameOf(api, { fin: true, opcode: 1, binaryPayload: Buffer.from('frame') }),
      trace.callback('callback'),
    ),
  'sendFrame without payload': (c, api) => c.sendFrame(frameOf(api, { fin: true, opcode: 2 })),
  'sendFrame with null for a payload': (c, api) =>
    c.sendFrame(frameOf(api, { fin: true, opcode: 2, binaryPayload: null })),
  'sendFrame a message in two': (c, api) => [
    c.sendFrame(frameOf(api, { fin: false, opcode: 1, binaryPayload: Buffer.from('one ') })),
    c.sendFrame(frameOf(api, { fin: true, opcode: 0, binaryPayload: Buffer.from('two') })),
  ],
  'sendFrame with reserved bits and opcode': (c, api) =>
    c.sendFrame(frameOf(api, { fin: true, rsv1: true, rsv2: true, rsv3: true, opcode: 3 })),
  'sendFrame ping': (c, api) => c.sendFrame(frameOf(api, { fin: true, opcode: 9, binaryPayload: Buffer.from('p') })),
  'null for a callback': (c) => [c.send('x', null), c.sendBytes(Buffer.from('y'), null), c.sendBytes(big, null)],
  'callback of text': (c, _api, trace) => c.send('x', trace.callback('callback')),
  'what a callback is called on': (c, _api, trace) =>
    c.send('x', function (this: unknown) {
      trace.log('callback', this)
    }),
  'callback of bytes': (c, _api, trace) => c.sendBytes(Buffer.from('x'), trace.callback('callback')),
  'callback of a fragmented message': (c, _api, trace) => c.sendBytes(big, trace.callback('callback')),
  'callbacks in order': (c, _api, trace) => {
    c.sendUTF('x', trace.callback('first'))
    c.sendBytes(big, trace.callback('second'))
    c.sendUTF('y', trace.callback('third'))
  },
  'the frame after sendFrame': (c, api, trace) => {
    const frame = frameOf(api, { fin: true, opcode: 1, binaryPayload: Buffer.from('frame') })
    c.sendFrame(frame)
    trace.log('frame', frame.length, frame.mask, frame.toString())
  },
}

function frameOf(api: Api, members: object): Api {
  return Object.assign(new api.frame(Buffer.alloc(4), Buffer.alloc(10), {}), members)
}

const sends: Scenario<Api>[] = Object.entries(acts).flatMap(([name, act]) => [
  scenario<Api>(`server: ${name}`, async (context) => {
    const { connection, peer } = await serverOf(context)
    context.trace.attempt('call', () => act(connection, context.api, context.trace))
    connection.close()
    await peer.closeFrame
    await context.trace.seen(connection, 'close')
  }),
])

const clientSends: Scenario<Api>[] = [
  'send text',
  'send a Buffer',
  'send 40000 bytes',
  'ping text',
  'pong a Buffer',
  'sendFrame text',
  'callbacks in order',
].map((name) =>
  scenario<Api>(`client: ${name}`, async (context) => {
    const { connection, peer } = await clientOf(context)
    context.trace.attempt('call', () => acts[name](connection, context.api, context.trace))
    connection.close()
    await peer.closeFrame
    await context.trace.seen(connection, 'close')
  }),
)

const settings: Record<string, [config: object, act: Act]> = {
  'fragmentOutgoingMessages false': [{ fragmentOutgoingMessages: false }, (c) => c.sendBytes(big)],
  'fragmentationThreshold 10': [{ fragmentationThreshold: 10 }, (c) => c.sendUTF('0123456789abcdefghijklmno')],
  'fragmentationThreshold 10 and 10 bytes': [{ fragmentationThreshold: 10 }, (c) => c.sendUTF('0123456789')],
  'fragmentationThreshold 10 and 20 bytes': [{ fragmentationThreshold: 10 }, (c) => c.sendUTF('0123456789abcdefghij')],
  'fragmentationThreshold within a character': [{ fragmentationThreshold: 4 }, (c) => c.sendUTF('€€€€')],
  'the threshold changed while open': [
    {},
    (c) => {
      c.config.fragmentationThreshold = 3
      c.sendUTF('abcdefgh')
    },
  ],
}

const configured: Scenario<Api>[] = Object.entries(settings).map(([name, [config, act]]) =>
  scenario<Api>(`config: ${name}`, async (context) => {
    const { connection, peer } = await serverOf(context, { config })
    context.trace.attempt('call', () => act(connection, context.api, context.trace))
    connection.close()
    await peer.closeFrame
    await context.trace.seen(connection, 'close')
  }),
)

parityOfWebsocket('send', [...sends, ...clientSends, ...configured])
