/**
 * What the parity scenarios of ws share: which two implementations are compared, and the three settings of a scenario
 * (our client against a raw server, our server against a raw client, both ends ours). No scenario is here.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RawPeer, RawServer, Scenario, ScenarioContext, Trace, UpgradeRequest } from '@rosetta-ws/conformance/diff'
import { parity } from '@rosetta-ws/conformance/diff/vitest'
import { differences } from './differences.js'

// biome-ignore lint/suspicious/noExplicitAny: scenarios call the API in every wrong way too
export type Api = any
export type Context = ScenarioContext<Api>

const OURS = '../../src/index.js'
const oursExists = existsSync(fileURLToPath(new URL('../../src/index.ts', import.meta.url)))

/** Tests ws scenarios against ours; against the original itself while ours is not written, or with PARITY_SELF=1. */
export function parityOfWs(title: string, scenarios: readonly Scenario<Api>[]): void {
  parity<Api>({
    title: `ws ${title}`,
    original: () => import('original-ws'),
    ours: () => import(/* @vite-ignore */ OURS),
    scenarios: scenarios.map((scenario) => ({ ...scenario, differs: differences[scenario.name] ?? scenario.differs })),
    self: !oursExists || Boolean(process.env.PARITY_SELF),
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

export interface ClientSetting {
  /** Options of the client; `perMessageDeflate` is false unless given. */
  options?: object
  /** Third-from-left argument of the constructor. */
  protocols?: unknown
  /** What follows the origin in the URL. */
  path?: string
  /** What the raw server adds to its answer. */
  headers?: readonly string[]
  /** Bytes that the raw server sends in the same write as its answer. */
  after?: string | Uint8Array
  peer?: Parameters<Context['net']['listen']>[1]
  /** Runs before the connection is open. */
  prepare?: (ws: Api) => void
  /** Go on without waiting for `open`. */
  unopened?: boolean
  /** Leave the raw server's connection open when a Close frame arrives. */
  stay?: boolean
}

export interface ClientScene {
  readonly ws: Api
  readonly peer: RawPeer
  readonly raw: RawServer
}

/** A client of the API (`ws`, recorded in lane main) and the raw server it is connected to (`peer`, lane server). */
export async function clientOf({ api, trace, net }: Context, setting: ClientSetting = {}): Promise<ClientScene> {
  const accepted = later<RawPeer>()
  const raw = await net.listen(async (peer) => {
    await peer.accept({ headers: setting.headers, after: setting.after })
    accepted.resolve(peer)
    if (!setting.stay) hangUpAfterClose(peer)
  }, setting.peer)
  const options = { perMessageDeflate: false, ...setting.options }
  const ws = trace.emitter('ws', new api.WebSocket(raw.url + (setting.path ?? ''), setting.protocols ?? [], options))
  setting.prepare?.(ws)
  if (!setting.unopened) await trace.seen(ws, 'open')
  return { ws, peer: await accepted.promise, raw }
}

export interface ServerSetting {
  /** Options of the server beside the port. */
  options?: object
  /** What the raw client's request varies. */
  request?: UpgradeRequest
  /** Bytes that the raw client sends in the same write as its request. */
  after?: Uint8Array | string
  peer?: Parameters<Context['net']['connect']>[1]
  /** Runs with each connection's ws before anything else can happen to it. */
  prepare?: (ws: Api) => void
  /** Leave the raw client's connection open when a Close frame arrives. */
  stay?: boolean
}

export interface ServerScene {
  readonly wss: Api
  readonly ws: Api
  readonly peer: RawPeer
  readonly port: number
}

/** A server of the API, its ws (recorded in lane main) and the raw client connected to it (`peer`, lane client). */
export async function serverOf(context: Context, setting: ServerSetting = {}): Promise<ServerScene> {
  const { trace, net } = context
  const { wss, port } = await listening(context, setting.options)
  const connected = later<Api>()
  wss.on('connection', (ws: Api) => {
    trace.emitter('ws', ws)
    setting.prepare?.(ws)
    connected.resolve(ws)
  })
  const peer = await net.connect(port, setting.peer)
  await peer.upgrade(setting.request, setting.after)
  await peer.head()
  const ws = await connected.promise
  if (!setting.stay) hangUpAfterClose(peer)
  return { wss, ws, peer, port }
}

/** A server of the API on a free port, not recorded. */
export async function listening(
  { api, trace }: Context,
  options: object = {},
): Promise<{ wss: Api; port: number; url: string }> {
  const up = later()
  const wss = new api.WebSocketServer({ port: 0, host: '127.0.0.1', ...options }, () => up.resolve())
  await up.promise
  const { port } = wss.address()
  trace.hide(port, '<port>')
  return { wss, port, url: `ws://127.0.0.1:${port}` }
}

export interface PairScene {
  readonly wss: Api
  readonly url: string
  /** The client's end, recorded in lane client. */
  readonly client: Api
  /** The server's end, recorded in lane server. */
  readonly server: Api
  readonly clientTrace: Trace
  readonly serverTrace: Trace
}

/** Both ends of the API, connected. */
export async function pairOf(
  context: Context,
  setting: { server?: object; client?: object; proxy?: boolean; protocols?: unknown } = {},
): Promise<PairScene> {
  const { api, trace, net } = context
  const { wss, url, port } = await listening(context, setting.server)
  const clientTrace = trace.lane('client')
  const serverTrace = trace.lane('server')
  const connected = later<Api>()
  wss.on('connection', (ws: Api) => connected.resolve(serverTrace.emitter('server', ws)))
  const target = setting.proxy ? (await net.proxy(port)).url : url
  const client = clientTrace.emitter('client', new api.WebSocket(target, setting.protocols ?? [], setting.client))
  const server = await connected.promise
  await trace.seen(client, 'open')
  return { wss, url, client, server, clientTrace, serverTrace }
}

/** Ends a raw peer's connection once it has received a Close frame. */
export async function hangUpAfterClose(peer: RawPeer): Promise<void> {
  await peer.closeFrame
  peer.end()
}
