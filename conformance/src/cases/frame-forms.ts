/**
 * Group `frame-forms`: lengths in other forms than the shortest, masking in the wrong direction, codes of the registry.
 */
import type { OutgoingFrame } from '../peer/connection.js'
import { failed, nonStrict, strict } from '../run/talk.js'
import type { Case } from './case.js'
import { exchange, frame, message, peerFails, testerCloses, violation } from './exchange.js'
import { longBinary, longText, octetsOf, text } from './payload.js'

const greeting = text('Good morning!')

/** A frame that should be refused, but that a lenient peer may take. */
function lenient(name: string, rfc: string, purpose: string, sent: OutgoingFrame): Case {
  return {
    kind: 'probe',
    id: `frame-forms/${name}`,
    rfc: [rfc],
    purpose,
    expectation: 'The connection is failed with 1002; taking the frame is non-strict.',
    async probe(talk) {
      const conversation = await talk.open()
      await conversation.send(sent)
      const event = await conversation.next(talk.timing.wait(1.5))
      if (event?.kind === 'message' || event?.kind === 'pong') {
        const same = event.payload.equals(sent.payload!)
        return same ? nonStrict('The peer took the frame.') : failed('The peer took the frame and spoilt its payload.')
      }
      if (event?.kind === 'end') return strict('The peer dropped TCP.')
      if (event?.kind !== 'close') return failed('The peer neither took the frame nor failed the connection.')
      const { code } = event.close
      return code === undefined || code === 1002
        ? strict('The peer failed the connection.')
        : failed(`Close code ${code} instead of 1002.`)
    },
  }
}

const minimal = '6455 §5.2'
const lengths: Case[] = [
  lenient('5-octets-as-16-bit', minimal, 'Send a frame of 13 octets with a 16-bit length.', {
    opcode: 1,
    payload: greeting,
    lengthForm: '16-bit',
  }),
  lenient('5-octets-as-64-bit', minimal, 'Send a frame of 13 octets with a 64-bit length.', {
    opcode: 1,
    payload: greeting,
    lengthForm: '64-bit',
  }),
  lenient('65535-octets-as-64-bit', minimal, 'Send a frame of 65535 octets with a 64-bit length.', {
    opcode: 2,
    payload: octetsOf(longBinary(65535)),
    lengthForm: '64-bit',
  }),
  lenient('ping-as-16-bit', '6455 §5.5', 'Send a ping of 13 octets with a 16-bit length.', {
    opcode: 9,
    payload: greeting,
    lengthForm: '16-bit',
  }),
  violation({
    id: 'frame-forms/length-2-63',
    rfc: [minimal],
    purpose: 'Send the header of a frame whose 64-bit length has its highest bit set.',
    expectation: 'The connection is failed with 1002 or 1009, without waiting for the payload.',
    steps: [{ do: 'frame', frame: { opcode: 2, payload: greeting, declaredLength: 2n ** 63n } }],
    closing: { ...peerFails(1002), codes: [1002, 1009] },
  }),
]

const masking: Case[] = [
  violation({
    id: 'frame-forms/unmasked-from-client',
    rfc: ['6455 §5.1'],
    purpose: 'Send an unmasked text frame to a server.',
    expectation: 'The connection is failed with 1002.',
    roles: ['server'],
    steps: [frame(1, greeting, { masked: false })],
  }),
  violation({
    id: 'frame-forms/unmasked-ping-from-client',
    rfc: ['6455 §5.1'],
    purpose: 'Send an unmasked ping to a server.',
    expectation: 'The connection is failed with 1002.',
    roles: ['server'],
    steps: [frame(9, greeting, { masked: false })],
  }),
  violation({
    id: 'frame-forms/masked-from-server',
    rfc: ['6455 §5.1'],
    purpose: 'Send a masked text frame to a client.',
    expectation: 'The connection is failed with 1002.',
    roles: ['client'],
    steps: [frame(1, greeting, { masked: true })],
  }),
  ...['00000000', 'ffffffff', '01020304'].map((key) =>
    exchange({
      id: `frame-forms/masking-key-${key}`,
      rfc: ['6455 §5.3'],
      purpose: `Send messages of 0 to 9 octets in one fragmented message, all masked with the key ${key}.`,
      expectation: 'The joined message comes back.',
      roles: ['server'],
      steps: Array.from({ length: 10 }, (_, i) =>
        frame(i === 0 ? 1 : 0, octetsOf(longText(i)), { fin: i === 9, maskingKey: Buffer.from(key, 'hex') }),
      ),
      strict: [[message('text', Buffer.concat(Array.from({ length: 10 }, (_, i) => octetsOf(longText(i)))))]],
    }),
  ),
]

const registry: Case[] = [1012, 1013, 1014].map((code) =>
  exchange({
    id: `frame-forms/close-code-${code}`,
    rfc: ['6455 §11.7'],
    purpose: `Send a Close frame with code ${code}, which the registry has added since.`,
    expectation: `It is answered with ${code}, 1000 or no code; refusing it is no failure.`,
    onWait: 'fail',
    autoClose: false,
    informational: true,
    steps: [{ do: 'close', code }],
    closing: { ...testerCloses, codes: [1000, code, 1002] },
  }),
)

export const frameForms: Case[] = [...lengths, ...masking, ...registry]
