/**
 * Group `handshake-request`: requests that a server must take, and those it must not.
 */
import { headerValue } from '../peer/http-head.js'
import type { Case, HandshakeExpectation } from './case.js'
import { adding, beginning, type Edit, having, renaming, repeating, without } from './handshake-edits.js'

type Row = [
  name: string,
  purpose: string,
  edit: Edit,
  rest?: Partial<HandshakeExpectation> & { rfc?: string; chop?: number },
]

const accepted: Row[] = [
  ['plain', 'a right request', () => {}],
  ['octet-wise', 'a right request, octet by octet', () => {}, { chop: 1 }],
  ['lower-case-names', 'header names in lower case', renaming((name) => name.toLowerCase())],
  ['upper-case-names', 'header names in upper case', renaming((name) => name.toUpperCase())],
  ['connection-list', '"Connection: keep-alive, Upgrade"', having('Connection', 'keep-alive, Upgrade')],
  ['connection-case', '"Connection: uPGRADE"', having('Connection', 'uPGRADE')],
  ['upgrade-case', '"Upgrade: WebSocket"', having('Upgrade', 'WebSocket')],
  ['origin', 'an Origin header', adding('Origin', 'http://localhost')],
  ['unknown-headers', 'headers that mean nothing', adding('X-Nothing', 'at all')],
  ['header-4kib', 'a header of 4 KiB', adding('Cookie', `a=${'b'.repeat(4096)}`)],
  ['unknown-extension', 'an extension that no one knows', adding('Sec-WebSocket-Extensions', 'x-unknown; a=1; b')],
  [
    'unknown-subprotocol',
    'a subprotocol that no one knows',
    adding('Sec-WebSocket-Protocol', 'x-unknown'),
    { otherwise: 'informational', rfc: '6455 §4.2.2' },
  ],
]

const wrongVersion: Partial<HandshakeExpectation> & { rfc: string } = {
  rfc: '6455 §4.4',
  statuses: [400, 426],
  check: (head) =>
    headerValue(head, 'sec-websocket-version')
      ?.split(/\s*,\s*/)
      .includes('13')
      ? undefined
      : 'The answer to a wrong version does not name version 13 in Sec-WebSocket-Version.',
}

const refused: Row[] = [
  ['method-post', 'the method POST', beginning((line) => line.replace('GET', 'POST'))],
  ['method-put', 'the method PUT', beginning((line) => line.replace('GET', 'PUT'))],
  ['http-1.0', 'HTTP/1.0', beginning((line) => line.replace('1.1', '1.0')), { otherwise: 'non-strict' }],
  [
    'no-http-version',
    'a request line without a version',
    beginning((line) => line.replace(' HTTP/1.1', '')),
    { otherwise: 'non-strict' },
  ],
  ['no-host', 'no Host', without('Host'), { otherwise: 'non-strict' }],
  ['no-upgrade', 'no Upgrade', without('Upgrade')],
  ['wrong-upgrade', '"Upgrade: h2c"', having('Upgrade', 'h2c')],
  ['no-connection', 'no Connection', without('Connection')],
  ['wrong-connection', '"Connection: keep-alive"', having('Connection', 'keep-alive')],
  ['no-key', 'no Sec-WebSocket-Key', without('Sec-WebSocket-Key')],
  ['empty-key', 'an empty Sec-WebSocket-Key', having('Sec-WebSocket-Key', '')],
  ['short-key', 'a key of 15 octets', having('Sec-WebSocket-Key', Buffer.alloc(15, 1).toString('base64'))],
  ['long-key', 'a key of 17 octets', having('Sec-WebSocket-Key', Buffer.alloc(17, 1).toString('base64'))],
  ['key-not-base64', 'a key that is not base64', having('Sec-WebSocket-Key', '!!!!!!!!!!!!!!!!!!!!!!==')],
  ['repeated-key', 'two keys', adding('Sec-WebSocket-Key', Buffer.alloc(16, 1).toString('base64'))],
  ['no-version', 'no Sec-WebSocket-Version', without('Sec-WebSocket-Version')],
  ['version-12', 'version 12', having('Sec-WebSocket-Version', '12'), wrongVersion],
  ['version-14', 'version 14', having('Sec-WebSocket-Version', '14'), wrongVersion],
  [
    'version-013',
    'version "013"',
    having('Sec-WebSocket-Version', '013'),
    { rfc: '6455 §4.1', otherwise: 'non-strict' },
  ],
  ['version-word', 'version "thirteen"', having('Sec-WebSocket-Version', 'thirteen'), wrongVersion],
  ['repeated-version', 'the version twice', repeating('Sec-WebSocket-Version'), { otherwise: 'non-strict' }],
  [
    'subprotocol-empty',
    'an empty Sec-WebSocket-Protocol',
    adding('Sec-WebSocket-Protocol', ''),
    { otherwise: 'non-strict' },
  ],
  [
    'subprotocol-space',
    'a subprotocol with a space',
    adding('Sec-WebSocket-Protocol', 'a b'),
    { otherwise: 'non-strict' },
  ],
  [
    'subprotocol-repeated',
    'the same subprotocol twice',
    adding('Sec-WebSocket-Protocol', 'a, a'),
    { otherwise: 'non-strict' },
  ],
  [
    'header-oversized',
    'a header of 256 KiB',
    adding('Cookie', `a=${'b'.repeat(256 * 1024)}`),
    { otherwise: 'non-strict' },
  ],
  [
    'header-without-colon',
    'a line without a colon',
    (head) => adding('X-A', 'b\r\nno colon here')(head),
    { otherwise: 'non-strict' },
  ],
]

function cases(rows: Row[], outcome: 'accept' | 'refuse'): Case[] {
  return rows.map(([name, purpose, edit, { rfc = '6455 §4.2.1', chop, ...expect } = {}]) => ({
    kind: 'handshake',
    id: `handshake-request/${name}`,
    rfc: [rfc],
    purpose: `Send a request with ${purpose}.`,
    expectation: outcome === 'accept' ? 'The connection is opened.' : 'The request is answered with an error status.',
    roles: ['server'],
    request: edit,
    chop,
    expect: { outcome, ...expect },
  }))
}

export const handshakeRequest: Case[] = [...cases(accepted, 'accept'), ...cases(refused, 'refuse')]
