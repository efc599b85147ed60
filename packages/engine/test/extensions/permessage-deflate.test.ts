import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExtensionOffer, formatExtensions, parseExtensions } from '../../src/extensions/extension-header.js'
import {
  acceptDeflateAnswer,
  acceptDeflateOffer,
  type DeflateAgreement,
  type DeflateParameters,
  type DeflateWishes,
  deflateOffer,
  isDeflateFault,
  PERMESSAGE_DEFLATE,
  readDeflateParameters,
  toExtensionParameters,
} from '../../src/extensions/permessage-deflate.js'
import { anyToken } from '../instruments/headers.js'

/** The parameters of the only element of a header. */
function read(header: string, endpoint: 'offer' | 'answer') {
  const offers = parseExtensions(header)
  if (!Array.isArray(offers)) throw new Error(`No list: ${header}`)
  return readDeflateParameters(offers[0].parameters, endpoint)
}

describe('readDeflateParameters', () => {
  it.each<[string, DeflateParameters]>([
    ['x', {}],
    ['x; server_no_context_takeover', { serverNoContextTakeover: true }],
    [
      'x; client_no_context_takeover; server_max_window_bits=8',
      { clientNoContextTakeover: true, serverMaxWindowBits: 8 },
    ],
    ['x; client_max_window_bits', { clientMaxWindowBits: true }],
    ['x; client_max_window_bits="15"', { clientMaxWindowBits: 15 }],
  ])('reads the offer %j', (header, parameters) => {
    expect(read(header, 'offer')).toEqual(parameters)
  })

  it.each([
    ['x; unknown', 'offer', { fault: 'unknownParameter', parameter: 'unknown' }],
    ['x; __proto__', 'offer', { fault: 'unknownParameter', parameter: '__proto__' }],
    ['x; toString=1', 'answer', { fault: 'unknownParameter', parameter: 'toString' }],
    [
      'x; server_max_window_bits=10; server_max_window_bits=10',
      'offer',
      { fault: 'repeatedParameter', parameter: 'server_max_window_bits' },
    ],
    ['x; server_max_window_bits', 'offer', { fault: 'invalidValue', parameter: 'server_max_window_bits', value: true }],
    [
      'x; client_max_window_bits',
      'answer',
      { fault: 'invalidValue', parameter: 'client_max_window_bits', value: true },
    ],
    [
      'x; server_no_context_takeover=1',
      'offer',
      { fault: 'invalidValue', parameter: 'server_no_context_takeover', value: '1' },
    ],
    [
      'x; client_no_context_takeover=true',
      'answer',
      { fault: 'invalidValue', parameter: 'client_no_context_takeover', value: 'true' },
    ],
  ] as const)('refuses %j in an %s', (header, endpoint, fault) => {
    expect(read(header, endpoint)).toEqual(fault)
  })

  it('takes windows from 8 to 15, in decimal without leading zeros', () => {
    const good = ['8', '9', '10', '11', '12', '13', '14', '15']
    const bad = ['7', '16', '08', '015', '+8', '-8', '8.0', '1e1', '0x9', 'a', '100']
    for (const name of ['server_max_window_bits', 'client_max_window_bits']) {
      for (const value of good) expect(read(`x; ${name}=${value}`, 'answer')).not.toHaveProperty('fault')
      for (const value of bad) {
        expect(read(`x; ${name}=${value}`, 'offer')).toEqual({ fault: 'invalidValue', parameter: name, value })
      }
    }
  })

  it('never throws', () => {
    const value = fc.oneof(fc.constant(true as const), anyToken)
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: anyToken, value })),
        fc.constantFrom('offer', 'answer'),
        (list, endpoint) => {
          expect(typeof readDeflateParameters(list, endpoint)).toBe('object')
        },
      ),
    )
  })

  it('agrees with what toExtensionParameters writes', () => {
    const bits = fc.integer({ min: 8, max: 15 })
    const any = fc.record(
      {
        serverNoContextTakeover: fc.constant(true as const),
        clientNoContextTakeover: fc.constant(true as const),
        serverMaxWindowBits: bits,
        clientMaxWindowBits: fc.oneof(bits, fc.constant(true as const)),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(any, (parameters) => {
        expect(readDeflateParameters(toExtensionParameters(parameters), 'offer')).toEqual(parameters)
      }),
    )
  })
})

describe('deflateOffer', () => {
  it.each<[DeflateWishes, string]>([
    [{}, 'permessage-deflate; client_max_window_bits'],
    [{ clientMaxWindowBits: true }, 'permessage-deflate; client_max_window_bits'],
    [{ clientMaxWindowBits: false }, 'permessage-deflate'],
    [
      {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        serverMaxWindowBits: 10,
        clientMaxWindowBits: 11,
      },
      'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10; ' +
        'client_max_window_bits=11',
    ],
  ])('offers for %j', (wishes, header) => {
    expect(formatExtensions([deflateOffer(wishes)])).toBe(header)
  })
})

const plain: DeflateAgreement = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

/** What a server makes of an offer: the answer's header and the agreement, or the fault. */
function accept(header: string, wishes: DeflateWishes): [string, DeflateAgreement] | string {
  const offers = (parseExtensions(header) as ExtensionOffer[]).map(
    ({ parameters }) => readDeflateParameters(parameters, 'offer') as DeflateParameters,
  )
  const choice = acceptDeflateOffer(offers, wishes)
  return isDeflateFault(choice) ? choice.fault : [formatExtensions([choice.answer]), choice.agreement]
}

describe('acceptDeflateOffer', () => {
  it.each<[string, DeflateWishes, string, Partial<DeflateAgreement>]>([
    ['x', {}, '', {}],
    ['x; client_max_window_bits', {}, '', {}],
    ['x; client_max_window_bits=10', {}, '; client_max_window_bits=10', { clientMaxWindowBits: 10 }],
    ['x; client_max_window_bits=10', { clientMaxWindowBits: false }, '', {}],
    ['x; client_max_window_bits', { clientMaxWindowBits: 9 }, '; client_max_window_bits=9', { clientMaxWindowBits: 9 }],
    ['x; server_max_window_bits=10', {}, '; server_max_window_bits=10', { serverMaxWindowBits: 10 }],
    [
      'x; server_max_window_bits=10',
      { serverMaxWindowBits: 9 },
      '; server_max_window_bits=9',
      { serverMaxWindowBits: 9 },
    ],
    ['x', { serverMaxWindowBits: 12 }, '; server_max_window_bits=12', { serverMaxWindowBits: 12 }],
    ['x; server_no_context_takeover', {}, '; server_no_context_takeover', { serverNoContextTakeover: true }],
    ['x', { serverNoContextTakeover: true }, '; server_no_context_takeover', { serverNoContextTakeover: true }],
    ['x', { clientNoContextTakeover: true }, '; client_no_context_takeover', { clientNoContextTakeover: true }],
    ['x; client_no_context_takeover', {}, '; client_no_context_takeover', { clientNoContextTakeover: true }],
  ])('answers %j with wishes %j', (offer, wishes, answer, agreement) => {
    expect(accept(offer, wishes)).toEqual([`permessage-deflate${answer}`, { ...plain, ...agreement }])
  })

  it.each<[string, DeflateWishes]>([
    ['x; server_no_context_takeover', { serverNoContextTakeover: false }],
    ['x; server_max_window_bits=10', { serverMaxWindowBits: false }],
    ['x; server_max_window_bits=10', { serverMaxWindowBits: 11 }],
    ['x', { clientMaxWindowBits: 10 }],
    ['x; client_max_window_bits=9', { clientMaxWindowBits: 10 }],
  ])('refuses %j with wishes %j', (offer, wishes) => {
    expect(accept(offer, wishes)).toBe('unacceptable')
  })

  it('chooses the first offer that its wishes allow', () => {
    expect(accept('x; server_max_window_bits=9, x; server_max_window_bits=12, x', { serverMaxWindowBits: 12 })).toEqual(
      ['permessage-deflate; server_max_window_bits=12', { ...plain, serverMaxWindowBits: 12 }],
    )
    expect(accept('x; server_no_context_takeover, x', { serverNoContextTakeover: false })).toEqual([
      'permessage-deflate',
      plain,
    ])
  })
})

describe('acceptDeflateAnswer', () => {
  it.each<[string, DeflateWishes, DeflateAgreement]>([
    ['x', {}, plain],
    [
      'x; server_max_window_bits=9; client_max_window_bits=10',
      {},
      { ...plain, serverMaxWindowBits: 9, clientMaxWindowBits: 10 },
    ],
    ['x', { clientMaxWindowBits: 12 }, { ...plain, clientMaxWindowBits: 12 }],
    ['x; client_max_window_bits=11', { clientMaxWindowBits: 12 }, { ...plain, clientMaxWindowBits: 11 }],
    ['x', { clientNoContextTakeover: true }, { ...plain, clientNoContextTakeover: true }],
    ['x; server_no_context_takeover', {}, { ...plain, serverNoContextTakeover: true }],
    ['x; client_no_context_takeover', {}, { ...plain, clientNoContextTakeover: true }],
  ])('agrees to %j with wishes %j', (answer, wishes, agreement) => {
    expect(acceptDeflateAnswer(read(answer, 'answer') as DeflateParameters, wishes)).toEqual(agreement)
  })

  it.each<[string, DeflateWishes, string]>([
    ['x; client_no_context_takeover', { clientNoContextTakeover: false }, 'client_no_context_takeover'],
    ['x; client_max_window_bits=10', { clientMaxWindowBits: false }, 'client_max_window_bits'],
    ['x; client_max_window_bits=13', { clientMaxWindowBits: 12 }, 'client_max_window_bits'],
  ])('refuses %j with wishes %j', (answer, wishes, parameter) => {
    const verdict = acceptDeflateAnswer(read(answer, 'answer') as DeflateParameters, wishes)
    expect(verdict).toEqual({ fault: 'unexpectedParameter', parameter })
  })
})

describe('a negotiation', () => {
  const takeover = { serverNoContextTakeover: fc.boolean(), clientNoContextTakeover: fc.boolean() }
  const bits = fc.oneof(fc.integer({ min: 8, max: 15 }), fc.constant(false as const))
  const serverWishes = fc.record(
    { ...takeover, serverMaxWindowBits: bits, clientMaxWindowBits: bits },
    { requiredKeys: [] },
  )
  const clientWishes = fc.record(
    { ...takeover, serverMaxWindowBits: bits, clientMaxWindowBits: fc.oneof(bits, fc.constant(true)) },
    { requiredKeys: [] },
  )

  it('ends in one agreement, or in a refusal that somebody wished', () => {
    fc.assert(
      fc.property(clientWishes, serverWishes, (ofClient, ofServer) => {
        const offer = read(formatExtensions([deflateOffer(ofClient)]), 'offer')
        expect(offer).not.toHaveProperty('fault')
        const choice = acceptDeflateOffer([offer as DeflateParameters], ofServer)
        if (isDeflateFault(choice)) return
        expect(choice.answer.name).toBe(PERMESSAGE_DEFLATE)
        const answer = read(formatExtensions([choice.answer]), 'answer')
        expect(answer).not.toHaveProperty('fault')
        const agreement = acceptDeflateAnswer(answer as DeflateParameters, ofClient)
        if (isDeflateFault(agreement)) {
          // Only what the client ruled out and the server insists on.
          expect(ofClient.clientNoContextTakeover === false && ofServer.clientNoContextTakeover === true).toBe(true)
          return
        }
        expect(agreement.serverNoContextTakeover).toBe(choice.agreement.serverNoContextTakeover)
        expect(agreement.clientNoContextTakeover).toBe(choice.agreement.clientNoContextTakeover)
        expect(agreement.serverMaxWindowBits).toBe(choice.agreement.serverMaxWindowBits)
        // A client may keep to a smaller window than the server is ready for.
        expect(agreement.clientMaxWindowBits).toBeLessThanOrEqual(choice.agreement.clientMaxWindowBits)
        if (typeof ofClient.serverMaxWindowBits === 'number') {
          expect(agreement.serverMaxWindowBits).toBeLessThanOrEqual(ofClient.serverMaxWindowBits)
        }
        if (ofClient.serverNoContextTakeover) expect(agreement.serverNoContextTakeover).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
