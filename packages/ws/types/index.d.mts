/**
 * The ES module form: the WebSocket class by default, and everything by name.
 * The declarations themselves are in the files that it names.
 */
import {
  type ExtensionOffers,
  type ExtensionParameters,
  extension,
  type FrameOptions,
  PerMessageDeflate,
  type PerMessageDeflateParameters,
  Receiver,
  type ReceiverOptions,
  Sender,
  subprotocol,
} from './protocol.cjs'
import { WebSocket } from './websocket.cjs'
import { Server } from './websocket-server.cjs'
import { createWebSocketStream } from './websocket-stream.cjs'

export import AddressInfo = WebSocket.AddressInfo
export import CertMeta = WebSocket.CertMeta
export import ClientOptions = WebSocket.ClientOptions
export import CloseEvent = WebSocket.CloseEvent
export import ConnectionOptions = WebSocket.ConnectionOptions
export import Data = WebSocket.Data
export import ErrorEvent = WebSocket.ErrorEvent
export import Event = WebSocket.Event
export import EventListener = WebSocket.EventListener
export import EventListenerOptions = WebSocket.EventListenerOptions
export import FinishRequestCallback = WebSocket.FinishRequestCallback
export import MessageEvent = WebSocket.MessageEvent
export import PerMessageDeflateOptions = WebSocket.PerMessageDeflateOptions
export import RawData = WebSocket.RawData
export import SendOptions = WebSocket.SendOptions
export import ServerOptions = WebSocket.ServerOptions
export import ServerSideOptions = WebSocket.ServerSideOptions
export import VerifyClientCallbackAsync = WebSocket.VerifyClientCallbackAsync
export import VerifyClientCallbackSync = WebSocket.VerifyClientCallbackSync
export import VerifyClientInfo = WebSocket.VerifyClientInfo
export import WebSocketEventMap = WebSocket.WebSocketEventMap
export import ZlibDeflateOptions = WebSocket.ZlibDeflateOptions

export const WebSocketServer: typeof Server
export interface WebSocketServer extends Server {}

export {
  createWebSocketStream,
  type ExtensionOffers,
  type ExtensionParameters,
  extension,
  type FrameOptions,
  PerMessageDeflate,
  type PerMessageDeflateParameters,
  Receiver,
  type ReceiverOptions,
  Sender,
  type Server,
  subprotocol,
  WebSocket,
}
export default WebSocket
