/** The CommonJS form: `require` gives an object with four functions. The classes have a file each, in `deep`. */
/// <reference types="node" />

import type * as http from 'node:http'
import type * as https from 'node:https'
import type * as net from 'node:net'
import type * as tls from 'node:tls'

import Connection_ = require('./deep/Connection.cjs')
import InStream_ = require('./deep/InStream.cjs')
import OutStream_ = require('./deep/OutStream.cjs')
import Server_ = require('./deep/Server.cjs')

declare namespace nodejsWebsocket {
  type Connection = Connection_
  type Server = Server_
  /** A binary message that is being received. */
  type InStream = InStream_
  /** A binary message that is being sent. */
  type OutStream = OutStream_
  /** Called when the bytes have left the process, or could not. */
  type WrittenCallback = (error?: Error | null) => void
  /** Chooses one of the offered protocols, in the client's order of preference. */
  type SelectProtocol = (connection: Connection, protocols: string[]) => string | null | undefined

  interface HandshakeOptions {
    /** Milliseconds for an opening handshake, 60000 by default; 0 for no limit. */
    handshakeTimeout?: number
    /** Milliseconds from a Close frame until the socket is destroyed, 30000 by default; 0 for no limit. */
    closeTimeout?: number
  }

  interface ServerOptions extends net.ServerOpts, tls.TlsOptions, HandshakeOptions {
    /** Whether to speak TLS. */
    secure?: boolean
    /** The protocols that are accepted. The client's preference decides. */
    validProtocols?: string[]
    selectProtocol?: SelectProtocol
    /** Takes the upgrades of this server, in place of a server of its own. */
    httpServer?: http.Server | https.Server
  }

  interface ClientOptions extends HandshakeOptions {
    /** Sent behind the headers of the handshake, or in place of them. */
    extraHeaders?: Record<string, string | number | readonly string[]>
    protocols?: string[]
  }

  type ConnectOptions = ClientOptions &
    Omit<Partial<net.TcpNetConnectOpts>, 'port'> &
    Omit<tls.ConnectionOptions, 'port'> & { port?: number | string }

  /** A server that is not listening yet. `callback` is added to `connection`. */
  function createServer(callback?: (connection: Connection) => void): Server
  function createServer(options: ServerOptions, callback?: (connection: Connection) => void): Server

  /** A client's connection. `callback` is added to `connect`; `host` and `port` are set in `options`. */
  function connect(url: string, callback?: () => void): Connection
  function connect(url: string, options?: ConnectOptions, callback?: () => void): Connection

  /** Sets the bytes that a stream of `beginBinary` gathers for a frame; 524288 at first. */
  function setBinaryFragmentation(bytes: number): void

  /** Sets the bytes that a connection holds of what it receives; 2097152 at first. */
  function setMaxBufferLength(bytes: number): void
}

export = nodejsWebsocket
