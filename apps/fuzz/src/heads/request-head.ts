/** Heads of requests that ask for a WebSocket, or nearly so. */

import type { Random } from '../../../../packages/engine/fuzz/random.js'
import { broken, oddExtensions, oddSubprotocols } from './odd-values.js'

interface Head {
  /** The request line, and the header fields. */
  line: string
  fields: Record<string, string>
}

type Oddity = (head: Head, random: Random) => void

/** A value that some field has in place of its own. */
const oddFields: Readonly<Record<string, readonly string[]>> = {
  'Sec-WebSocket-Version': ['7', '8', '12', '14', '013', '', '13, 8', 'x', '99999999999999999999'],
  'Sec-WebSocket-Key': [
    '',
    'x',
    'dGhlIHNhbXBsZSBub25jZQ',
    'constructor',
    '__proto__',
    '='.repeat(24),
    'k'.repeat(3000),
  ],
  'Sec-WebSocket-Protocol': oddSubprotocols,
  'Sec-WebSocket-Extensions': oddExtensions,
  Upgrade: ['WebSocket', 'h2c', '', 'websocket, h2c', 'websocketx'],
  Connection: ['keep-alive', 'keep-alive, Upgrade', 'close', '', 'upgrade,'.repeat(500)],
  Host: ['', 'a b', '[::1]:99999', 'x'.repeat(2000)],
  Origin: ['null', 'http://\u00ff', 'x'.repeat(2000)],
  Cookie: ['a=b; %zz; c="d', '=;=;=', 'a=%e0%a4%a; b', 'k=v; '.repeat(1000), '__proto__=1; constructor=2'],
  'X-Forwarded-For': [',,', '1.1.1.1,'.repeat(500), '%'],
  Authorization: ['Basic %%%', 'bearer \u00ff'],
  'x-wsd-client-key': ['__proto__', 'a', ''],
}

const lines = [
  'POST / HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'GET / HTTP/1.0',
  'GET / HTTP/2.0',
  'GET //a//b?%zz&token=a%0d%0ax HTTP/1.1',
  'GET http://elsewhere/ HTTP/1.1',
  'CONNECT a:1 HTTP/1.1',
  `GET /${'p'.repeat(3000)}?q=${'%'.repeat(500)} HTTP/1.1`,
  'GET /%00%ff?__proto__=1 HTTP/1.1',
  '\u0016\u0003\u0001',
] as const

const oddities: readonly Oddity[] = [
  ...Object.entries(oddFields).map(
    ([name, values]): Oddity =>
      ({ fields }, random) => {
        fields[name] = random.pick(values)
      },
  ),
  (head, random) => {
    head.line = random.pick(lines)
  },
]

/** @param wishes whether the request is good, and whether it offers permessage-deflate */
export function requestHead(random: Random, wishes: { isGood: boolean; deflate: boolean }): Buffer {
  const head: Head = {
    line: `GET /${random.pick(['', 'chat', 'a?b=c'])} HTTP/1.1`,
    fields: {
      Host: 'localhost',
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Key': random.bytes(16).toString('base64'),
      'Sec-WebSocket-Version': '13',
    },
  }
  if (random.chance(3)) head.fields['Sec-WebSocket-Protocol'] = random.pick(['chat', 'chat, superchat', 'a,b,c'])
  if (random.chance(4)) head.fields.Origin = 'http://localhost'
  if (wishes.deflate) head.fields['Sec-WebSocket-Extensions'] = 'permessage-deflate; client_max_window_bits'
  const isBroken = !wishes.isGood && random.chance(2)
  if (!wishes.isGood && !isBroken) {
    for (let left = 1 + random.below(2); left > 0; left--) random.pick(oddities)(head, random)
  }
  const all = [head.line, ...Object.entries(head.fields).map(([name, value]) => `${name}: ${value}`)]
  const bytes = isBroken ? broken(random, all) : Buffer.from(`${all.join('\r\n')}\r\n\r\n`, 'latin1')
  // Half of a head, and nothing else.
  return !wishes.isGood && random.chance(8) ? bytes.subarray(0, random.below(bytes.length)) : bytes
}
