/** A client that the server opens to itself, to send what a browser cannot. It breaks the rules where it is told to. */

import type { Connection } from '@rosetta-ws/engine'
import { WebSocket } from '@rosetta-ws/ws'
import type { ProbeAction } from './commands.js'
import { sendFragments } from './fragments.js'

/** Bytes that may wait for the server to read them. */
const MAX_UNREAD = 4 * 1024 * 1024

export interface ProbeOptions {
  readonly url: string
  readonly subprotocols: readonly string[]
  readonly deflate: boolean
}

export class Probe {
  private readonly socket: WebSocket

  /**
   * @param onError is called with what went wrong
   * @param onClose is the last call
   * @throws SyntaxError for a subprotocol that is none
   */
  constructor(options: ProbeOptions, onError: (message: string) => void, onClose: () => void) {
    this.socket = new WebSocket(options.url, [...options.subprotocols], {
      perMessageDeflate: options.deflate && { threshold: 0 },
    })
    this.socket.on('error', (error) => onError(error.message))
    this.socket.on('close', onClose)
  }

  /** @throws Error when the connection is not open, or too much waits to be read */
  perform(action: ProbeAction): void {
    const engine = (this.socket as unknown as { _connection: Connection | null })._connection
    if (action.action === 'terminate') {
      this.terminate()
      return
    }
    if (engine === null || !engine.isOpen) throw new Error('The connection is not open')
    if (engine.bufferedAmount > MAX_UNREAD) throw new Error('Too much waits to be read by the server')
    if (action.action === 'close') {
      engine.close(closeBody(action.code, action.reason))
      return
    }
    const payload = Buffer.from(action.payload, 'hex')
    if (action.action === 'message') sendFragments(engine, payload, action.binary, action.fragments)
    else if (action.action === 'ping') engine.ping(payload)
    else if (action.action === 'pong') engine.pong(payload)
    else if (action.action === 'frame') engine.sendFrame(action.first, payload, action.masked)
    else engine.outbox.sendEncoded([payload])
  }

  terminate(): void {
    this.socket.terminate()
  }
}

/** Any code and reason, also those that no endpoint may send. @rfc 6455 §5.5.1 */
function closeBody(code: number | null, reason: string): Buffer {
  if (code === null) return Buffer.alloc(0)
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)])
}
