/** What ours has and the original does not: compression in both roles, the handshake timeouts, awaiting in any way. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import api from '../src/index.js'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

// biome-ignore lint/suspicious/noExplicitAny: configurations of every kind
async function pair(serverConfig: any, clientConfig: any, headers?: Record<string, string>) {
  const http = createServer()
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const server = new api.server({ httpServer: http, autoAcceptConnections: true, ...serverConfig })
  cleanups.push(() => {
    http.close()
    for (const connection of server.connections) connection.drop()
  })
  const accepted = once(server, 'connect')
  const client = new api.client(clientConfig)
  client.connect(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`, null, null, headers)
  const [near] = await once(client, 'connect')
  const [far] = await accepted
  return { near, far, client, server }
}

const text = 'again and again and '.repeat(1000)

it.each([
  ['nobody', false, false, false],
  ['the server alone', true, false, false],
  ['the client alone', false, true, false],
  ['both', true, true, true],
  ['both, without context', { serverNoContextTakeover: true, clientNoContextTakeover: true }, true, true],
  ['both, with small windows', { serverMaxWindowBits: 9, clientMaxWindowBits: 9 }, {}, true],
])('compression asked for by %s', async (_name, server, client, agreed) => {
  const { near, far } = await pair({ perMessageDeflate: server }, { perMessageDeflate: client })
  far.on('message', ({ utf8Data, binaryData }: { utf8Data?: string; binaryData: Buffer }) =>
    utf8Data === undefined ? far.sendBytes(binaryData) : far.sendUTF(utf8Data),
  )
  expect(near.extensions.length).toBe(agreed ? 1 : 0)
  expect(far.extensions).toEqual(near.extensions)
  const before = near.socket.bytesWritten
  near.sendUTF(text)
  expect((await once(near, 'message'))[0]).toEqual({ type: 'utf8', utf8Data: text })
  const sent = near.socket.bytesWritten - before
  expect(sent < text.length / 10).toBe(agreed)
  near.sendBytes(Buffer.alloc(100_000, 'abc'))
  const [{ binaryData }] = await once(near, 'message')
  expect(binaryData.equals(Buffer.alloc(100_000, 'abc'))).toBe(true)
})

it('compressed messages keep to the limits and the order', async () => {
  const { near, far } = await pair(
    { perMessageDeflate: true, maxReceivedMessageSize: 50_000 },
    { perMessageDeflate: true },
  )
  const heard: string[] = []
  far.on('message', ({ utf8Data }: { utf8Data: string }) => heard.push(utf8Data.slice(0, 3)))
  near.sendUTF('one')
  near.sendUTF(`two${'x'.repeat(30_000)}`)
  near.sendUTF('three')
  near.sendUTF('y'.repeat(60_000))
  const [code, description] = await once(far, 'close')
  expect(heard).toEqual(['one', 'two', 'thr'])
  expect([code, description]).toEqual([1009, 'Maximum message size exceeded.'])
})

it('pausing by the engine is nobody else’s pause', async () => {
  const { near, far } = await pair(
    { perMessageDeflate: true, maxReceivedFrameSize: 1e8, maxReceivedMessageSize: 1e8 },
    { perMessageDeflate: true },
  )
  let pauses = 0
  far.on('pause', () => pauses++)
  const large = Buffer.alloc(3_000_000, 'not quite random ')
  for (let i = 0; i < 3; i++) near.sendBytes(large)
  let heard = 0
  await new Promise<void>((resolve) => far.on('message', () => ++heard === 3 && resolve()))
  expect([pauses, far.inputPaused]).toEqual([0, false])
})

it('a server refuses a request that is not answered in time', async () => {
  const http = createServer()
  await once(http.listen(0, '127.0.0.1'), 'listening')
  cleanups.push(() => http.close())
  const server = new api.server({ httpServer: http, handshakeTimeout: 20 })
  server.on('request', () => {})
  const client = new api.client()
  client.connect(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/`)
  const [error] = await once(client, 'connectFailed')
  expect(error.message).toContain('408 Request Timeout')
})

it('a client gives up an answer that does not come in time', async () => {
  const tcp = createTcpServer((socket) => cleanups.push(() => socket.destroy()))
  await once(tcp.listen(0, '127.0.0.1'), 'listening')
  cleanups.push(() => tcp.close())
  const client = new api.client({ handshakeTimeout: 20 })
  client.connect(`ws://127.0.0.1:${(tcp.address() as AddressInfo).port}/`)
  const [error] = await once(client, 'connectFailed')
  expect(error.message).toBe('Opening handshake has timed out')
})

it('a bad timeout or limit does not disturb a connection', async () => {
  const { near, far } = await pair(
    { handshakeTimeout: 20, closeTimeout: Number.POSITIVE_INFINITY },
    { closeTimeout: 0 },
  )
  far.sendUTF('x')
  expect((await once(near, 'message'))[0].utf8Data).toBe('x')
  near.close()
  expect((await once(far, 'close'))[0]).toBe(1000)
})

it('a message in the packet of the answer is there for who awaits the connection', async () => {
  const { near } = await pairWithGreeting()
  expect((await once(near, 'message'))[0].utf8Data).toBe('greeting')
})

async function pairWithGreeting() {
  const http = createServer()
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const server = new api.server({ httpServer: http, autoAcceptConnections: true })
  server.on('connect', (connection) => connection.sendUTF('greeting'))
  const { port } = http.address() as AddressInfo
  // Joins the answer and the first frame to one packet.
  const proxy = createTcpServer((inner: Socket) => {
    const outer = connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    inner.pipe(outer)
    outer.on('data', (part) => {
      parts.push(part)
      const bytes = Buffer.concat(parts)
      if (bytes.includes('greeting')) inner.write(bytes)
    })
    cleanups.push(() => {
      inner.destroy()
      outer.destroy()
    })
  })
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  cleanups.push(() => {
    proxy.close()
    http.close()
  })
  const client = new api.client()
  client.connect(`ws://127.0.0.1:${(proxy.address() as AddressInfo).port}/`)
  const [near] = await once(client, 'connect')
  return { near }
}
