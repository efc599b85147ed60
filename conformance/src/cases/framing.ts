/**
 * Group `framing`: unfragmented messages around the borders of the three length forms.
 */
import type { Case } from './case.js'
import { exchange, frame, message } from './exchange.js'
import { longBinary, longText } from './payload.js'

const lengths = [0, 125, 126, 127, 128, 65535, 65536]
const types = [
  { type: 'text', opcode: 1, payload: longText },
  { type: 'binary', opcode: 2, payload: longBinary },
] as const

export const framing: Case[] = types.flatMap(({ type, opcode, payload }, t) =>
  [...lengths.map((length) => ({ length, chop: 0 })), { length: 65536, chop: 997 }].map(({ length, chop }, i) =>
    exchange({
      id: `framing/${type}-${length}${chop ? '-in-pieces' : ''}`,
      autobahn: `1.${t + 1}.${i + 1}`,
      rfc: ['6455 §5.2', '6455 §5.6'],
      purpose: `Send a ${type} message of ${length} octets${chop ? ` in TCP writes of ${chop}` : ''}.`,
      expectation: 'The same message comes back.',
      steps: [{ ...frame(opcode, payload(length)), ...(chop ? { chop } : {}) }],
      wait: length > 65000 ? 10 : 1,
      onWait: 'fail',
      strict: [[message(type, payload(length))]],
    }),
  ),
)
