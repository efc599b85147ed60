/** A server's side of the opening handshake on a Node socket: writes the answer. What the answer is, is decided elsewhere. */

import { createHash, hash as hashOnce } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** @rfc 6455 §1.3 */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The value of Sec-WebSocket-Accept for a key. @rfc 6455 §4.2.2 */
export function acceptValue(key: string): string {
  if (typeof hashOnce === 'function') return hashOnce('sha1', key + GUID, 'base64')
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64')
}

/**
 * How the characters of a head become bytes. In `latin1` those above U+00FF become question marks: a plain conversion
 * would make a CR or LF of some of them.
 */
export type HeadEncoding = 'utf8' | 'latin1'

function headOf(lines: readonly string[], encoding: HeadEncoding): string {
  const head = `${lines.join('\r\n')}\r\n\r\n`
  return encoding === 'utf8' ? head : head.replace(/[^\0-\xff]/g, '?')
}

/** Writes a 101 response. @param lines as of `switchingProtocols` */
export function writeSwitchingProtocols(
  socket: Duplex,
  lines: readonly string[],
  encoding: HeadEncoding = 'utf8',
): void {
  // A string: a socket makes no Buffer of it.
  socket.write(headOf(lines, encoding), encoding)
}

/** A response that refuses an upgrade. */
export interface Refusal {
  readonly status: number
  /** The reason phrase; the status code's own where it is missing. */
  readonly reason?: string | undefined
  /** In the order in which they are written. Values must hold no CR or LF. */
  readonly headers: Readonly<Record<string, string | number | readonly string[]>>
  readonly body: string
  /** Of the head; `utf8` where it is missing. */
  readonly encoding?: HeadEncoding | undefined
}

/** Writes a response and ends the socket; it is destroyed when the response is out. */
export function refuseUpgrade(socket: Duplex, { status, reason, headers, body, encoding = 'utf8' }: Refusal): void {
  const lines = [`HTTP/1.1 ${status} ${reason ?? STATUS_CODES[status]}`]
  for (const [name, value] of Object.entries(headers)) {
    for (const each of typeof value === 'object' ? value : [value]) lines.push(`${name}: ${each}`)
  }
  socket.once('finish', () => socket.destroy())
  socket.end(Buffer.concat([Buffer.from(headOf(lines, encoding), encoding), Buffer.from(body)]))
}
