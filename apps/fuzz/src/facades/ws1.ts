/** `@rosetta-ws/ws1` and `@rosetta-ws/wsd` for the fuzz program: one dialect. */

import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import Ws1 from '@rosetta-ws/ws1'
import Wsd from '@rosetta-ws/wsd'
import type { User } from '../encounter/user.js'
import { type Call, type Facade, MAX_MESSAGE_BYTES, type Serving, smallBytes, someBytes, someText } from './facade.js'
import { SocketAgent } from './socket-agent.js'

type WebSocket = Ws1
type Module = typeof Ws1

const isMisuse = /^not opened$|more than 125 bytes|valid error code number/

/** Who closes while the reading is paused waits half a minute for the end, as with the original: it cannot be resumed then. */
function resumed(ws: WebSocket): WebSocket {
  if (ws.readyState === ws.OPEN) ws.resume()
  return ws
}

const calls: readonly Call<WebSocket>[] = [
  { does: (ws, random, user) => ws.send(someText(random), {}, user.callback()) },
  { does: (ws, random, user) => ws.send(someBytes(random), user.callback()) },
  { does: (ws, random, user) => ws.send(someBytes(random), { compress: false, binary: false }, user.callback()) },
  { does: (ws, random) => ws.send(new Uint16Array(random.below(2000))), throws: isMisuse },
  { does: (ws) => ws.send(undefined as never), throws: isMisuse },
  {
    does: (ws, random, user) =>
      ws.send(Readable.from([someBytes(random), someBytes(random)]) as never, user.callback()),
  },
  {
    does: (ws, random) => {
      let left = random.below(4)
      ws.stream({ binary: true }, (error: unknown, send?: (data: unknown, final?: boolean) => void) => {
        if (!error) send?.(someBytes(random), left-- <= 0)
      })
    },
  },
  { does: (ws, random) => ws.ping(smallBytes(random)), throws: isMisuse },
  { does: (ws, random) => ws.ping(someText(random), {}, true), throws: isMisuse },
  { does: (ws, random) => ws.pong(smallBytes(random)), throws: isMisuse },
  { does: (ws) => ws.pause(), throws: isMisuse },
  { does: (ws) => ws.resume(), throws: isMisuse },
  { does: (ws) => ws.bufferedAmount },
  { does: (ws) => resumed(ws).close(), isLast: true },
  {
    does: (ws, random) => resumed(ws).close(random.pick([1000, 1005, 3000, 9999]), someText(random)),
    throws: isMisuse,
    isLast: true,
  },
  { does: (ws) => resumed(ws).terminate(), isLast: true },
]

function open(ws: WebSocket, user: User): void {
  ws.on('message', (data: string | Buffer) => user.toldMessage('message', Buffer.byteLength(data), MAX_MESSAGE_BYTES))
  ws.on('ping', () => user.told('ping'))
  ws.on('pong', () => user.told('pong'))
  if (user.random.chance(2)) ws.on('error', () => user.told('error'))
  ws.on('close', () => user.ended())
  user.open({ connection: ws, calls, letGo: resumed, finish: () => ws.close() })
}

const settings = [
  { perMessageDeflate: { threshold: 0 } },
  { perMessageDeflate: false },
  {
    perMessageDeflate: false,
    verifyClient: (_info: unknown, done: (result: boolean) => void) => setImmediate(done, true),
  },
  { handleProtocols: (names: string[], done: (result: boolean, name?: string) => void) => done(true, names[0]) },
]

function serving(module: Module, options: (typeof settings)[number], userOf: (socket: Socket) => User): Serving {
  const http = createServer((_request, response) => void response.end())
  const server = new module.Server({ server: http, maxPayload: MAX_MESSAGE_BYTES, ...options } as never)
  server.on('connection', (ws) => open(ws as WebSocket, userOf((ws as WebSocket).upgradeReq.socket)))
  return {
    under: http,
    deflates: options.perMessageDeflate !== false,
    leftovers: () => Object.keys(server.clients).length,
  }
}

const facadeOf = (name: string, module: Module): Facade => ({
  name,
  hasCloseTimeout: false,
  serve: (userOf) => settings.map((options) => serving(module, options, userOf)),
  connect(socket, random, user) {
    const client = new module('ws://localhost/', random.pick([[], ['chat'], ['a', 'b']]), {
      agent: new SocketAgent(socket),
      perMessageDeflate: random.pick([true, false, { threshold: 0 }]),
      maxPayload: MAX_MESSAGE_BYTES,
    } as never)
    client.on('error', () => {})
    client.on('open', () => open(client, user))
    if (random.chance(20)) random.pick([() => client.close(), () => client.terminate()])()
  },
})

export const ws1: Facade = facadeOf('ws1', Ws1)
export const wsd: Facade = facadeOf('wsd', Wsd as unknown as Module)
