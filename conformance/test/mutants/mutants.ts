/**
 * The mutants: each is the right agent with one defect, and the cases that must catch it.
 */
import type { AgentRole } from '../../src/cases/case.js'
import { type Behaviour, rightBehaviour } from './behaviour.js'

export interface Mutant {
  name: string
  role: AgentRole
  behaviour: Behaviour
  /** Each of these must fail. */
  caughtBy: string[]
}

type Spoil = (behaviour: Behaviour) => void

function mutant(name: string, caughtBy: string[], spoil: Spoil, role: AgentRole = 'server'): Mutant {
  const behaviour = rightBehaviour()
  spoil(behaviour)
  return { name, role, behaviour, caughtBy }
}

const flip = (payload: Buffer, at: number) => {
  const copy = Buffer.from(payload)
  copy[at]! ^= 0x01
  return copy
}

const unenforced: [rule: keyof Behaviour['enforced'], caughtBy: string[]][] = [
  ['rsv', ['reserved-bits/rsv-1-on-text', 'reserved-bits/rsv-5-on-binary']],
  ['rsv1-on-control', ['deflate-data/rsv1-on-ping']],
  ['rsv1-on-continuation', ['deflate-data/rsv1-on-continuation']],
  ['opcode', ['opcodes/data-3', 'opcodes/control-11']],
  ['control-length', ['ping-pong/ping-126', 'close/body-reason-too-long']],
  ['control-fin', ['fragmentation/fragmented-ping']],
  ['stray-continuation', ['fragmentation/stray-continuation-final-together']],
  ['new-message-inside', ['fragmentation/new-message-inside']],
  ['masking', ['frame-forms/unmasked-from-client']],
  ['length-2-63', ['frame-forms/length-2-63']],
  ['close-body', ['close/body-one-octet']],
  ['close-code', ['close/code-999', 'close/code-1006']],
  ['close-reason', ['close/reason-not-utf8']],
]

export const mutants: Mutant[] = [
  ...unenforced.map(([rule, caughtBy]) =>
    mutant(`does not enforce: ${rule}`, caughtBy, (b) => {
      b.enforced[rule] = false
      // An empty answer to an empty code would look right.
      if (rule === 'close-body') b.closeAnswer = (code) => code ?? 1000
      if (rule === 'length-2-63') b.limits.octets = Number.POSITIVE_INFINITY
    }),
  ),
  mutant('checks no UTF-8', ['utf8/surrogate-inside-whole', 'utf8/overlong-slash-1', 'utf8/prefix-1'], (b) => {
    b.utf8 = 'never'
  }),
  mutant('flips one bit in message 500', ['limits/text-round-trips-256', 'limits/binary-round-trips-16'], (b) => {
    b.alter = (payload, count) => (count === 500 ? flip(payload, 7) : payload)
  }),
  mutant(
    'flips the last octet of large messages',
    ['limits/binary-256kib', 'limits/text-1mib-written-by-2kib'],
    (b) => {
      b.alter = (payload) => (payload.length > 100_000 ? flip(payload, payload.length - 1) : payload)
    },
  ),
  mutant('repeats the first 64 KiB of a large message', ['limits/binary-256kib'], (b) => {
    b.alter = (payload) =>
      payload.length > 200_000
        ? Buffer.concat([payload.subarray(0, 65536), payload.subarray(0, 65536), payload.subarray(131072)])
        : payload
  }),
  mutant('cuts the last octet of messages of 65535', ['framing/text-65535'], (b) => {
    b.alter = (payload) => (payload.length === 65535 ? payload.subarray(1) : payload)
  }),
  mutant('does not echo empty messages', ['framing/text-0', 'utf8/three-empty-frames'], (b) => {
    b.alter = (payload) => (payload.length === 0 ? undefined : payload)
  }),
  mutant('echoes binary as text', ['framing/binary-125'], (b) => {
    b.alterType = () => 1
  }),
  mutant(
    'drops the third frame of a message',
    ['limits/text-4mib-by-256kib', 'auto-fragmentation/64kib-by-1300'],
    (b) => {
      b.dropsContinuation = 2
    },
  ),
  mutant('unmasks with a phase that begins anew every 64 KiB less one', ['limits/binary-256kib'], (b) => {
    b.unmask = (octet, key, index) => octet ^ key[(index % 65535) & 3]!
  }),
  mutant('never uses the last octet of the masking key', ['frame-forms/masking-key-01020304'], (b) => {
    b.unmask = (octet, key, index) => octet ^ key[(index & 3) % 3]!
  }),
  mutant('answers pings with an empty pong', ['ping-pong/ping-text', 'fragmentation/ping-between-together'], (b) => {
    b.pong = () => [Buffer.alloc(0)]
  }),
  mutant('answers no ping', ['ping-pong/ping-empty'], (b) => {
    b.pong = () => []
  }),
  mutant('answers every ping twice', ['ping-pong/ten-pings'], (b) => {
    b.pong = (payload) => [payload, payload]
  }),
  mutant(
    'answers pings only between messages',
    ['fragmentation/ping-between-apart', 'deflate-data/ping-between-frames'],
    (b) => {
      b.pongAtOnce = false
    },
  ),
  mutant('never answers a Close', ['close/after-echo', 'close/body-code', 'close/code-1006'], (b) => {
    b.closeAnswer = () => 'silent'
    b.enforced['close-code'] = false
  }),
  mutant('answers a Close with 1001', ['close/body-code', 'close/code-3000'], (b) => {
    b.closeAnswer = () => 1001
  }),
  mutant('answers a Close with 1006', ['close/body-empty', 'close/code-1000'], (b) => {
    b.closeAnswer = () => 1006
  }),
  mutant('closes with 1000 where a rule was broken', ['reserved-bits/rsv-1-on-text', 'close/code-999'], (b) => {
    b.violationCode = () => 1000
  }),
  mutant('fails bad text with 1002', ['utf8/surrogate-inside-whole'], (b) => {
    b.violationCode = () => 1002
  }),
  mutant('echoes behind a Close', ['close/then-text'], (b) => {
    b.echoesAfterClose = true
    b.endsTcp = false
  }),
  mutant('as a server masks its frames', ['framing/text-0'], (b) => {
    b.masks = () => true
  }),
  mutant('writes small lengths in 16 bits', ['framing/text-125'], (b) => {
    b.longLengths = true
  }),
  mutant('refuses more than 1 MiB', ['limits/text-4mib'], (b) => {
    b.limits.octets = 1024 * 1024
  }),
  mutant('refuses more than 1000 fragments', ['limits/binary-4mib-by-1kib'], (b) => {
    b.limits.fragments = 1000
  }),
  mutant('answers with a wrong accept value', ['framing/text-0', 'handshake-request/plain'], (b) => {
    b.handshake.accept = () => 'wrong'
  }),
  mutant('accepts any key', ['handshake-request/no-key', 'handshake-request/short-key'], (b) => {
    b.handshake.skips.add('key')
  }),
  mutant('accepts any version', ['handshake-request/version-12'], (b) => {
    b.handshake.skips.add('version')
  }),
  mutant('accepts POST', ['handshake-request/method-post'], (b) => {
    b.handshake.skips.add('method')
  }),
  mutant('answers with a subprotocol that was not offered', ['handshake-request/plain'], (b) => {
    b.handshake.extra.push(['Sec-WebSocket-Protocol', 'x-unasked'])
  }),
  mutant(
    'ignores the agreed window of its deflater',
    ['deflate-parameters/window-9-16384', 'deflate-parameters/no-takeover-window-9-8192'],
    (b) => {
      b.deflate.windowBits = () => 15
    },
  ),
  mutant('takes the context over where it must not', ['deflate-parameters/no-takeover-16'], (b) => {
    b.deflate.takeover = () => true
  }),
  mutant('sets RSV1 on every frame of a compressed message', ['deflate-payloads/bitmap-4096'], (b) => {
    b.deflate.rsv1Everywhere = true
    b.fragment = 1000
  }),
  mutant('answers with a window that was not offered', ['deflate-negotiation/plain'], (b) => {
    b.deflate.answer = (right) => `${right}; client_max_window_bits=10`
  }),
  mutant('leaves server_max_window_bits out of its answer', ['deflate-negotiation/server-window-10'], (b) => {
    b.deflate.answer = () => 'permessage-deflate'
  }),
  mutant('does not understand final blocks', ['deflate-data/final-block'], (b) => {
    b.deflate.finalBlocks = false
  }),
  mutant('does not understand empty compressed messages', ['deflate-data/empty'], (b) => {
    b.deflate.emptyMessages = false
  }),
  mutant('swallows bad deflate data', ['deflate-data/not-deflate', 'deflate-data/distance-before-start'], (b) => {
    b.deflate.refusesBadData = false
  }),
  mutant(
    'as a client does not mask',
    ['framing/text-0', 'framing/binary-125'],
    (b) => {
      b.masks = () => false
    },
    'client',
  ),
  mutant(
    'as a client never answers a Close',
    ['close/body-code', 'close/body-one-octet', 'close/code-1006'],
    (b) => {
      b.closeAnswer = () => 'silent'
      b.enforced['close-body'] = false
      b.enforced['close-code'] = false
    },
    'client',
  ),
  mutant(
    'as a client takes masked frames',
    ['frame-forms/masked-from-server'],
    (b) => {
      b.enforced.masking = false
    },
    'client',
  ),
  mutant(
    'as a client takes any accept value',
    ['handshake-response/wrong-accept', 'handshake-response/no-accept'],
    (b) => {
      b.handshake.skips.add('accept')
    },
    'client',
  ),
  mutant(
    'as a client takes any extension',
    ['handshake-response/unasked-extension', 'handshake-response/extension-window-16'],
    (b) => {
      b.handshake.skips.add('extension')
    },
    'client',
  ),
  mutant(
    'as a client takes any subprotocol',
    ['handshake-response/unasked-subprotocol'],
    (b) => {
      b.handshake.skips.add('protocol')
    },
    'client',
  ),
  mutant(
    'as a client sends a short key',
    ['framing/text-0', 'handshake-response/plain'],
    (b) => {
      b.handshake.skips.add('key')
      b.handshake.skips.add('accept')
    },
    'client',
  ),
  mutant(
    'as a client ignores the agreed window',
    ['deflate-parameters/window-9-16384'],
    (b) => {
      b.deflate.windowBits = () => 15
    },
    'client',
  ),
  mutant(
    'as a client checks no UTF-8',
    ['utf8/overlong-nul-1'],
    (b) => {
      b.utf8 = 'never'
    },
    'client',
  ),
]
