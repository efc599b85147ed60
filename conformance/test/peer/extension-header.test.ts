import { describe, expect, it } from 'vitest'
import { acceptAnswer, answerOffers, parseExtensions } from '../../src/peer/extension-header.js'

describe('parseExtensions', () => {
  it('reads names, parameters and quoted values', () => {
    expect(parseExtensions('a; b=1; c, d; e="x,\\"y;z"')).toEqual([
      {
        name: 'a',
        parameters: [
          ['b', '1'],
          ['c', true],
        ],
      },
      { name: 'd', parameters: [['e', 'x,"y;z']] },
    ])
  })

  it.each(['', 'a;', 'a;;b', 'a, ', 'a=1', 'a; b=', 'a; =1', 'a b'])('refuses "%s"', (value) => {
    expect(() => parseExtensions(value)).toThrow()
  })
})

describe('acceptAnswer', () => {
  it('agrees on what the answer says', () => {
    expect(acceptAnswer('permessage-deflate; server_no_context_takeover; client_max_window_bits=10')).toEqual({
      client: { contextTakeover: true, maxWindowBits: 10 },
      server: { contextTakeover: false, maxWindowBits: 15 },
    })
    expect(acceptAnswer(undefined)).toBeUndefined()
  })

  it.each([
    'x-other',
    'permessage-deflate, permessage-deflate',
    'permessage-deflate; x',
    'permessage-deflate; client_max_window_bits',
    'permessage-deflate; server_max_window_bits=16',
    'permessage-deflate; server_max_window_bits=09',
    'permessage-deflate; server_no_context_takeover=1',
    'permessage-deflate; server_no_context_takeover; server_no_context_takeover',
  ])('refuses %s', (answer) => {
    expect(() => acceptAnswer(answer)).toThrow()
  })
})

describe('answerOffers', () => {
  it('takes the first ask that an offer permits', () => {
    const asks = [{ clientMaxWindowBits: 9 }, { clientNoContextTakeover: true }]
    expect(answerOffers('permessage-deflate; client_max_window_bits', asks)?.header).toBe(
      'permessage-deflate; client_max_window_bits=9',
    )
    expect(answerOffers('permessage-deflate; server_max_window_bits=12', asks)?.header).toBe(
      'permessage-deflate; server_max_window_bits=12; client_no_context_takeover',
    )
    expect(answerOffers('permessage-deflate; client_max_window_bits=8', asks)?.header).toBe(
      'permessage-deflate; client_max_window_bits=8',
    )
    expect(answerOffers('x-other', asks)).toBeUndefined()
    expect(answerOffers(undefined, asks)).toBeUndefined()
  })
})
