/**
 * Group `opcodes`: opcodes that RFC 6455 reserves.
 */
import type { Case } from './case.js'
import { delivered, frame, message, violation } from './exchange.js'
import { text } from './payload.js'

const greeting = text('Good morning!')

function reserved(opcode: number, autobahn: string, row: number): Case {
  const bare = row % 2 === 0
  const payload = bare ? undefined : text('payload of no known kind')
  const alone = row < 2
  const steps = alone ? [frame(opcode, payload)] : [frame(1, greeting), frame(opcode, payload), frame(9)]
  return violation({
    id: `opcodes/${opcode < 8 ? 'data' : 'control'}-${opcode}`,
    autobahn,
    rfc: ['6455 §5.2'],
    purpose: `Send a frame with opcode ${opcode}, ${bare ? 'empty' : 'with a payload'}${alone ? '' : ', behind a good message'}${row === 4 ? ', octet by octet' : ''}.`,
    expectation: 'What came before is answered; then the connection is failed with 1002.',
    steps: row === 4 ? delivered(steps, 'octet-wise') : steps,
    ...(alone ? {} : { strict: [[message('text', greeting)]], nonStrict: [[]] }),
  })
}

export const opcodes: Case[] = [3, 11].flatMap((first, half) =>
  Array.from({ length: 5 }, (_, row) => reserved(first + row, `4.${half + 1}.${row + 1}`, row)),
)
