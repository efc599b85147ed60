/**
 * The echo agent as a server and as a client of the case server, with their handshakes. It uses nothing of the kit.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, request, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Behaviour } from './behaviour.js'
import type { Agreed } from './echo-codec.js'
import { EchoEndpoint } from './echo-endpoint.js'

const acceptOf = (key: string) =>
  createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')

const known = /^(server|client)_(no_context_takeover|max_window_bits)$/

/** The parameters of one permessage-deflate element; undefined if it is wrong. */
function parameters(element: string, own: 'answer' | 'offer'): Map<string, string> | undefined {
  const [name, ...rest] = element.split(';').map((part) => part.trim())
  if (name !== 'permessage-deflate') return undefined
  const out = new Map<string, string>()
  for (const part of rest) {
    const [key = '', value = ''] = part.split('=').map((side) => side.trim().replace(/^"(.*)"$/, '$1'))
    const bare = !part.includes('=')
    const isWindow = key.endsWith('bits')
    const good = isWindow
      ? /^([89]|1[0-5])$/.test(value) || (bare && key.startsWith('client') && own === 'offer')
      : bare
    if (!known.test(key) || out.has(key) || !good) return undefined
    out.set(key, value)
  }
  return out
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\n\r\n`)
}

function requestFault(incoming: IncomingMessage, skips: ReadonlySet<string>): string | undefined {
  const { headers, method, httpVersion } = incoming
  const rules: [string, boolean, string][] = [
    ['method', method === 'GET', '405 Method Not Allowed'],
    ['http', httpVersion === '1.1', '400 Bad Request'],
    ['host', headers.host !== undefined, '400 Bad Request'],
    ['upgrade', headers.upgrade?.toLowerCase() === 'websocket', '400 Bad Request'],
    ['key', /^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? ''), '400 Bad Request'],
    ['version', headers['sec-websocket-version'] === '13', '426 Upgrade Required'],
    [
      'protocol',
      !/^$|[^!-~, ]|[^, ] +[^ ,]|^(.+), \1$/.test(headers['sec-websocket-protocol'] ?? 'x'),
      '400 Bad Request',
    ],
  ]
  return rules.find(([name, holds]) => !holds && !skips.has(name))?.[2]
}

/** The answer to offers, and what it agrees on. */
function answerTo(header: string | undefined, behaviour: Behaviour): { answer: string; agreed: Agreed } | undefined {
  if (!header || !behaviour.deflate.supported) return undefined
  const offer = header
    .split(',')
    .map((element) => parameters(element.trim(), 'offer'))
    .find(Boolean)
  if (!offer) return undefined
  const own = [...offer]
    .filter(([name]) => name.startsWith('server'))
    .map(([name, value]) => (value ? `${name}=${value}` : name))
  return {
    answer: behaviour.deflate.answer(['permessage-deflate', ...own].join('; ')),
    agreed: {
      ownTakeover: !offer.has('server_no_context_takeover'),
      ownWindow: Number(offer.get('server_max_window_bits') ?? 15),
      peersTakeover: true,
    },
  }
}

/** Starts the agent as a server on a free port, over TLS where it is given a certificate. */
export async function startEchoServer(
  behaviour: Behaviour,
  tls?: { key: string; cert: string },
): Promise<{ url: URL; close: () => Promise<void> }> {
  const sockets = new Set<Duplex>()
  const onRequest: RequestListener = (_request, response) => {
    response.writeHead(400, { 'Sec-WebSocket-Version': '13' }).end()
  }
  const server: Server = tls
    ? createSecureServer(tls, onRequest)
    : createServer({ requireHostHeader: false }, onRequest)
  server.on('connection', (socket) => sockets.add(socket.on('close', () => sockets.delete(socket))))
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => {})
    const fault = requestFault(incoming, behaviour.handshake.skips)
    if (fault) return refuse(socket, fault)
    const deflate = answerTo(incoming.headers['sec-websocket-extensions'], behaviour)
    const lines = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${behaviour.handshake.accept(acceptOf(incoming.headers['sec-websocket-key'] ?? ''))}`,
      ...(deflate ? [`Sec-WebSocket-Extensions: ${deflate.answer}`] : []),
      ...behaviour.handshake.extra.map(([name, value]) => `${name}: ${value}`),
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    const endpoint = new EchoEndpoint(socket, false, behaviour, deflate?.agreed)
    if (head.length > 0) endpoint.feed(head)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: new URL(`${tls ? 'wss' : 'ws'}://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answerIsRight(response: IncomingMessage, key: string, skips: ReadonlySet<string>): boolean {
  const { headers, statusCode } = response
  const extension = headers['sec-websocket-extensions']
  const rules: [string, boolean][] = [
    ['status', statusCode === 101],
    ['upgrade', headers.upgrade?.toLowerCase() === 'websocket'],
    ['connection', /(^|[, ])upgrade($|[, ])/i.test(headers.connection ?? '')],
    ['accept', headers['sec-websocket-accept'] === acceptOf(key)],
    ['protocol', headers['sec-websocket-protocol'] === undefined],
    [
      'extension',
      extension === undefined || (!extension.includes(',') && parameters(extension, 'answer') !== undefined),
    ],
  ]
  return rules.every(([name, holds]) => holds || skips.has(name))
}

/** Connects the agent as a client to one URL; resolves when the connection is over. */
export function connectEcho(target: string, behaviour: Behaviour): Promise<void> {
  const key = randomBytes(16).toString('base64')
  const headers = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': behaviour.handshake.skips.has('key') ? 'c2hvcnQ=' : key,
    ...(behaviour.deflate.supported
      ? { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' }
      : {}),
  }
  return new Promise((resolve) => {
    const outgoing = request(target.replace(/^ws/, 'http'), { headers, agent: false })
    outgoing.on('error', () => resolve())
    outgoing.on('response', (response) => {
      response.destroy()
      resolve()
    })
    outgoing.on('upgrade', (response, socket, head) => {
      socket.on('close', () => resolve()).on('error', () => {})
      if (!answerIsRight(response, key, behaviour.handshake.skips)) return void socket.destroy()
      const agreed = parameters(response.headers['sec-websocket-extensions'] ?? '', 'answer')
      const endpoint = new EchoEndpoint(
        socket,
        true,
        behaviour,
        agreed && {
          ownTakeover: !agreed.has('client_no_context_takeover'),
          ownWindow: Number(agreed.get('client_max_window_bits') ?? 15),
          peersTakeover: !agreed.has('server_no_context_takeover'),
        },
      )
      if (head.length > 0) endpoint.feed(head)
    })
    outgoing.end()
  })
}
