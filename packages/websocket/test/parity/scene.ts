/**
 * What the parity scenarios of websocket share: which two implementations are compared, and the settings of a scenario
 * (our server against a raw client, our client against a raw server, both ends of the API). No scenario is here.
 */
import { createServer, type Server } from 'node:http'
import type { RawPeer, RawServer, Scenario, ScenarioContext, UpgradeRequest } from '@rosetta-ws/conformance/diff'
import { parity } from '@rosetta-ws/conformance/diff/vitest'

// biome-ignore lint/suspicious/noExplicitAny: scenarios call the API in every wrong way too
export type Api = any
export type Context = ScenarioContext<Api>

/** Tests scenarios of websocket against ours. */
export function parityOfWebsocket(title: string, scenarios: readonly Scenario<Api>[]): void {
  parity<Api>({
    title: `websocket ${title}`,
    original: () => import('original-websocket'),
    ours: () => import('../../src/index.js'),
    scenarios,
  })
}

/** A promise with its resolver. */
export function later<T = void>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** The events of a connection that are recorded. */
export const connectionEvents = ['message', 'frame', 'close', 'error', 'ping', 'pong', 'drain']

export interface Listening {
  readonly http: Server
  readonly port: number
  readonly url: string
  readonly server: Api
}

/** A server of the API on a free port, not recorded. */
export async function listening({ api, net }: Context, config: object = {}): Promise<Listening> {
  const http = createServer((_request, response) => response.writeHead(404).end())
  const port = await net.listening(http)
  const server = new api.server({ httpServer: http, keepalive: false, ...config })
  return { http, port, url: `ws://127.0.0.1:${port}`, server }
}

export interface ServerSetting {
  config?: object
  /** What the raw client's request varies. */
  request?: UpgradeRequest
  /** Bytes in the same write as the request. */
  after?: Uint8Array
  /** Runs with the connection before anything else can happen to it. */
  prepare?: (connection: Api) => void
  /** Recorded events of the connection. */
  events?: readonly string[]
  accept?: readonly unknown[]
  /** Leave the raw client's connection open when a Close frame arrives. */
  stay?: boolean
  peer?: Parameters<Context['net']['connect']>[1]
}

export interface ServerScene extends Listening {
  readonly connection: Api
  readonly peer: RawPeer
}

/** A server's connection (recorded in lane main) and the raw client (lane client). */
export async function serverOf(context: Context, setting: ServerSetting = {}): Promise<ServerScene> {
  const { trace, net } = context
  const scene = await listening(context, setting.config)
  const accepted = later<Api>()
  scene.server.on('request', (request: Api) => {
    const connection = request.accept(...(setting.accept ?? [null, request.origin]))
    trace.emitter('connection', connection, setting.events ?? connectionEvents)
    setting.prepare?.(connection)
    accepted.resolve(connection)
  })
  const peer = await net.connect(scene.port, setting.peer)
  await peer.upgrade(setting.request, setting.after)
  await peer.head()
  const connection = await accepted.promise
  if (!setting.stay) hangUpAfterClose(peer)
  await net.turns(3)
  return { ...scene, connection, peer }
}

export interface ClientSetting {
  config?: object
  /** Further arguments of `connect` after the URL. */
  connect?: readonly unknown[]
  path?: string
  /** What the raw server adds to its answer. */
  headers?: readonly string[]
  after?: Uint8Array
  prepare?: (connection: Api) => void
  events?: readonly string[]
  stay?: boolean
  peer?: Parameters<Context['net']['listen']>[1]
}

export interface ClientScene {
  readonly client: Api
  readonly connection: Api
  readonly peer: RawPeer
  readonly raw: RawServer
}

/** A client's connection (recorded in lane main) and the raw server (lane server). */
export async function clientOf({ api, trace, net }: Context, setting: ClientSetting = {}): Promise<ClientScene> {
  const accepted = later<RawPeer>()
  const raw = await net.listen(async (peer) => {
    await peer.accept({ headers: setting.headers, after: setting.after })
    accepted.resolve(peer)
    if (!setting.stay) hangUpAfterClose(peer)
  }, setting.peer)
  const client = new api.client(setting.config)
  const connected = later<Api>()
  client.on('connect', (connection: Api) => {
    trace.emitter('connection', connection, setting.events ?? connectionEvents)
    setting.prepare?.(connection)
    connected.resolve(connection)
  })
  client.on('connectFailed', (error: Error) => trace.log('connectFailed', error))
  client.connect(raw.url + (setting.path ?? '/'), ...(setting.connect ?? []))
  return { client, connection: await connected.promise, peer: await accepted.promise, raw }
}

export interface PairScene extends Listening {
  /** The client's end, recorded in lane client. */
  readonly client: Api
  /** The server's end, recorded in lane server. */
  readonly remote: Api
}

/** Both ends of the API, connected. */
export async function pairOf(
  context: Context,
  setting: { server?: object; client?: object; proxy?: boolean; protocols?: unknown } = {},
): Promise<PairScene> {
  const { api, trace, net } = context
  const scene = await listening(context, setting.server)
  const accepted = later<Api>()
  scene.server.on('request', (request: Api) => {
    const connection = request.accept(request.requestedProtocols[0], request.origin)
    accepted.resolve(trace.lane('server').emitter('server', connection, connectionEvents))
  })
  const connected = later<Api>()
  const client = new api.client(setting.client)
  client.on('connect', (connection: Api) => {
    connected.resolve(trace.lane('client').emitter('client', connection, connectionEvents))
  })
  const url = setting.proxy ? (await net.proxy(scene.port)).url : scene.url
  client.connect(`${url}/`, setting.protocols)
  return { ...scene, client: await connected.promise, remote: await accepted.promise }
}

/** Ends a raw peer's connection once it has received a Close frame. */
export async function hangUpAfterClose(peer: RawPeer): Promise<void> {
  await peer.closeFrame
  peer.end()
}

/** What a connection says of itself. */
export function stateOf({ connected, state, closeReasonCode, closeDescription, socket }: Api): unknown[] {
  return [connected, state, closeReasonCode, closeDescription, socket.destroyed]
}
