// biome-ignore-all lint/suspicious/noExplicitAny: the signatures of the original have it
/**
 * Declares the parts of the protocol that the package gives out beside its two main classes, for both module forms.
 * Connections and servers are declared elsewhere.
 */
/// <reference types="node" />

import type { Duplex, Writable } from 'node:stream'
import type { WebSocket } from './websocket.cjs'

export {
  ExtensionOffers,
  ExtensionParameters,
  extension,
  FrameOptions,
  PerMessageDeflate,
  PerMessageDeflateParameters,
  Receiver,
  ReceiverOptions,
  Sender,
  subprotocol,
}

/** Parameters of one offer as they are in the header: each value in order, true where a parameter has none. */
interface ExtensionParameters {
  [parameter: string]: (string | true)[] | undefined
}

/** The offers of a header by extension, in the order of the header. The object has no prototype. */
interface ExtensionOffers {
  [extension: string]: ExtensionParameters[] | undefined
}

/** What `extension.format` takes: a parameter may have one value or several, and an extension one offer or several. */
interface ExtensionsToFormat {
  [extension: string]: ParametersToFormat | ParametersToFormat[] | undefined
}

type ParametersToFormat = object

/** The `Sec-WebSocket-Extensions` header. @rfc 6455 §9.1 */
declare const extension: {
  /** @throws {SyntaxError} The header breaks the grammar. */
  parse(header: string): ExtensionOffers
  /** Writes a header; a parameter whose value is true has its name only. */
  format(extensions: ExtensionsToFormat): string
}

/** The `Sec-WebSocket-Protocol` header of a client. @rfc 6455 §11.3.4 */
declare const subprotocol: {
  /**
   * The subprotocols in the order of the header.
   *
   * @throws {SyntaxError} The header breaks the grammar or names a subprotocol twice.
   */
  parse(header: string): Set<string>
}

/** Agreed parameters of permessage-deflate. A window is the base-2 logarithm of its bytes. @rfc 7692 §7.1 */
interface PerMessageDeflateParameters {
  client_max_window_bits?: number | true
  client_no_context_takeover?: true
  server_max_window_bits?: number
  server_no_context_takeover?: true
}

/** One end of permessage-deflate: first negotiates, then compresses and decompresses the messages of one connection. */
declare class PerMessageDeflate {
  static readonly extensionName: 'permessage-deflate'

  /** What was agreed; null before. */
  params: PerMessageDeflateParameters | null

  constructor(options?: PerMessageDeflateEndOptions)

  /** Client: the parameters to offer. */
  offer(): PerMessageDeflateParameters
  /**
   * Server: chooses among the offers of the client. Client: checks the single response of the server.
   *
   * @throws {Error} No offer can be accepted, or the response is not what was offered.
   */
  accept(configurations: object[]): PerMessageDeflateParameters
  /**
   * Compresses a message, or a fragment of one. One call at a time is worked on in the process-wide limit of calls to zlib.
   *
   * @param data Not copied: leave its bytes as they are until `callback` is called.
   * @param fin Whether this is the last fragment.
   */
  compress(data: Buffer | string, fin: boolean, callback: (error: Error | null, data: Buffer) => void): void
  /**
   * Decompresses a message, or a fragment of one.
   *
   * @param callback Given an error when the data is not valid or larger than `maxPayload` when inflated.
   */
  decompress(data: Buffer, fin: boolean, callback: (error: Error | null, data: Buffer) => void): void
  /** Frees the contexts of zlib. A call that waits for `compress` is given an error. */
  cleanup(): void
}

interface PerMessageDeflateEndOptions extends WebSocket.PerMessageDeflateOptions {
  /** Default: false. */
  isServer?: boolean | undefined
  /** Bytes of an inflated message. Default: no limit. */
  maxPayload?: number | undefined
}

interface ReceiverOptions {
  /** Whether several events may be emitted in the same turn. Default: true. */
  allowSynchronousEvents?: boolean | undefined
  /** What binary messages are given as. Default: `nodebuffer`. */
  binaryType?: 'nodebuffer' | 'arraybuffer' | 'fragments' | 'blob' | undefined
  /** The agreed extensions by name. */
  extensions?: { 'permessage-deflate'?: PerMessageDeflate | undefined } | undefined
  /** Whether the frames come from a client, and so must be masked. Default: false. */
  isServer?: boolean | undefined
  /** Chunks that may be kept for an unfinished frame. Default: no limit. */
  maxBufferedChunks?: number | undefined
  /** Fragments of one message. Default: no limit. */
  maxFragments?: number | undefined
  /** Bytes of one message. Default: no limit. */
  maxPayload?: number | undefined
  /** Take invalid UTF-8 in text and reasons. Default: false. */
  skipUTF8Validation?: boolean | undefined
}

/** Takes the bytes that a peer sends and emits the messages in them. Its first `error` is its end. */
declare class Receiver extends Writable {
  constructor(options?: ReceiverOptions)

  /** A message. The listener owns `data`, which is a Blob only with the binaryType `blob`. */
  on(event: 'message', listener: (this: Receiver, data: WebSocket.RawData | Blob, isBinary: boolean) => void): this
  /** A Ping or Pong frame with at most 125 bytes, which the listener owns. */
  on(event: 'ping' | 'pong', listener: (this: Receiver, data: Buffer) => void): this
  /** A Close frame: code 1005 when it is empty. Nothing is read after it. */
  on(event: 'conclude', listener: (this: Receiver, code: number, reason: Buffer) => void): this
  /** The peer broke the protocol or a limit; `code` begins with `WS_ERR_`. */
  on(event: 'error', listener: (this: Receiver, error: Error) => void): this
  on(event: string | symbol, listener: (this: Receiver, ...args: any[]) => void): this

  once(event: 'message', listener: (this: Receiver, data: WebSocket.RawData | Blob, isBinary: boolean) => void): this
  once(event: 'ping' | 'pong', listener: (this: Receiver, data: Buffer) => void): this
  once(event: 'conclude', listener: (this: Receiver, code: number, reason: Buffer) => void): this
  once(event: 'error', listener: (this: Receiver, error: Error) => void): this
  once(event: string | symbol, listener: (this: Receiver, ...args: any[]) => void): this
}

/** How one frame is made. */
interface FrameOptions {
  /** Whether the frame ends its message. Default: false. */
  fin?: boolean | undefined
  /** Fills the 4 bytes of a masking key. Default: cryptographically strong random bytes. */
  generateMask?: ((mask: Buffer) => void) | undefined
  /** Default: false. */
  mask?: boolean | undefined
  /** 4 bytes to keep the masking key in. */
  maskBuffer?: Buffer | undefined
  opcode: number
  /** Mask a copy of the data. Default: false, which masks the given buffer in place. */
  readOnly?: boolean | undefined
  /** Whether the payload is compressed. Default: false. */
  rsv1?: boolean | undefined
}

/** Frames messages and writes them to a stream. */
declare class Sender {
  /** Makes a frame: its header, then the payload where that is a piece of its own. */
  static frame(data: Buffer | string, options: FrameOptions): (Buffer | string)[]

  /** Given the error when a Blob cannot be read or a message cannot be compressed. */
  onerror: (error: Error) => void

  /**
   * @param extensions The agreed extensions by name.
   * @param generateMask Fills the 4 bytes of a masking key.
   */
  constructor(
    socket: Duplex,
    extensions?: { 'permessage-deflate'?: PerMessageDeflate | undefined },
    generateMask?: (mask: Buffer) => void,
  )

  /**
   * @throws {TypeError} `code` may not be sent, or `data` is neither a string nor bytes.
   * @throws {RangeError} `data` is larger than 123 bytes.
   */
  close(code?: number, data?: string | Buffer | Uint8Array, mask?: boolean, cb?: (err?: Error | null) => void): void
  /** @throws {RangeError} `data` is larger than 125 bytes. */
  ping(data: any, mask?: boolean, cb?: (err?: Error | null) => void): void
  /** @throws {RangeError} `data` is larger than 125 bytes. */
  pong(data: any, mask?: boolean, cb?: (err?: Error | null) => void): void
  /** Unlike on a connection, each option is false unless it is given. */
  send(data: any, options: WebSocket.SendOptions, cb?: (err?: Error | null) => void): void
  /** Writes what `Sender.frame` made, as it is and at once. */
  sendFrame(list: readonly (Buffer | string)[], cb?: (err?: Error | null) => void): void
}
