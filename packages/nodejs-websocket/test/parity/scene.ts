/**
 * What the parity scenarios of nodejs-websocket share: which two implementations are compared, and the settings of a
 * scenario (our client against a raw server, our server against a raw client, both ends ours). No scenario is here.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RawPeer, RawServer, Scenario, ScenarioContext, Trace, UpgradeRequest } from '@rosetta-ws/conformance/diff'
import { parity } from '@rosetta-ws/conformance/diff/vitest'

// biome-ignore lint/suspicious/noExplicitAny: scenarios call the API in every wrong way too
export type Api = any
export type Context = ScenarioContext<Api>

const OURS = '../../src/index.js'
const oursExists = existsSync(fileURLToPath(new URL('../../src/index.ts', import.meta.url)))

/** Tests scenarios against ours; against the original itself while ours is not written, or with PARITY_SELF=1. */
export function parityOfNodejsWebsocket(title: string, scenarios: readonly Scenario<Api>[]): void {
  parity<Api>({
    title: `nodejs-websocket ${title}`,
    original: async () => (await import('original-nodejs-websocket')).default,
    ours: async () => (await import(/* @vite-ignore */ OURS)).default,
    scenarios,
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
  options?: object
  /** What follows the origin in the URL. */
  path?: string
  /** What the raw server adds to its answer. */
  headers?: readonly string[]
  /** Bytes that the raw server sends in the same write as its answer. */
  after?: string | Uint8Array
  /** Runs before the connection is open. */
  prepare?: (conn: Api) => void
  /** Go on without waiting for `connect`. */
  unopened?: boolean
  /** Leave the raw server's connection open when a Close frame arrives. */
  stay?: boolean
}

/** A client of the API (`conn`, recorded in lane main) and the raw server it is connected to (`peer`, lane server). */
export async function clientOf(
  { api, trace, net }: Context,
  setting: ClientSetting = {},
): Promise<{ conn: Api; peer: RawPeer; raw: RawServer }> {
  const accepted = later<RawPeer>()
  const raw = await net.listen(async (peer) => {
    await peer.accept({ headers: setting.headers, after: setting.after })
    accepted.resolve(peer)
    if (!setting.stay) hangUpAfterClose(peer)
  })
  const conn = trace.emitter('conn', api.connect(raw.url + (setting.path ?? ''), { ...setting.options }))
  listenTo(conn)
  setting.prepare?.(conn)
  if (!setting.unopened) await trace.seen(conn, 'connect')
  return { conn, peer: await accepted.promise, raw }
}

export interface ServerSetting {
  options?: object
  /** What the raw client's request varies. */
  request?: UpgradeRequest
  /** Bytes that the raw client sends in the same write as its request. */
  after?: Uint8Array | string
  /** Runs with each connection before anything else can happen to it. */
  prepare?: (conn: Api) => void
  /** Leave the raw client's connection open when a Close frame arrives. */
  stay?: boolean
}

/** A server of the API, its connection (recorded in lane main) and the raw client connected to it (`peer`, lane client). */
export async function serverOf(
  context: Context,
  setting: ServerSetting = {},
): Promise<{ server: Api; conn: Api; peer: RawPeer; port: number }> {
  const { trace, net } = context
  const { server, port } = await listening(context, setting.options)
  const connected = later<Api>()
  server.on('connection', (conn: Api) => {
    trace.emitter('conn', conn)
    listenTo(conn)
    setting.prepare?.(conn)
    connected.resolve(conn)
  })
  const peer = await net.connect(port)
  await peer.upgrade(setting.request, setting.after)
  await peer.head()
  const conn = await connected.promise
  if (!setting.stay) hangUpAfterClose(peer)
  return { server, conn, peer, port }
}

/** The original takes the process down with an `error` that nobody listens to. */
function listenTo(conn: Api): void {
  conn.on('error', () => {})
}

/** A server of the API on a free port, not recorded. */
export async function listening(
  { api, trace }: Context,
  options: object = {},
): Promise<{ server: Api; port: number; url: string }> {
  const server = api.createServer(options)
  server.on('error', () => {})
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.socket.address().port))
  })
  trace.hide(port, '<port>')
  return { server, port, url: `ws://127.0.0.1:${port}` }
}

/** Both ends of the API, connected. */
export async function pairOf(
  context: Context,
  setting: { server?: object; client?: object; proxy?: boolean; path?: string } = {},
): Promise<{ wss: Api; url: string; client: Api; server: Api; clientTrace: Trace; serverTrace: Trace }> {
  const { api, trace, net } = context
  const { server: wss, url, port } = await listening(context, setting.server)
  const clientTrace = trace.lane('client')
  const serverTrace = trace.lane('server')
  const connected = later<Api>()
  wss.on('connection', (conn: Api) => {
    serverTrace.emitter('server', conn)
    listenTo(conn)
    connected.resolve(conn)
  })
  const target = setting.proxy ? (await net.proxy(port)).url : url
  const client = clientTrace.emitter('client', api.connect(target + (setting.path ?? ''), { ...setting.client }))
  listenTo(client)
  const server = await connected.promise
  await trace.seen(client, 'connect')
  return { wss, url, client, server, clientTrace, serverTrace }
}

/** Ends a raw peer's connection once it has received a Close frame. */
export async function hangUpAfterClose(peer: RawPeer): Promise<void> {
  await peer.closeFrame
  peer.end()
}

/** Reads a stream to its end; gives its bytes. */
export async function bytesOf(stream: Api): Promise<Buffer> {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  await new Promise((resolve) => stream.on('end', resolve))
  return Buffer.concat(parts)
}
