/** The package: `createServer` and `connect`, and the two settings that all connections share. */

import net from 'node:net'
import tls from 'node:tls'
import { Connection } from './connection.js'
import './dialect-entry.js'
import type { ClientOptions } from './opening-handshake.js'
import { Server, type ServerOptions } from './server.js'

type ConnectionListener = (connection: Connection) => void
type ConnectOptions = ClientOptions & net.NetConnectOpts & tls.ConnectionOptions

/**
 * A server. Call `listen` on it.
 *
 * @param options of `net.createServer`, or of `tls.createServer` where `secure` is true, and of `ServerOptions`
 * @param callback is added to `connection`
 */
export function createServer(options?: ServerOptions | ConnectionListener, callback?: ConnectionListener): Server {
  // biome-ignore lint/complexity/noArguments: an explicit undefined is an error, as it is for the original
  if (arguments.length === 0 || typeof options === 'function') return new Server(false, options)
  return new Server(Boolean((options as ServerOptions).secure), options, callback)
}

const defaultPorts: Readonly<Record<string, number>> = { 'ws:': 80, 'wss:': 443 }

/**
 * A client's connection.
 *
 * @param url `ws:` or `wss:`
 * @param options of `net.connect` or `tls.connect`, and of `ClientOptions`; `host` and `port` are set in it
 * @param callback is added to `connect`
 * @throws Error for another protocol, TypeError for what is no URL
 */
export function connect(
  url: string,
  options?: Partial<ConnectOptions> | (() => void),
  callback?: () => void,
): Connection {
  if (typeof options === 'function') {
    callback = options
    options = undefined
  }
  const address = addressOf(url)
  const settings = (options ?? {}) as Omit<ConnectOptions, 'port'> & { host: string; port: number | string }
  settings.port = address.port === '' ? (defaultPorts[address.protocol] as number) : address.port
  settings.host = address.hostname.replace(/^\[(.*)\]$/, '$1')
  const socket =
    address.protocol === 'wss:'
      ? tls.connect(settings as tls.ConnectionOptions)
      : net.connect(settings as net.NetConnectOpts)
  const { extraHeaders, protocols, handshakeTimeout, closeTimeout } = settings
  const path = address.pathname + address.search
  const client = { host: settings.host, path, extraHeaders, protocols, handshakeTimeout, closeTimeout }
  return new Connection(socket, client as ClientOptions, callback)
}

function addressOf(url: string): URL {
  if (typeof url !== 'string') {
    throw Object.assign(new TypeError(`The "url" argument must be of type string. Received ${received(url)}`), {
      code: 'ERR_INVALID_ARG_TYPE',
    })
  }
  const protocol = /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase()
  if (protocol === undefined || !(protocol in defaultPorts)) {
    throw new Error(`Invalid protocol ${protocol}. It must be ws or wss`)
  }
  return new URL(url)
}

function received(value: unknown): string {
  return value === null || value === undefined ? String(value) : `type ${typeof value} (${String(value)})`
}

/** Sets the bytes that `beginBinary` gathers into one frame: 524288 at first. */
export function setBinaryFragmentation(bytes: number): void {
  Connection.binaryFragmentation = bytes
}

/** Sets the bytes that a connection holds of what it receives: 2097152 at first. A larger text ends it with 1009. */
export function setMaxBufferLength(bytes: number): void {
  Connection.maxBufferLength = bytes
}

export default { createServer, connect, setBinaryFragmentation, setMaxBufferLength }
