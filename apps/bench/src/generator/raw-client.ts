/**
 * Opens a WebSocket connection as a bare TCP socket: an upgrade request, a checked answer, and then bytes. Not frames.
 *
 * @rfc 6455 §4.1
 */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import type { DeflateMode } from '../control/protocol.js'
import { acceptKey } from '../opening-handshake.js'

/** Reads of all connections go through one buffer: a reader is done with it when it returns. */
const READ_BUFFER = Buffer.allocUnsafeSlow(256 * 1024)

const OFFERS: Record<DeflateMode, string> = {
  takeover: 'permessage-deflate',
  'no-takeover': 'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
}

/** A connection whose opening handshake is done. */
export class RawClient {
  readonly socket: Socket
  /** Gets what arrives, borrowed for the call. */
  onBytes: (bytes: Buffer) => void = (bytes) => {
    this.onFailure(new Error(`${bytes.length} bytes came that nobody asked for`))
  }
  /** Gets the reason when the connection fails or the peer ends it. */
  onFailure: (error: Error) => void = (error) => {
    throw error
  }

  private constructor(socket: Socket) {
    this.socket = socket
  }

  /**
   * Connects to a server on this machine; rejects unless it answers with a right 101.
   * @param localAddress where to connect from, if that matters
   */
  static open(port: number, deflate?: DeflateMode, localAddress?: string): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      // Never the same twice: there are servers that know their clients by it.
      const key = randomBytes(16).toString('base64')
      let head = ''
      let client: RawClient | undefined
      const onBytes = (bytes: Buffer): void => {
        if (client) {
          client.onBytes(bytes)
          return
        }
        head += bytes.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const fault = faultOfAnswer(head.slice(0, end), acceptKey(key), deflate)
        if (fault) reject(new Error(fault))
        client = new RawClient(socket)
        resolve(client)
        const rest = Buffer.from(head.slice(end + 4), 'latin1')
        if (rest.length) setImmediate(() => client!.onBytes(rest))
      }
      const onFailure = (error: Error): void => {
        reject(error)
        client?.onFailure(error)
      }
      const socket = connect({
        port,
        host: '127.0.0.1',
        localAddress,
        noDelay: true,
        onread: {
          buffer: READ_BUFFER,
          callback: (size, buffer) => {
            try {
              onBytes((buffer as Buffer).subarray(0, size))
            } catch (error) {
              onFailure(error as Error)
            }
            return true
          },
        },
      })
      socket.on('error', onFailure)
      socket.on('end', () => onFailure(new Error('the server ended the connection')))
      socket.write(upgradeRequest(port, key, deflate))
    })
  }

  /** Leaves without a closing handshake. */
  leave(): void {
    this.onFailure = () => {}
    this.socket.destroy()
  }
}

/** Opens many connections, some at a time. */
export async function openMany(port: number, count: number, deflate?: DeflateMode): Promise<RawClient[]> {
  const clients: RawClient[] = []
  while (clients.length < count) {
    const some = Math.min(50, count - clients.length)
    clients.push(...(await Promise.all(Array.from({ length: some }, () => RawClient.open(port, deflate)))))
  }
  return clients
}

function upgradeRequest(port: number, key: string, deflate?: DeflateMode): string {
  const offer = deflate ? `Sec-WebSocket-Extensions: ${OFFERS[deflate]}\r\n` : ''
  return (
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${offer}\r\n`
  )
}

function faultOfAnswer(head: string, accept: string, deflate?: DeflateMode): string | undefined {
  if (!head.startsWith('HTTP/1.1 101 ')) return `the server answered the handshake with "${head.split('\r\n')[0]}"`
  if (!head.includes(accept)) return 'the server answered the handshake with a wrong key'
  const agreed = /^sec-websocket-extensions: *(.*)$/im.exec(head)?.[1] ?? ''
  if (!deflate) return agreed && `the server agreed to "${agreed}" that was not offered`
  if (!agreed.startsWith('permessage-deflate')) return 'the server did not agree to permessage-deflate'
  const resets = /no_context_takeover/.test(agreed)
  if (resets !== (deflate === 'no-takeover'))
    return `the server agreed to other parameters than the scenario needs: "${agreed}"`
  return undefined
}
