/**
 * The CommonJS form: `require` gives the WebSocket class, and the rest of the package as its statics.
 * The declarations themselves are in the files that it names.
 */
/// <reference types="node" />

import type { IncomingMessage } from 'node:http'

import protocol = require('./protocol.cjs')
import base = require('./websocket.cjs')
import server = require('./websocket-server.cjs')
import stream = require('./websocket-stream.cjs')

declare class WebSocket extends base.WebSocket {}

declare const WebSocketAlias: typeof WebSocket
interface WebSocketAlias extends WebSocket {}

declare namespace WebSocket {
  export import AddressInfo = base.WebSocket.AddressInfo
  export import CertMeta = base.WebSocket.CertMeta
  export import ClientOptions = base.WebSocket.ClientOptions
  export import CloseEvent = base.WebSocket.CloseEvent
  export import ConnectionOptions = base.WebSocket.ConnectionOptions
  export import Data = base.WebSocket.Data
  export import ErrorEvent = base.WebSocket.ErrorEvent
  export import Event = base.WebSocket.Event
  export import EventListener = base.WebSocket.EventListener
  export import EventListenerOptions = base.WebSocket.EventListenerOptions
  export import FinishRequestCallback = base.WebSocket.FinishRequestCallback
  export import MessageEvent = base.WebSocket.MessageEvent
  export import PerMessageDeflateOptions = base.WebSocket.PerMessageDeflateOptions
  export import RawData = base.WebSocket.RawData
  export import SendOptions = base.WebSocket.SendOptions
  export import ServerSideOptions = base.WebSocket.ServerSideOptions
  export import VerifyClientCallbackAsync = base.WebSocket.VerifyClientCallbackAsync
  export import VerifyClientCallbackSync = base.WebSocket.VerifyClientCallbackSync
  export import VerifyClientInfo = base.WebSocket.VerifyClientInfo
  export import WebSocketEventMap = base.WebSocket.WebSocketEventMap
  export import ZlibDeflateOptions = base.WebSocket.ZlibDeflateOptions

  export import ExtensionOffers = protocol.ExtensionOffers
  export import ExtensionParameters = protocol.ExtensionParameters
  export import FrameOptions = protocol.FrameOptions
  export import PerMessageDeflate = protocol.PerMessageDeflate
  export import PerMessageDeflateParameters = protocol.PerMessageDeflateParameters
  export import Receiver = protocol.Receiver
  export import ReceiverOptions = protocol.ReceiverOptions
  export import Sender = protocol.Sender
  export import extension = protocol.extension
  export import subprotocol = protocol.subprotocol
  export import createWebSocketStream = stream.createWebSocketStream

  interface ServerOptions<
    U extends typeof WebSocketAlias = typeof WebSocketAlias,
    V extends typeof IncomingMessage = typeof IncomingMessage,
  > extends base.WebSocket.ServerOptions<U, V> {}

  class Server<
    T extends typeof WebSocketAlias = typeof WebSocketAlias,
    U extends typeof IncomingMessage = typeof IncomingMessage,
  > extends server.Server<T, U> {}

  const WebSocketServer: typeof Server
  interface WebSocketServer extends Server {}

  const WebSocket: typeof WebSocketAlias
  interface WebSocket extends WebSocketAlias {}
}

export = WebSocket
