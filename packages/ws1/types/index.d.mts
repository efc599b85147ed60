/** The ES module form: the WebSocket class by default, and everything by name. */
import WebSocket from './index.cjs'

export import ClientOptions = WebSocket.ClientOptions
export import CloseEvent = WebSocket.CloseEvent
export import ControlFlags = WebSocket.ControlFlags
export import MessageEvent = WebSocket.MessageEvent
export import MessageFlags = WebSocket.MessageFlags
export import OpenEvent = WebSocket.OpenEvent
export import PerMessageDeflateOptions = WebSocket.PerMessageDeflateOptions
export import SendOptions = WebSocket.SendOptions
export import SentCallback = WebSocket.SentCallback
export import ServerOptions = WebSocket.ServerOptions
export import StreamCallback = WebSocket.StreamCallback
export import VerifyInfo = WebSocket.VerifyInfo
export import Receiver = WebSocket.Receiver
export import Sender = WebSocket.Sender
export import Server = WebSocket.Server
export import connect = WebSocket.connect
export import createConnection = WebSocket.createConnection
export import createServer = WebSocket.createServer
export { WebSocket }
export default WebSocket
