/**
 * What the parity scenarios of the two dialects share: which implementations are compared, and the settings of a scenario.
 * No scenario is here.
 */
import type { RawPeer, RawServer, Scenario, ScenarioContext, Trace, UpgradeRequest } from '@rosetta-ws/conformance/diff'
import { parity } from '@rosetta-ws/conformance/diff/vitest'
import { defineDialect, ws1, wsd } from '../../src/index.js'

// biome-ignore lint/suspicious/noExplicitAny: scenarios call the API in every wrong way too
export type Api = any
export type Context = ScenarioContext<Api>

/** Tests scenarios of both dialects against ws 1.1.5. @param ofWsd names of scenarios in which wsd is another, and why */
export function parityOfDialects(
  title: string,
  scenarios: readonly Scenario<Api>[],
  ofWsd: readonly (readonly [names: RegExp, reason: string])[] = [],
): void {
  const original = async (): Promise<Api> => (await import('original-ws1')).default
  parity<Api>({ title: `ws1 ${title}`, original, ours: async () => defineDialect(ws1), scenarios })
  const differs = ({ name, differs }: Scenario<Api>): string | undefined =>
    differs ?? ofWsd.find(([names]) => names.test(name))?.[1]
  parity<Api>({
    title: `wsd ${title}`,
    original,
    ours: async () => defineDialect(wsd),
    scenarios: scenarios.map((scenario) => ({ ...scenario, differs: differs(scenario) })),
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
  protocols?: unknown
  path?: string
  headers?: readonly string[]
  after?: string | Uint8Array
  prepare?: (ws: Api) => void
  unopened?: boolean
  stay?: boolean
}

/** A client of the API (`ws`, recorded in lane main) and the raw server it is connected to (`peer`, lane server). */
export async function clientOf(
  { api, trace, net }: Context,
  setting: ClientSetting = {},
): Promise<{ ws: Api; peer: RawPeer; raw: RawServer }> {
  const accepted = later<RawPeer>()
  const raw = await net.listen(async (peer) => {
    await peer.accept({ headers: setting.headers, after: setting.after })
    accepted.resolve(peer)
    if (!setting.stay) hangUpAfterClose(peer)
  })
  const options = { perMessageDeflate: false, ...setting.options }
  const ws = trace.emitter('ws', new api(raw.url + (setting.path ?? ''), setting.protocols ?? [], options))
  ws.on('error', () => {})
  setting.prepare?.(ws)
  if (!setting.unopened) await trace.seen(ws, 'open')
  return { ws, peer: await accepted.promise, raw }
}

export interface ServerSetting {
  options?: object
  request?: UpgradeRequest
  after?: Uint8Array | string
  prepare?: (ws: Api) => void
  stay?: boolean
}

/** A server of the API, its ws (recorded in lane main) and the raw client connected to it (`peer`, lane client). */
export async function serverOf(
  context: Context,
  setting: ServerSetting = {},
): Promise<{ wss: Api; ws: Api; peer: RawPeer; port: number }> {
  const { trace, net } = context
  const { wss, port } = await listening(context, setting.options)
  const connected = later<Api>()
  wss.on('connection', (ws: Api) => {
    trace.emitter('ws', ws)
    ws.on('error', () => {})
    setting.prepare?.(ws)
    connected.resolve(ws)
  })
  const peer = await net.connect(port)
  await peer.upgrade(setting.request, setting.after)
  await peer.head()
  const ws = await connected.promise
  if (!setting.stay) hangUpAfterClose(peer)
  return { wss, ws, peer, port }
}

/** A server of the API on a port that the system chooses, not recorded. */
export async function listening(
  { api, trace }: Context,
  options: object = {},
): Promise<{ wss: Api; port: number; url: string }> {
  const up = later()
  const wss = new api.Server({ port: 0, host: '127.0.0.1', ...options }, () => up.resolve())
  await up.promise
  const { port } = wss._server.address()
  trace.hide(port, '<port>')
  return { wss, port, url: `ws://127.0.0.1:${port}` }
}

/** Both ends of the API, connected. */
export async function pairOf(
  context: Context,
  setting: { server?: object; client?: object; proxy?: boolean; protocols?: unknown } = {},
): Promise<{ wss: Api; url: string; client: Api; server: Api; clientTrace: Trace; serverTrace: Trace }> {
  const { api, trace, net } = context
  const { wss, url, port } = await listening(context, setting.server)
  const clientTrace = trace.lane('client')
  const serverTrace = trace.lane('server')
  const connected = later<Api>()
  wss.on('connection', (ws: Api) => {
    serverTrace.emitter('server', ws)
    ws.on('error', () => {})
    connected.resolve(ws)
  })
  const target = setting.proxy ? (await net.proxy(port, { inflate: true })).url : url
  const client = clientTrace.emitter('client', new api(target, setting.protocols ?? [], setting.client))
  client.on('error', () => {})
  const server = await connected.promise
  await trace.seen(client, 'open')
  return { wss, url, client, server, clientTrace, serverTrace }
}

/** Runs `act` while the close timeout of 30 seconds is one of 30 milliseconds. For scenarios that run alone. */
export async function withShortTimeout<T>(act: () => Promise<T>): Promise<T> {
  const { setTimeout } = globalThis
  const start = (callback: () => void, milliseconds?: number): unknown => {
    return setTimeout(callback, milliseconds === 30_000 ? 30 : milliseconds)
  }
  globalThis.setTimeout = Object.assign(start, setTimeout) as typeof setTimeout
  try {
    return await act()
  } finally {
    globalThis.setTimeout = setTimeout
  }
}

/** Ends a raw peer's connection once it has received a Close frame. */
export async function hangUpAfterClose(peer: RawPeer): Promise<void> {
  await peer.closeFrame
  peer.end()
}
