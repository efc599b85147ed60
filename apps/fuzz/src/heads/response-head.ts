/** Heads of responses that agree to a WebSocket, or nearly so. */

import { createHash } from 'node:crypto'
import type { Random } from '../../../../packages/engine/fuzz/random.js'
import { broken, oddExtensions, oddSubprotocols } from './odd-values.js'

/** @rfc 6455 §1.3 */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

const lines = [
  'HTTP/1.1 200 OK',
  'HTTP/1.1 100 Continue',
  'HTTP/1.1 103 Early Hints',
  'HTTP/1.1 301 Moved',
  'HTTP/1.1 401 Unauthorized',
  'HTTP/1.1 426 Upgrade Required',
  'HTTP/1.1 500 ',
  'HTTP/1.1 999 ?',
  'HTTP/1.0 101 Switching Protocols',
  'HTTP/1.1 101',
  'HTTP/1.1 10',
  'HTTP/2.0 101 x',
  'SSH-2.0-x',
] as const

const oddFields: Readonly<Record<string, readonly string[]>> = {
  'Sec-WebSocket-Accept': ['', 'x', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=', 'a'.repeat(3000)],
  'Sec-WebSocket-Protocol': [...oddSubprotocols, 'chat', 'unasked'],
  'Sec-WebSocket-Extensions': [...oddExtensions, 'permessage-deflate', 'unasked'],
  Upgrade: ['h2c', '', 'WebSocket', 'websocket, h2c'],
  Connection: ['close', '', 'keep-alive, Upgrade'],
  'Set-Cookie': ['a=b', '\u00ff'],
  Location: ['ws://localhost/', '::', '/'],
}

/** The answer to a request. @param wishes whether it is good, and whether it accepts permessage-deflate if that is offered */
export function responseHead(random: Random, request: string, wishes: { isGood: boolean; deflate: boolean }): Buffer {
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, 'im').exec(request)?.[1]?.trim()
  const key = field('sec-websocket-key') ?? ''
  const fields: Record<string, string> = {
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Accept': createHash('sha1').update(`${key}${GUID}`).digest('base64'),
  }
  const subprotocols = field('sec-websocket-protocol')
  if (subprotocols) fields['Sec-WebSocket-Protocol'] = (subprotocols.split(',')[0] as string).trim()
  if (wishes.deflate && field('sec-websocket-extensions')) fields['Sec-WebSocket-Extensions'] = 'permessage-deflate'
  let line = 'HTTP/1.1 101 Switching Protocols'
  const isBroken = !wishes.isGood && random.chance(2)
  if (!wishes.isGood && !isBroken) {
    const name = random.pick(['', '', ...Object.keys(oddFields)])
    if (name === '') line = random.pick(lines)
    else fields[name] = random.pick(oddFields[name] as string[])
  }
  const all = [line, ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`)]
  const bytes = isBroken ? broken(random, all) : Buffer.from(`${all.join('\r\n')}\r\n\r\n`, 'latin1')
  return !wishes.isGood && random.chance(8) ? bytes.subarray(0, random.below(bytes.length)) : bytes
}
