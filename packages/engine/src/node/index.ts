/** The engine on Node: sockets, zlib, keys. */

export { newKey } from './client-key.js'
export {
  type Dialect,
  type DialectName,
  type DialectRegistry,
  dialectRegistry,
  type OpeningParticulars,
  registerDialect,
} from './dialect-registry.js'
export { shrinkListenerTable } from './listener-table.js'
export { nodePlatform } from './node-platform.js'
export {
  acceptValue,
  type HeadEncoding,
  type Refusal,
  refuseUpgrade,
  writeSwitchingProtocols,
} from './server-upgrade.js'
export { SocketTransport } from './socket-transport.js'
export { WorkLimiter } from './work-limiter.js'
export { createDeflate, type ZlibCodecOptions } from './zlib-codec.js'
