/** The WebSocket of the browsers, client only: `undici`, and what Node has built in. */
import type { Dialect } from '../dialect.js'

interface BrowserModule {
  WebSocket: new (url: string) => WebSocket
}

export function browserDialect(module: BrowserModule): Dialect<WebSocket> {
  return {
    connect(url, onOpen, onFailure) {
      const socket = new module.WebSocket(url)
      socket.binaryType = 'arraybuffer'
      socket.onopen = () => onOpen(socket)
      socket.onerror = onFailure
    },
    onMessage(socket, listener) {
      socket.onmessage = ({ data }: { data: ArrayBuffer | string }) => {
        listener(typeof data === 'string' ? data : Buffer.from(data))
      }
    },
    sendBinary: (socket, body) => socket.send(body as Uint8Array<ArrayBuffer>),
    sendText: (socket, text) => socket.send(text),
  }
}
