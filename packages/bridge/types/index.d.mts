/** The ES module form: the functions by name, and all of them by default. */
import bridge from './index.cjs'

export import AnyConnection = bridge.AnyConnection
export import AnyServer = bridge.AnyServer
export import NodejsWebSocket = bridge.NodejsWebSocket
export import Routes = bridge.Routes
export import SubprotocolRoute = bridge.SubprotocolRoute
export import W3CWebSocket = bridge.W3CWebSocket
export import WebSocketConnection = bridge.WebSocketConnection
export import Ws = bridge.Ws
export import Ws1 = bridge.Ws1
export import Wsd = bridge.Wsd
export import asNodejsWebSocket = bridge.asNodejsWebSocket
export import asWebSocketConnection = bridge.asWebSocketConnection
export import asWs = bridge.asWs
export import asWs1 = bridge.asWs1
export import asWsd = bridge.asWsd
export import mount = bridge.mount
export default bridge
