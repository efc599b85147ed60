/**
 * Group `handshake-response`: what a client asks with, answers that it must take, and those it must not.
 */
import { encodeFrame } from '../peer/frame.js'
import { HttpFault, type HttpHead } from '../peer/http-head.js'
import { acceptKey, checkRequest, HandshakeFault } from '../peer/opening-handshake.js'
import type { Case, HandshakeExpectation } from './case.js'
import { adding, beginning, type Edit, having, renaming, repeating, without } from './handshake-edits.js'

type Row = [
  name: string,
  purpose: string,
  edit: Edit,
  rest?: Partial<HandshakeExpectation> & { chop?: number; trailing?: Uint8Array },
]

/** Every rule for a request, the key and version included. */
function requestFault(head: HttpHead): string | undefined {
  try {
    checkRequest(head)
    return undefined
  } catch (error) {
    if (error instanceof HandshakeFault || error instanceof HttpFault) return `The request is wrong: ${error.message}.`
    throw error
  }
}

const status = (code: number, phrase: string) => beginning(() => `HTTP/1.1 ${code} ${phrase}`)
const withBody: Edit = adding('Content-Length', '0')
const refusal =
  (code: number, phrase: string): Edit =>
  (head) => {
    status(code, phrase)(head)
    withBody(head)
  }
const early = encodeFrame({ opcode: 9, payload: Buffer.from('early'), masked: false })

const accepted: Row[] = [
  ['plain', 'a right answer; the request is checked, too', () => {}, { check: requestFault }],
  ['octet-wise', 'a right answer, octet by octet', () => {}, { chop: 1 }],
  ['lower-case-names', 'header names in lower case', renaming((name) => name.toLowerCase())],
  ['upper-case-names', 'header names in upper case', renaming((name) => name.toUpperCase())],
  ['other-phrase', 'another reason phrase', status(101, 'Why Not')],
  ['connection-list', '"Connection: keep-alive, Upgrade"', having('Connection', 'keep-alive, Upgrade')],
  ['upgrade-case', '"Upgrade: WebSocket"', having('Upgrade', 'WebSocket')],
  ['unknown-headers', 'headers that mean nothing', adding('X-Nothing', 'at all')],
  ['frame-behind-head', 'a ping in the same write', () => {}, { trailing: early }],
]

const refused: Row[] = [
  ['status-200', 'status 200', refusal(200, 'OK'), { tcpMayStay: true }],
  ['status-400', 'status 400', refusal(400, 'Bad Request'), { tcpMayStay: true }],
  ['status-401', 'status 401', refusal(401, 'Unauthorized'), { tcpMayStay: true }],
  ['status-404', 'status 404', refusal(404, 'Not Found'), { tcpMayStay: true }],
  ['status-503', 'status 503', refusal(503, 'Service Unavailable'), { tcpMayStay: true }],
  ['bad-status-line', 'a status line that is not HTTP', beginning(() => 'WEB/1.1 101 Switching Protocols')],
  ['no-upgrade', 'no Upgrade', without('Upgrade')],
  ['wrong-upgrade', '"Upgrade: h2c"', having('Upgrade', 'h2c')],
  ['no-connection', 'no Connection', without('Connection')],
  ['wrong-connection', '"Connection: close"', having('Connection', 'close')],
  ['no-accept', 'no Sec-WebSocket-Accept', without('Sec-WebSocket-Accept')],
  ['empty-accept', 'an empty Sec-WebSocket-Accept', having('Sec-WebSocket-Accept', '')],
  ['wrong-accept', 'the accept value of another key', having('Sec-WebSocket-Accept', acceptKey('another key'))],
  [
    'accept-case',
    'an accept value in lower case',
    (head) => {
      const value = head.headers.find(([name]) => name === 'Sec-WebSocket-Accept')![1]
      having('Sec-WebSocket-Accept', value.toLowerCase())(head)
    },
  ],
  ['repeated-accept', 'the accept value twice', repeating('Sec-WebSocket-Accept'), { otherwise: 'non-strict' }],
  ['unasked-subprotocol', 'a subprotocol that was not asked for', adding('Sec-WebSocket-Protocol', 'x-unasked')],
  ['unasked-extension', 'an extension that was not offered', adding('Sec-WebSocket-Extensions', 'x-unasked')],
  [
    'extension-unknown-parameter',
    'permessage-deflate with an unknown parameter',
    adding('Sec-WebSocket-Extensions', 'permessage-deflate; x-unknown'),
  ],
  [
    'extension-repeated-parameter',
    'permessage-deflate with a repeated parameter',
    adding('Sec-WebSocket-Extensions', 'permessage-deflate; server_no_context_takeover; server_no_context_takeover'),
  ],
  [
    'extension-window-16',
    'permessage-deflate with a window of 16 bits',
    adding('Sec-WebSocket-Extensions', 'permessage-deflate; server_max_window_bits=16'),
  ],
  [
    'extension-window-7',
    'permessage-deflate with a window of 7 bits',
    adding('Sec-WebSocket-Extensions', 'permessage-deflate; server_max_window_bits=7'),
  ],
  [
    'extension-value-on-takeover',
    'a value on server_no_context_takeover',
    adding('Sec-WebSocket-Extensions', 'permessage-deflate; server_no_context_takeover=1'),
  ],
  [
    'extension-twice',
    'permessage-deflate twice',
    adding('Sec-WebSocket-Extensions', 'permessage-deflate, permessage-deflate'),
  ],
  [
    'extension-malformed',
    'an extensions header that breaks its grammar',
    adding('Sec-WebSocket-Extensions', 'permessage-deflate;;='),
  ],
  ['header-oversized', 'a header of 256 KiB', adding('X-Long', 'b'.repeat(256 * 1024)), { otherwise: 'non-strict' }],
]

function cases(rows: Row[], outcome: 'accept' | 'refuse'): Case[] {
  return rows.map(([name, purpose, edit, { chop, trailing, ...expect } = {}]) => ({
    kind: 'handshake',
    id: `handshake-response/${name}`,
    rfc: [name.startsWith('extension') ? '7692 §7.1' : '6455 §4.1'],
    purpose: `Answer the request of the client with ${purpose}.`,
    expectation: outcome === 'accept' ? 'The connection is opened.' : 'The client fails the connection.',
    roles: ['client'],
    response: edit,
    chop,
    trailing,
    expect: { outcome, ...expect },
  }))
}

export const handshakeResponse: Case[] = [...cases(accepted, 'accept'), ...cases(refused, 'refuse')]
