/**
 * Groups `deflate-payloads` and `deflate-parameters`: a thousand compressed messages, each after the echo of the one
 * before, over five kinds of data and seven sets of parameters.
 */
import type { Case, DeflateTerms } from './case.js'
import { type SampleName, sampleOf } from './samples.js'

const kib = 1024

/** Message size and, where the compressed message is cut, octets per frame. */
const rows: [size: number, fragment?: number][] = [
  ...[16, 64, 256, kib, 4 * kib, 8 * kib, 16 * kib, 32 * kib, 64 * kib, 128 * kib].map((size): [number] => [size]),
  ...[8, 16, 32, 64, 128].map((size): [number, number] => [size * kib, 256]),
  ...[kib, 4 * kib, 32 * kib].map((fragment): [number, number] => [128 * kib, fragment]),
]

const usual = 'permessage-deflate; client_no_context_takeover; client_max_window_bits'
const defaultTerms: DeflateTerms = { offers: usual, asks: [{}] }

/** The parameter sets: a name, what the tester adds to its offer, and what it asks for as a server. */
const parameterSets: [name: string, terms: DeflateTerms][] = [
  ['default', defaultTerms],
  ['no-takeover', { offers: `${usual}; server_no_context_takeover`, asks: [{ clientNoContextTakeover: true }] }],
  ['window-9', { offers: `${usual}; server_max_window_bits=9`, asks: [{ clientMaxWindowBits: 9 }] }],
  ['window-15', { offers: `${usual}; server_max_window_bits=15`, asks: [{ clientMaxWindowBits: 15 }] }],
  [
    'no-takeover-window-9',
    {
      offers: `${usual}; server_no_context_takeover; server_max_window_bits=9`,
      asks: [{ clientNoContextTakeover: true, clientMaxWindowBits: 9 }],
    },
  ],
  [
    'no-takeover-window-15',
    {
      offers: `${usual}; server_no_context_takeover; server_max_window_bits=15`,
      asks: [{ clientNoContextTakeover: true, clientMaxWindowBits: 15 }],
    },
  ],
  [
    'three-offers',
    {
      offers: [
        `${usual}; server_no_context_takeover; server_max_window_bits=9`,
        `${usual}; server_no_context_takeover`,
        usual,
      ].join(', '),
      asks: [{ clientNoContextTakeover: true, clientMaxWindowBits: 9 }, { clientNoContextTakeover: true }, {}],
    },
  ],
]

function group(prefix: string, autobahn: string, about: string, name: SampleName, terms: DeflateTerms): Case[] {
  return rows.map(([size, fragment], i) => ({
    kind: 'lockstep',
    id: `${prefix}-${size}${fragment ? `-by-${fragment}` : ''}`,
    autobahn: `${autobahn}.${i + 1}`,
    rfc: ['7692 §7'],
    purpose: `Send 1000 compressed messages of ${size} ${name === 'json' || name === 'html' ? 'characters' : 'octets'} (${name})${fragment ? ` in frames of ${fragment} octets` : ''}, ${about}.`,
    expectation: 'Every message comes back unchanged, compressed with the agreed parameters or not at all.',
    type: name === 'json' || name === 'html' ? 'text' : 'binary',
    count: 1000,
    payload: (k) => sampleOf(name).window(k * size, size),
    fragment,
    wait: 20,
    deflate: terms,
  }))
}

const samples: SampleName[] = ['json', 'bitmap', 'prose', 'html', 'pdf']

export const deflatePayloads: Case[] = samples.flatMap((name, i) =>
  group(`deflate-payloads/${name}`, `12.${i + 1}`, 'with the default offer', name, defaultTerms),
)

export const deflateParameters: Case[] = parameterSets.flatMap(([set, terms], i) =>
  group(`deflate-parameters/${set}`, `13.${i + 1}`, `parameters: ${set}`, 'json', terms),
)
