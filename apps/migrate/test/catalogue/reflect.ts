/**
 * What the originals really have: their exports, prototypes and live objects, and the events, options and typed members
 * that their sources and declarations name. It does not judge the catalogue.
 */
import { EventEmitter } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Project } from 'ts-morph'
import type { Dialect, Kind } from '../../src/catalogue/model.js'

const require = createRequire(import.meta.url)

/** Names by kind, `kind.name`. */
export type Found = Set<string>

type Members = Record<string | symbol, unknown>
// biome-ignore lint/suspicious/noExplicitAny: packages of ten years ago, without types for what is looked at here
type Loose = any

const ordinary = new Set([
  ...['length', 'name', 'prototype', 'caller', 'arguments', 'super_', 'constructor', 'default', 'module.exports'],
  ...['_events', '_eventsCount', '_maxListeners', 'domain'],
])

/** The names of an object, and those that its prototypes add to Node's classes. */
export function addObject(found: Found, kind: Kind, object: object): void {
  for (let at = object; at && !isNodes(at); at = Object.getPrototypeOf(at)) {
    for (const name of ownNames(at)) found.add(`${kind}.${name}`)
  }
}

/** The statics of a class. */
export function addStatics(found: Found, kind: Kind, owner: Loose): void {
  for (const name of ownNames(owner)) if (!(name in EventEmitter)) found.add(`${kind}.${name}`)
}

function ownNames(object: object): string[] {
  const inherited = nodesStateOf(object)
  return Object.getOwnPropertyNames(object).filter((name) => !ordinary.has(name) && !Object.hasOwn(inherited, name))
}

/** What the constructors of Node's streams put on each of their instances. */
function nodesStateOf(object: Loose): Members {
  const { Readable, Writable } = require('node:stream')
  if (object instanceof Writable) return new Writable()
  return object instanceof Readable ? new Readable() : {}
}

const isNodes = (prototype: object) => {
  const { Stream, Readable, Writable, Duplex } = require('node:stream')
  return [Object, Function, EventEmitter, Stream, Readable, Writable, Duplex].some((one) => one.prototype === prototype)
}

/** The names of events that the sources of a package emit. */
export function emitted(name: string): Set<string> {
  return matches(name, /\bemit(?:Close)?\(\s*['"]([a-zA-Z-]+)['"]/g)
}

/** The members of objects of options that the sources of a package read. */
export function optionsRead(name: string): Set<string> {
  return matches(name, /\b(?:options|opts|config|serverConfig)(?:\.value)?\.([a-zA-Z]+)/g)
}

function matches(name: string, pattern: RegExp): Set<string> {
  const found = new Set<string>()
  for (const file of sources(name))
    for (const [, match] of readFileSync(file, 'utf8').matchAll(pattern)) found.add(match)
  return found
}

function sources(name: string): string[] {
  const folder = dirname(require.resolve(`${name}/package.json`))
  const folders = [folder, join(folder, 'lib')].filter((one) => existsSync(one))
  return folders.flatMap((one) =>
    readdirSync(one)
      .filter((file) => file.endsWith('.js'))
      .map((file) => join(one, file)),
  )
}

/** Members of the classes and interfaces that files of declarations have, as `Name.member`. */
export function typed(files: readonly string[]): Set<string> {
  const project = new Project({ skipFileDependencyResolution: true })
  const found = new Set<string>()
  for (const file of files.map((one) => project.addSourceFileAtPath(one))) {
    const places = [file, ...file.getModules()]
    for (const one of places.flatMap((at) => [...at.getClasses(), ...at.getInterfaces()])) {
      const members = one.getMembers().flatMap((member) => ('getName' in member ? [member.getName()] : []))
      for (const member of members) if (!(member in EventEmitter.prototype)) found.add(`${one.getName()}.${member}`)
    }
  }
  return found
}

/** The declarations in a folder and its subfolders. */
export function declarations(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.d\.c?ts$/.test(name)).map((name) => join(folder, name))
}

/** Live objects of an API, from connections that are made for it; and objects of options as it completes them. */
export type LiveObjects = readonly (readonly [Kind, Loose])[]

/** Opens connections through an API, hands its objects to `look` while they are open, and closes all. */
export async function withLive<T>(dialect: Dialect, api: Loose, look: (objects: LiveObjects) => T): Promise<T> {
  const http = createServer()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()))
  const ends: (() => void)[] = []
  try {
    return look(await makers[dialect](api, http, ends))
  } finally {
    for (const end of ends) end()
    http.closeAllConnections()
    await new Promise((resolve) => http.close(resolve))
  }
}

const urlOf = (http: Server) => `ws://127.0.0.1:${(http.address() as { port: number }).port}/path?a=b`

const event = (emitter: Loose, name: string) =>
  new Promise<Loose>((resolve, reject) => {
    emitter.once(name, resolve)
    if (name !== 'error') emitter.once('error', reject)
  })

type Maker = (api: Loose, http: Server, ends: (() => void)[]) => Promise<LiveObjects>

const makers: Record<Dialect, Maker> = {
  async ws(api, http, ends) {
    const { WebSocket, WebSocketServer } = api
    const server = new WebSocketServer({ server: http, perMessageDeflate: true })
    const accepted = event(server, 'connection')
    const client = new WebSocket(urlOf(http))
    ends.push(() => client.terminate())
    await event(client, 'open')
    return [
      ['connection', client],
      ['connection', await accepted],
      ['sender', client._sender],
      ['receiver', client._receiver],
      ['perMessageDeflate', new api.PerMessageDeflate({})],
      ['server', server],
      ['serverOptions', server.options],
    ]
  },
  async websocket(api, http, ends) {
    const server = new api.server({ httpServer: http })
    ends.push(() => server.shutDown())
    const router = new api.router({ server })
    router.detachServer()
    const requests: Loose[] = []
    const accepted: Loose[] = []
    server.on('request', (request: Loose) => {
      requests.push(request)
      accepted.push(request.accept(null, request.origin))
    })
    const client = new api.client()
    client.connect(urlOf(http), null, null, { Cookie: 'a=b' })
    const connected = await event(client, 'connect')
    const browser = new api.w3cwebsocket(urlOf(http))
    await new Promise((resolve) => {
      browser.onopen = resolve
    })
    return [
      ['connection', connected],
      ['connection', accepted[0]],
      ['request', requests[0]],
      ['cookie', requests[0].cookies[0]],
      ['client', client],
      ['connectOptions', client.config],
      ['server', server],
      ['serverOptions', server.config],
      ['router', router],
      ['frame', new api.frame(Buffer.alloc(4), Buffer.alloc(10), { maxReceivedFrameSize: 1 })],
      ['w3c', browser],
    ]
  },
  async 'nodejs-websocket'(api, _http, ends) {
    const server = api.createServer()
    const accepted = event(server, 'connection')
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const client = api.connect(`ws://127.0.0.1:${server.socket.address().port}/`)
    await event(client, 'connect')
    const incoming = await accepted
    for (const one of [client, incoming]) one.on('error', () => {})
    ends.push(() => {
      for (const one of [client, incoming]) one.socket.destroy()
      server.close()
    })
    const outStream = client.beginBinary()
    const inStream = event(incoming, 'binary')
    outStream.end(Buffer.from('x'))
    return [
      ['connection', client],
      ['connection', incoming],
      ['server', server],
      ['outStream', outStream],
      ['inStream', await inStream],
    ]
  },
  async ws1(api, http, ends) {
    const server = new api.Server({ server: http })
    const accepted = event(server, 'connection')
    const client = new api(urlOf(http))
    ends.push(() => client.terminate())
    await event(client, 'open')
    return [
      ['connection', client],
      ['connection', await accepted],
      ['sender', client._sender],
      ['receiver', new api.Receiver()],
      ['server', server],
      ['serverOptions', server.options],
    ]
  },
}
