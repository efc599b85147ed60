/** `W3CWebSocket`: the browser's API over a client and its connection. */

import type { RequestOptions } from 'node:http'
import { WebSocketClient } from './client.js'
import type { ClientConfig } from './config.js'
import type { WebSocketConnection } from './connection.js'
import { es5Class } from './es5-class.js'
import { _Event, type EventTargetMembers, makeEventTarget } from './event-target.js'

const ReadyState = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 } as const
const { CONNECTING, OPEN, CLOSING, CLOSED } = ReadyState

type Message = { type: 'utf8'; utf8Data: string } | { type: 'binary'; binaryData: Buffer }

// biome-ignore lint/correctness/noUnusedVariables: it merges with the class below
interface W3CWebSocketMethods extends EventTargetMembers {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: makeEventTarget gives each object these members
class W3CWebSocketMethods {
  declare _url: string
  declare _readyState: number
  declare _protocol: string | null | undefined
  declare _extensions: string | object[]
  declare _bufferedAmount: number
  declare _binaryType: 'arraybuffer'
  declare _connection: WebSocketConnection | undefined
  declare _client: WebSocketClient

  get url(): string {
    return this._url
  }

  get readyState(): number {
    return this._readyState
  }

  get protocol(): string | null | undefined {
    return this._protocol
  }

  get extensions(): string | object[] {
    return this._extensions
  }

  get bufferedAmount(): number {
    return this._bufferedAmount
  }

  get binaryType(): 'arraybuffer' {
    return this._binaryType
  }

  /** @throws SyntaxError for anything but 'arraybuffer' */
  set binaryType(type: string) {
    if (type !== 'arraybuffer') throw new SyntaxError('just "arraybuffer" type allowed for "binaryType" attribute')
    this._binaryType = type
  }

  /** @throws Error while not open, or for data that is neither text nor bytes */
  send(data: unknown): void {
    if (this._readyState !== OPEN) throw new Error('cannot call send() while not connected')
    const connection = this._connection as WebSocketConnection
    if (typeof data === 'string' || data instanceof String) connection.sendUTF(data)
    else if (Buffer.isBuffer(data)) connection.sendBytes(data)
    else if (typeof (data as ArrayBuffer).byteLength === 'number') connection.sendBytes(bytesOf(data as ArrayBuffer))
    else throw new Error('unknown binary data:')
  }

  /** @throws Error for a code that must not be sent; the state is as before then */
  close(code?: number, reason?: string): void {
    if (this._readyState === CONNECTING) {
      const { _client } = this
      connectFailed(this)
      _client.abort()
    } else if (this._readyState === OPEN) {
      const connection = this._connection as WebSocketConnection
      if (code) connection.close(code, reason)
      else connection.close()
      this._readyState = CLOSING
    }
  }
}

export const W3CWebSocket = es5Class<
  W3CWebSocketMethods,
  [
    url: string,
    protocols?: string | string[] | null,
    origin?: string | null,
    headers?: Record<string, unknown> | null,
    requestOptions?: RequestOptions | null,
    clientConfig?: ClientConfig | null,
  ]
>({
  name: 'W3CWebSocket',
  length: 6,
  methods: W3CWebSocketMethods,
  initialise: (socket, url, protocols, origin, headers, requestOptions, clientConfig) => {
    makeEventTarget(socket)
    const config = clientConfig || {}
    config.assembleFragments = true
    socket._url = url
    socket._readyState = CONNECTING
    socket._protocol = undefined
    socket._extensions = ''
    socket._bufferedAmount = 0
    socket._binaryType = 'arraybuffer'
    socket._connection = undefined
    socket._client = new WebSocketClient(config)
    socket._client.on('connect', (connection: WebSocketConnection) => connected(socket, connection))
    socket._client.on('connectFailed', () => connectFailed(socket))
    socket._client.connect(url, protocols, origin, headers, requestOptions)
  },
})
export type W3CWebSocket = W3CWebSocketMethods

for (const [name, value] of Object.entries(ReadyState)) {
  for (const holder of [W3CWebSocket, W3CWebSocket.prototype]) Object.defineProperty(holder, name, { get: () => value })
}

function connected(socket: W3CWebSocket, connection: WebSocketConnection): void {
  socket._connection = connection
  socket._readyState = OPEN
  socket._protocol = connection.protocol
  socket._extensions = connection.extensions
  connection.on('close', (code: number, reason: string) => closed(socket, code, reason))
  connection.on('message', (message: Message) => {
    const data = message.type === 'utf8' ? message.utf8Data : arrayBufferOf(message.binaryData)
    socket.dispatchEvent(new _Event('message', { data }))
  })
  socket.dispatchEvent(new _Event('open'))
}

function connectFailed(socket: W3CWebSocket): void {
  release(socket)
  socket._readyState = CLOSED
  try {
    socket.dispatchEvent(new _Event('error'))
  } finally {
    socket.dispatchEvent(closeEvent(1006, 'connection failed'))
  }
}

function closed(socket: W3CWebSocket, code: number, reason: string): void {
  release(socket)
  socket._readyState = CLOSED
  socket.dispatchEvent(closeEvent(code, reason || ''))
}

function closeEvent(code: number, reason: string): _Event {
  return new _Event('close', { code, reason, wasClean: !code || code === 1000 })
}

function release(socket: W3CWebSocket): void {
  socket._client.removeAllListeners()
  if (socket._connection) socket._connection.removeAllListeners()
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Buffer {
  if (!ArrayBuffer.isView(data)) return Buffer.from(data)
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}

/** Memory of its own. */
function arrayBufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
