/** The engine's core: RFC 6455 and RFC 7692 without a platform. `@rosetta-ws/engine/node` runs it on Node. */

export { ClosingState } from './connection/closing.js'
export {
  Connection,
  type ConnectionDeflate,
  type ConnectionOptions,
} from './connection/connection.js'
export type { ConnectionHandler } from './connection/connection-handler.js'
export { type ConnectionFace, ConnectionView } from './connection/connection-view.js'
export type { FrameTap, TappedFrame } from './connection/frame-tap.js'
export type { ViewWishes } from './connection/observers.js'
export {
  COPY_BYTES,
  type DeferredPayload,
  Outbox,
  type OutboxDeflate,
  type OutboxOwner,
  type OutboxWork,
  type Outgoing,
  type Payload,
  SendFlag,
} from './connection/outbox.js'
export { defaultPolicy, type Policy } from './connection/policy.js'
export type { Role } from './connection/receiving-half.js'
export type { Transport, TransportHandler, WrittenCallback } from './connection/transport.js'
export type { DeflateReceiver, Deflater, InflateReceiver, Inflater } from './extensions/codec.js'
export {
  type ExtensionOffer,
  type ExtensionParameter,
  formatExtensions,
  parseExtensions,
} from './extensions/extension-header.js'
export {
  acceptDeflateAnswer,
  acceptDeflateOffer,
  type DeflateAgreement,
  type DeflateFault,
  type DeflateParameters,
  type DeflateWishes,
  deflateOffer,
  isDeflateFault,
  PERMESSAGE_DEFLATE,
  readDeflateParameters,
  toExtensionParameters,
} from './extensions/permessage-deflate.js'
export { checkClosePayload, closeCodeOf } from './frames/close-payload.js'
export { Flow } from './frames/flow.js'
export { FrameDecoder } from './frames/frame-decoder.js'
export type { FrameHandler, FrameHeader } from './frames/frame-handler.js'
export { FIN, frameHeaderSize, RSV1, writeFrameHeader } from './frames/frame-header.js'
export { maskInPlace } from './frames/masking.js'
export {
  checkResponse,
  isResponseFault,
  type OpeningAgreement,
  type OpeningOffer,
  type ResponseFault,
} from './handshake/client-handshake.js'
export type { Head } from './handshake/head.js'
export {
  type AcceptedRequest,
  checkRequest,
  chooseExtensions,
  type ExtensionChoice,
  isAccepted,
  type OpeningRequest,
  type RequestFault,
  requestedSubprotocols,
  switchingProtocols,
} from './handshake/server-handshake.js'
export { parseSubprotocols, type RepeatedSubprotocol } from './handshake/subprotocol.js'
export { forEachFragment } from './messages/fragmenter.js'
export { type AssemblerPolicy, MessageAssembler } from './messages/message-assembler.js'
export type { MessageData, MessageHandler } from './messages/message-handler.js'
export type { Platform } from './platform.js'
export { CloseCode, isCloseCodeOnWire } from './rfc/close-code.js'
export { type HeaderFault, isHeaderFault, isToken } from './rfc/header-grammar.js'
export { isControl, Opcode } from './rfc/opcode.js'
export { type Violation, type ViolationDetail, violations } from './rfc/violation.js'
