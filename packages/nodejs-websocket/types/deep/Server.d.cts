/** A server of connections. */
/// <reference types="node" />

import events = require('node:events')

import type * as net from 'node:net'

import type ws = require('../index.cjs')

declare namespace Server {
  /** Of any other event. */
  type Listener = Parameters<events.EventEmitter['on']>[1]
  interface Events {
    listening: () => void
    close: () => void
    error: (error: Error) => void
    connection: (connection: ws.Connection) => void
  }
}

declare class Server extends events.EventEmitter {
  constructor(secure?: boolean, options?: ws.ServerOptions, callback?: (connection: ws.Connection) => void)

  /** The underlying `net`, `tls` or HTTP server. */
  readonly socket: net.Server
  /** All connections that are open. */
  readonly connections: ws.Connection[]

  /** Begins to accept connections; on all addresses without a host. `callback` is added to `listening`. */
  listen(port?: number | string, callback?: () => void): this
  listen(port: number | string, host?: string, callback?: () => void): this
  /** Accepts no more connections. `callback` is added to `close`, once. */
  close(callback?: () => void): void

  on<Name extends keyof Server.Events>(event: Name, listener: Server.Events[Name]): this
  on(event: string | symbol, listener: Server.Listener): this
  once<Name extends keyof Server.Events>(event: Name, listener: Server.Events[Name]): this
  once(event: string | symbol, listener: Server.Listener): this
  addListener<Name extends keyof Server.Events>(event: Name, listener: Server.Events[Name]): this
  addListener(event: string | symbol, listener: Server.Listener): this
  off<Name extends keyof Server.Events>(event: Name, listener: Server.Events[Name]): this
  off(event: string | symbol, listener: Server.Listener): this
  removeListener<Name extends keyof Server.Events>(event: Name, listener: Server.Events[Name]): this
  removeListener(event: string | symbol, listener: Server.Listener): this
}

export = Server
