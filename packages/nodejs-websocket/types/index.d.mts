/** The ES module form: the object with the four functions by default, and each by name. */
import nodejsWebsocket from './index.cjs'

export {
  type ClientOptions,
  type Connection,
  type ConnectOptions,
  connect,
  createServer,
  type HandshakeOptions,
  type InStream,
  type OutStream,
  type SelectProtocol,
  type Server,
  type ServerOptions,
  setBinaryFragmentation,
  setMaxBufferLength,
  type WrittenCallback,
} from './index.cjs'
export default nodejsWebsocket
