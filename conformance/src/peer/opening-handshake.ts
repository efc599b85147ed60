/**
 * The tester's own opening handshake in both roles: the right heads to send, and the check of the heads received.
 * Wrong heads for the handshake cases are made from these by edits (see cases/handshake-edits.ts).
 */
import { createHash, randomBytes } from 'node:crypto'
import { type HttpHead, headerValue, headerValues } from './http-head.js'

const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Sec-WebSocket-Accept for a key. @rfc 6455 §4.2.2 */
export function acceptKey(key: string): string {
  return createHash('sha1')
    .update(key + acceptGuid)
    .digest('base64')
}

/** A fresh Sec-WebSocket-Key. @rfc 6455 §4.1 */
export function newKey(): string {
  return randomBytes(16).toString('base64')
}

/** A handshake that broke a rule; the message names it. */
export class HandshakeFault extends Error {}

/** Header fields in the order that they are sent. */
export type HeaderFields = [name: string, value: string][]

/** What the tester as a client sends. */
export interface RequestHead {
  startLine: string
  headers: HeaderFields
  key: string
}

/** A right request for a target. */
export function requestHead(
  target: { host: string; path: string },
  extensions?: string,
  subprotocols?: string,
): RequestHead {
  const key = newKey()
  const headers: HeaderFields = [
    ['Host', target.host],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Sec-WebSocket-Version', '13'],
    ['Sec-WebSocket-Key', key],
  ]
  if (extensions !== undefined) headers.push(['Sec-WebSocket-Extensions', extensions])
  if (subprotocols !== undefined) headers.push(['Sec-WebSocket-Protocol', subprotocols])
  return { startLine: `GET ${target.path} HTTP/1.1`, headers, key }
}

/** The status code of a response. @throws HandshakeFault */
export function statusOf(head: HttpHead): number {
  const match = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(head.startLine)
  if (!match) throw new HandshakeFault(`"${head.startLine}" is not an HTTP status line`)
  return Number(match[1])
}

function tokens(head: HttpHead, name: string): string[] {
  return (headerValue(head, name) ?? '').split(',').map((token) => token.trim().toLowerCase())
}

/** Checks a server's answer to {@link requestHead}. @throws HandshakeFault @rfc 6455 §4.1 */
export function checkResponse(head: HttpHead, key: string, subprotocols: string[] = []): void {
  const status = statusOf(head)
  const require = (condition: boolean, fault: string) => {
    if (!condition) throw new HandshakeFault(fault)
  }
  require(status === 101, `answered with status ${status}`)
  require(tokens(head, 'upgrade').includes('websocket'), 'no "Upgrade: websocket" in the answer')
  require(tokens(head, 'connection').includes('upgrade'), 'no "Connection: Upgrade" in the answer')
  const accepts = headerValues(head, 'sec-websocket-accept')
  require(accepts.length === 1 && accepts[0] === acceptKey(key), 'Sec-WebSocket-Accept is missing or wrong')
  require(headerValues(head, 'sec-websocket-extensions').length <= 1, 'Sec-WebSocket-Extensions stands twice')
  const chosen = headerValues(head, 'sec-websocket-protocol')
  require(chosen.length <= 1, 'Sec-WebSocket-Protocol stands twice')
  require(chosen.length === 0 || subprotocols.includes(chosen[0]!), `subprotocol "${chosen[0]}" was not offered`)
}

/** Checks a client's request. @throws HandshakeFault @rfc 6455 §4.2.1 */
export function checkRequest(head: HttpHead): { key: string; path: string } {
  const require = (condition: boolean, fault: string) => {
    if (!condition) throw new HandshakeFault(fault)
  }
  const line = /^GET (\S+) HTTP\/1\.[1-9]$/.exec(head.startLine)
  require(line !== null, `"${head.startLine}" is not a GET of HTTP/1.1`)
  require(headerValues(head, 'host').length === 1, 'Host is missing or repeated')
  require(tokens(head, 'upgrade').includes('websocket'), 'no "Upgrade: websocket"')
  require(tokens(head, 'connection').includes('upgrade'), 'no "Connection: Upgrade"')
  require(headerValue(head, 'sec-websocket-version') === '13', 'Sec-WebSocket-Version is not 13')
  const keys = headerValues(head, 'sec-websocket-key')
  require(keys.length === 1 && /^[A-Za-z0-9+/]{22}==$/.test(keys[0]!), 'Sec-WebSocket-Key is not 16 bytes in base64')
  return { key: keys[0]!, path: line![1]! }
}

/** A right answer to a request. */
export function responseFields(key: string, extensions?: string, subprotocol?: string): HeaderFields {
  const headers: HeaderFields = [
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Accept', acceptKey(key)],
  ]
  if (extensions !== undefined) headers.push(['Sec-WebSocket-Extensions', extensions])
  if (subprotocol !== undefined) headers.push(['Sec-WebSocket-Protocol', subprotocol])
  return headers
}
