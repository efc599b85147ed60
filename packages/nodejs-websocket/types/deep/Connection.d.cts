/** One end of a connection. */
/// <reference types="node" />

import events = require('node:events')

import type { Socket } from 'node:net'

import type ws = require('../index.cjs')

declare namespace Connection {
  /** Of any other event. */
  type Listener = Parameters<events.EventEmitter['on']>[1]
  interface Events {
    connect: () => void
    text: (text: string) => void
    binary: (inStream: ws.InStream) => void
    pong: (data: string) => void
    /** Emitted to those who listen; the ping has been answered. */
    ping: (data: string) => void
    close: (code: number | undefined, reason: string | undefined) => void
    error: (error: Error) => void
  }
  /** What a client's handshake on a socket of the caller asks for. */
  interface Handshake extends ws.ClientOptions {
    path?: string
    host?: string
  }
}

declare class Connection extends events.EventEmitter {
  static binaryFragmentation: number
  static maxBufferLength: number

  constructor(socket: Socket, options: Connection.Handshake, callback?: () => void)

  readonly CONNECTING: 0
  readonly OPEN: 1
  readonly CLOSING: 2
  readonly CLOSED: 3

  readonly socket: Socket
  /** The server that accepted the connection, or null. */
  readonly server: ws.Server | null
  readyState: number
  /** The stream of `beginBinary`, until it has finished. */
  outStream: ws.OutStream | null
  /** The requested path, with its query. */
  path: string
  /** The host that a client connects to, or null. */
  readonly host: string | null
  readonly extraHeaders: Record<string, string | number | readonly string[]> | null | undefined
  /** Of the handshake, by lower-case name. */
  headers: Record<string, string>
  /** What the client offered. */
  protocols: string[]
  protocol: string | undefined
  key: string | null
  readonly buffer: Buffer
  readonly frameBuffer: Buffer | null

  /** Sends a text. Gives false if the socket has more to write than it takes at the moment. */
  sendText(text: string | number | boolean | bigint, callback?: unknown): boolean | undefined
  /** Sends a binary message in one frame. */
  sendBinary(data: Uint8Array, callback?: unknown): boolean | undefined
  /** Sends a string as text, a `Buffer` as binary. */
  send(data: string | Buffer, callback?: unknown): void
  /** Begins a binary message. Undefined, with an `error`, where none may begin. */
  beginBinary(): ws.OutStream | undefined
  /** Sends a ping of at most 125 bytes. */
  sendPing(data?: string): void
  /** Starts the closing handshake, and emits `close` with the same arguments. */
  close(code?: number, reason?: string): void

  on<Name extends keyof Connection.Events>(event: Name, listener: Connection.Events[Name]): this
  on(event: string | symbol, listener: Connection.Listener): this
  once<Name extends keyof Connection.Events>(event: Name, listener: Connection.Events[Name]): this
  once(event: string | symbol, listener: Connection.Listener): this
  addListener<Name extends keyof Connection.Events>(event: Name, listener: Connection.Events[Name]): this
  addListener(event: string | symbol, listener: Connection.Listener): this
  off<Name extends keyof Connection.Events>(event: Name, listener: Connection.Events[Name]): this
  off(event: string | symbol, listener: Connection.Listener): this
  removeListener<Name extends keyof Connection.Events>(event: Name, listener: Connection.Events[Name]): this
  removeListener(event: string | symbol, listener: Connection.Listener): this
}

export = Connection
