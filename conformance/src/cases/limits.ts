/**
 * Groups `limits` and `auto-fragmentation`: long messages, many fragments, many small TCP writes, many round trips.
 * The payloads never repeat and are compared octet by octet.
 */
import type { Case } from './case.js'
import { exchange, frame, message } from './exchange.js'
import { longBinary, longText } from './payload.js'

const kib = 1024
const mib = 1024 * kib
const types = [
  { type: 'text', opcode: 1, payload: longText },
  { type: 'binary', opcode: 2, payload: longBinary },
] as const

function size(octets: number): string {
  return octets >= mib ? `${octets / mib}mib` : octets >= kib ? `${octets / kib}kib` : `${octets}`
}

const patient = { wait: 10, onWait: 'close' } as const
const comesBack = 'The same message comes back.'

const whole = types.flatMap(({ type, opcode, payload }, t) =>
  [64 * kib, 256 * kib, mib, 4 * mib, 8 * mib, 16 * mib].map((length, i) =>
    exchange({
      id: `limits/${type}-${size(length)}`,
      autobahn: `9.${1 + t}.${i + 1}`,
      rfc: ['6455 §5.2', '6455 §5.6'],
      purpose: `Send a ${type} message of ${length} octets in one frame.`,
      expectation: comesBack,
      steps: [frame(opcode, payload(length))],
      ...patient,
      strict: [[message(type, payload(length))]],
    }),
  ),
)

const fragmented = types.flatMap(({ type, payload }, t) =>
  [64, 256, kib, 4 * kib, 16 * kib, 64 * kib, 256 * kib, mib, 4 * mib].map((fragment, i) =>
    exchange({
      id: `limits/${type}-4mib-by-${size(fragment)}`,
      autobahn: `9.${3 + t}.${i + 1}`,
      rfc: ['6455 §5.4'],
      purpose: `Send a ${type} message of 4 MiB in frames of ${fragment} octets.`,
      expectation: comesBack,
      steps: [{ do: 'message', type, payload: payload(4 * mib), fragment, emptyLast: fragment < 4 * mib }],
      ...patient,
      strict: [[message(type, payload(4 * mib))]],
    }),
  ),
)

const chopped = types.flatMap(({ type, opcode, payload }, t) =>
  [64, 128, 256, 512, kib, 2 * kib].map((chop, i) =>
    exchange({
      id: `limits/${type}-1mib-written-by-${size(chop)}`,
      autobahn: `9.${5 + t}.${i + 1}`,
      rfc: ['6455 §5.2'],
      purpose: `Send a ${type} message of 1 MiB in one frame, in TCP writes of ${chop} octets.`,
      expectation: comesBack,
      steps: [{ ...frame(opcode, payload(mib)), chop }],
      ...patient,
      strict: [[message(type, payload(mib))]],
    }),
  ),
)

const roundTrips = types.flatMap(({ type, payload }, t) =>
  [0, 16, 64, 256, kib, 4 * kib].map(
    (length, i): Case => ({
      kind: 'lockstep',
      id: `limits/${type}-round-trips-${size(length)}`,
      autobahn: `9.${7 + t}.${i + 1}`,
      rfc: ['6455 §5.6'],
      purpose: `Send 1000 ${type} messages of ${length} octets, each after the echo of the one before.`,
      expectation: 'Every message comes back unchanged.',
      type,
      count: 1000,
      payload: (k) => payload(length, k + 1),
      wait: 10,
    }),
  ),
)

export const limits: Case[] = [...whole, ...fragmented, ...chopped, ...roundTrips]

export const autoFragmentation: Case[] = [
  exchange({
    id: 'auto-fragmentation/64kib-by-1300',
    autobahn: '10.1.1',
    rfc: ['6455 §5.4'],
    purpose: 'Send a text message of 64 KiB in frames of 1300 octets.',
    expectation: comesBack,
    steps: [{ do: 'message', type: 'text', payload: longText(64 * kib), fragment: 1300 }],
    wait: 10,
    onWait: 'fail',
    strict: [[message('text', longText(64 * kib))]],
  }),
]
