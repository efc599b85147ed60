/** The CommonJS form: `require` gives an object with the functions. */
/// <reference types="node" />

import type * as http from 'node:http'
import type * as https from 'node:https'
import type * as net from 'node:net'

// A facade may be installed under its own name or under that of the package that it stands in for, or not at all: what is
// not found is `any` here.
// @ts-ignore
import type { Connection as OwnNodejsWebSocket } from '@rosetta-ws/nodejs-websocket'
// @ts-ignore
import type * as OwnWebsocket from '@rosetta-ws/websocket'
// @ts-ignore
import type { WebSocket as OwnWs } from '@rosetta-ws/ws'
// @ts-ignore
import type { WebSocket as OwnWs1 } from '@rosetta-ws/ws1'
// @ts-ignore
import type { WebSocket as OwnWsd } from '@rosetta-ws/wsd'
// @ts-ignore
import type { Connection as AliasedNodejsWebSocket } from 'nodejs-websocket'
// @ts-ignore
import type { connection as AliasedConnection, w3cwebsocket as AliasedW3C } from 'websocket'
// @ts-ignore
import type { WebSocket as AliasedWs } from 'ws'
// @ts-ignore
import type { WebSocket as AliasedWsd } from 'wsd'

// In brackets, since a condition on what was not found is itself not found.

/** What is `any` is left out. */
type Known<Type> = [0] extends [1 & Type] ? never : Type
type FirstKnown<One, Other> = [0] extends [1 & One] ? Other : One
/** What `ws` is, where it is of the generation that is asked for: three packages are installed under that name. */
type If<Condition, Type> = [0] extends [1 & Condition] ? any : Condition extends true ? Type : any
type IsWs1<Type> = [0] extends [1 & Type] ? any : Type extends { readonly upgradeReq: unknown } ? true : false
type IsWsd<Type> = [0] extends [1 & Type] ? any : Type extends { readonly closeReceived: boolean } ? true : false
type Not<Condition> = [0] extends [1 & Condition] ? any : Condition extends true ? false : true

declare namespace bridge {
  /** `WebSocket` of `ws` 8. */
  type Ws = FirstKnown<OwnWs, If<Not<IsWs1<AliasedWs>>, AliasedWs>>
  /** `WebSocketConnection` of `websocket`. */
  type WebSocketConnection = FirstKnown<OwnWebsocket.connection, AliasedConnection>
  /** `W3CWebSocket` of `websocket`. */
  type W3CWebSocket = FirstKnown<OwnWebsocket.w3cwebsocket, AliasedW3C>
  /** `Connection` of `nodejs-websocket`. */
  type NodejsWebSocket = FirstKnown<OwnNodejsWebSocket, AliasedNodejsWebSocket>
  /** `WebSocket` of `wsd`. */
  type Wsd = FirstKnown<OwnWsd, FirstKnown<AliasedWsd, If<IsWsd<AliasedWs>, AliasedWs>>>
  /** `WebSocket` of `ws` 1. */
  type Ws1 = FirstKnown<OwnWs1, If<Not<IsWsd<AliasedWs>>, If<IsWs1<AliasedWs>, AliasedWs>>>

  type KnownConnection =
    | Known<Ws>
    | Known<WebSocketConnection>
    | Known<W3CWebSocket>
    | Known<NodejsWebSocket>
    | Known<Wsd>
    | Known<Ws1>
  /** A connection object of any dialect, of either side. */
  type AnyConnection = [KnownConnection] extends [never] ? object : KnownConnection

  /** A server of any dialect: `handleUpgrade` is of all but that of `nodejs-websocket`, which has a list and a `socket`. */
  type AnyServer =
    | { handleUpgrade(request: http.IncomingMessage, socket: any, head: Buffer, callback: any): void }
    | { readonly connections: readonly object[]; readonly socket: net.Server }

  /** Several servers at one path, told apart by the subprotocols that a client offers. */
  interface SubprotocolRoute {
    /** By subprotocol. The first that the client offers and that is named here decides. */
    readonly subprotocols: Readonly<Record<string, AnyServer>>
    /** Takes a client that offers none of them. Without it, such a client is answered 404. */
    readonly otherwise?: AnyServer
  }

  /** By path: '/chat', or '*' for every path that is not named. */
  type Routes = Readonly<Record<string, AnyServer | SubprotocolRoute>>

  /**
   * The same live connection as a `WebSocket` of `ws` 8: always the same object, and the connection itself where it is one.
   *
   * @throws TypeError for what is no connection of a facade; Error before it is open, or where the facade is not installed
   */
  function asWs(connection: AnyConnection): Ws
  /** The same live connection as a `WebSocketConnection` of `websocket`. @throws as `asWs` */
  function asWebSocketConnection(connection: AnyConnection): WebSocketConnection
  /** The same live connection as a `Connection` of `nodejs-websocket`. @throws as `asWs` */
  function asNodejsWebSocket(connection: AnyConnection): NodejsWebSocket
  /** The same live connection as a `WebSocket` of `wsd`. @throws as `asWs` */
  function asWsd(connection: AnyConnection): Wsd
  /** The same live connection as a `WebSocket` of `ws` 1. @throws as `asWs` */
  function asWs1(connection: AnyConnection): Ws1

  /**
   * Has each path of an HTTP server speak its own dialect. What no route claims goes to the other listeners of 'upgrade', or
   * is answered 404 if there are none.
   *
   * @returns a function that ends this; connections that are open stay
   * @throws TypeError or Error for routes that cannot be, with what to do
   */
  function mount(httpServer: http.Server | https.Server, routes: Routes): () => void
}

export = bridge
