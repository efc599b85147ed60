import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkResponse, isResponseFault, type OpeningOffer } from '../../src/handshake/client-handshake.js'
import { anyHeader } from '../instruments/headers.js'

const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='
const offer: OpeningOffer = { accept, subprotocols: [], deflate: {} }
const good = { upgrade: 'websocket', 'sec-websocket-accept': accept }

/** Judges the good answer with some headers changed. */
function check(headers: Record<string, string | string[] | undefined>, asked: Partial<OpeningOffer> = {}) {
  return checkResponse({ headers: { ...good, ...headers } }, { ...offer, ...asked })
}

const agreement = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

describe('checkResponse', () => {
  it('accepts an answer with nothing more', () => {
    expect(check({})).toEqual({ subprotocol: '', deflate: null })
    expect(check({ upgrade: 'WebSocket' })).toEqual({ subprotocol: '', deflate: null })
  })

  it('accepts a subprotocol that was asked for, and permessage-deflate', () => {
    const headers = { 'sec-websocket-protocol': 'b', 'sec-websocket-extensions': 'permessage-deflate' }
    expect(check(headers, { subprotocols: ['a', 'b'] })).toEqual({ subprotocol: 'b', deflate: agreement })
  })

  it.each([
    ['no Upgrade', { upgrade: undefined }, {}, { response: 'upgrade' }],
    ['another Upgrade', { upgrade: 'h2c' }, {}, { response: 'upgrade' }],
    ['no accept value', { 'sec-websocket-accept': undefined }, {}, { response: 'accept' }],
    ['another accept value', { 'sec-websocket-accept': 'x' }, {}, { response: 'accept' }],
    ['a subprotocol nobody asked for', { 'sec-websocket-protocol': 'a' }, {}, { response: 'subprotocolNotRequested' }],
    [
      'another subprotocol',
      { 'sec-websocket-protocol': 'b' },
      { subprotocols: ['a'] },
      { response: 'subprotocolInvalid' },
    ],
    [
      'a list of subprotocols',
      { 'sec-websocket-protocol': 'a, b' },
      { subprotocols: ['a', 'b'] },
      { response: 'subprotocolInvalid' },
    ],
    ['no subprotocol', {}, { subprotocols: ['a'] }, { response: 'subprotocolMissing' }],
    [
      'an extension nobody asked for',
      { 'sec-websocket-extensions': 'permessage-deflate' },
      { deflate: null },
      { response: 'extensionNotRequested' },
    ],
    ['an unknown extension', { 'sec-websocket-extensions': 'foo' }, {}, { response: 'extensionUnknown' }],
    [
      'an unknown extension beside a known one',
      { 'sec-websocket-extensions': 'permessage-deflate, foo' },
      {},
      { response: 'extensionUnknown' },
    ],
    [
      'an extension twice',
      { 'sec-websocket-extensions': ['permessage-deflate', 'permessage-deflate'] },
      {},
      { response: 'extensionInvalid', deflate: null },
    ],
    ['no list of extensions', { 'sec-websocket-extensions': ';' }, {}, { response: 'extensionInvalid', deflate: null }],
    [
      'a bad parameter',
      { 'sec-websocket-extensions': 'permessage-deflate; server_max_window_bits=16' },
      {},
      {
        response: 'extensionInvalid',
        deflate: { fault: 'invalidValue', parameter: 'server_max_window_bits', value: '16' },
      },
    ],
    [
      'a parameter against the wishes',
      { 'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits=10' },
      { deflate: { clientMaxWindowBits: false } },
      { response: 'extensionInvalid', deflate: { fault: 'unexpectedParameter', parameter: 'client_max_window_bits' } },
    ],
  ] as const)('refuses an answer with %s', (_, headers, asked, fault) => {
    const verdict = check(headers as never, asked)
    expect(verdict).toEqual(fault)
    expect(isResponseFault(verdict)).toBe(true)
  })

  it('judges any headers without an error', () => {
    const value = fc.oneof(anyHeader, fc.constant(undefined))
    fc.assert(
      fc.property(value, value, value, fc.array(anyHeader), (protocol, extensions, upgrade, subprotocols) => {
        check({ 'sec-websocket-protocol': protocol, 'sec-websocket-extensions': extensions }, { subprotocols })
        check({ upgrade })
      }),
    )
  })
})
