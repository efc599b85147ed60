import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Head } from '../../src/handshake/head.js'
import {
  checkRequest,
  chooseExtensions,
  isAccepted,
  requestedSubprotocols,
  switchingProtocols,
} from '../../src/handshake/server-handshake.js'
import { anyHeader } from '../instruments/headers.js'

const rules = { versions: [8, 13] }
const good = {
  method: 'GET',
  headers: { upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' },
}

/** The good request with some headers changed. */
function request(headers: Head['headers'], method = 'GET'): Head {
  return { method, headers: { ...good.headers, ...headers } }
}

describe('checkRequest', () => {
  it('accepts the request of RFC 6455 §1.3', () => {
    expect(checkRequest(good, rules)).toEqual({ key: 'dGhlIHNhbXBsZSBub25jZQ==', version: 13 })
  })

  it('does not mind the case of "websocket", nor a version among those it speaks', () => {
    expect(checkRequest(request({ upgrade: 'WebSocket', 'sec-websocket-version': '8' }), rules)).toMatchObject({
      version: 8,
    })
  })

  it.each([
    ['another method', request({}, 'POST'), 'method'],
    ['no method', { headers: good.headers }, 'method'],
    ['no Upgrade', request({ upgrade: undefined }), 'upgrade'],
    ['another Upgrade', request({ upgrade: 'h2c' }), 'upgrade'],
    ['two Upgrades', request({ upgrade: ['websocket', 'websocket'] }), 'upgrade'],
    ['no key', request({ 'sec-websocket-key': undefined }), 'key'],
    ['an empty key', request({ 'sec-websocket-key': '' }), 'key'],
    ['a key of 15 bytes', request({ 'sec-websocket-key': Buffer.alloc(15).toString('base64') }), 'key'],
    ['a key of 17 bytes', request({ 'sec-websocket-key': Buffer.alloc(17).toString('base64') }), 'key'],
    ['a key with a line break', request({ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==\n' }), 'key'],
    ['two keys', request({ 'sec-websocket-key': [good.headers['sec-websocket-key'], 'x'] }), 'key'],
    ['no version', request({ 'sec-websocket-version': undefined }), 'version'],
    ['another version', request({ 'sec-websocket-version': '7' }), 'version'],
    ['two versions', request({ 'sec-websocket-version': '13, 13' }), 'version'],
    ['no number', request({ 'sec-websocket-version': 'x' }), 'version'],
  ] as const)('refuses a request with %s', (_, head, fault) => {
    expect(checkRequest(head, rules)).toBe(fault)
  })

  it('judges any headers without an error', () => {
    const value = fc.oneof(anyHeader, fc.array(anyHeader), fc.constant(undefined))
    const names = [
      'upgrade',
      'sec-websocket-key',
      'sec-websocket-version',
      'sec-websocket-protocol',
      'sec-websocket-extensions',
    ]
    const headers = fc.record(Object.fromEntries(names.map((name) => [name, value])))
    fc.assert(
      fc.property(headers, (changed) => {
        const head = request(changed)
        checkRequest(head, rules)
        requestedSubprotocols(head)
        chooseExtensions(head, {})
      }),
    )
  })
})

describe('requestedSubprotocols', () => {
  it('reads the list, no header as an empty one, and a bad one as null', () => {
    expect(requestedSubprotocols(request({ 'sec-websocket-protocol': 'a, b' }))).toEqual(['a', 'b'])
    expect(requestedSubprotocols(request({ 'sec-websocket-protocol': ['a', 'b'] }))).toEqual(['a', 'b'])
    expect(requestedSubprotocols(good)).toEqual([])
    expect(requestedSubprotocols(request({ 'sec-websocket-protocol': 'a, a' }))).toBeNull()
    expect(requestedSubprotocols(request({ 'sec-websocket-protocol': '' }))).toBeNull()
  })
})

describe('chooseExtensions', () => {
  const offering = (header: string): Head => request({ 'sec-websocket-extensions': header })

  it('chooses nothing where nothing is offered, or nothing is spoken', () => {
    expect(chooseExtensions(good, {})).toBeNull()
    expect(chooseExtensions(offering('permessage-deflate'), null)).toBeNull()
    expect(chooseExtensions(offering('x-webkit-deflate-frame, foo; bar'), {})).toBeNull()
  })

  it('accepts permessage-deflate among others', () => {
    const choice = chooseExtensions(offering('foo, permessage-deflate; server_no_context_takeover'), {})
    expect(isAccepted(choice)).toBe(true)
    expect(choice).toMatchObject({ agreement: { serverNoContextTakeover: true } })
  })

  it('says why offers are refused', () => {
    expect(chooseExtensions(offering('permessage-deflate;'), {})).toEqual({ faultAt: 'end' })
    expect(chooseExtensions(offering('permessage-deflate; foo'), {})).toEqual({
      fault: 'unknownParameter',
      parameter: 'foo',
    })
    expect(chooseExtensions(offering('permessage-deflate'), { clientMaxWindowBits: 10 })).toEqual({
      fault: 'unacceptable',
    })
    for (const verdict of [null, { faultAt: 0 }, { fault: 'unacceptable' } as const])
      expect(isAccepted(verdict)).toBe(false)
  })
})

describe('switchingProtocols', () => {
  const extensions = [{ name: 'permessage-deflate', parameters: [{ name: 'client_max_window_bits', value: '10' }] }]

  it('composes the lines of a 101 response', () => {
    expect(switchingProtocols({ accept: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' })).toEqual([
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
    ])
  })

  it('names what was agreed', () => {
    expect(switchingProtocols({ accept: 'x', subprotocol: 'chat', extensions }).slice(4)).toEqual([
      'Sec-WebSocket-Protocol: chat',
      'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10',
    ])
    expect(switchingProtocols({ accept: 'x', subprotocol: '', extensions: [] }).length).toBe(4)
  })
})
