/**
 * Group `reserved-bits`: RSV bits without an extension that gives them a meaning.
 */
import type { Case, Step } from './case.js'
import { type Delivery, delivered, frame, message, violation } from './exchange.js'
import { hex, text } from './payload.js'

const greeting = text('Good morning!')
const octets = hex('00 ff fe fd fc fb 00 ff')
const good = frame(1, greeting)
const ping = frame(9)

interface Row {
  name: string
  rsv: number
  steps: Step[]
  delivery?: Delivery
}

const rows: Row[] = [
  { name: 'text', rsv: 1, steps: [frame(1, greeting, { rsv: 1 })] },
  { name: 'second-text', rsv: 2, steps: [good, frame(1, greeting, { rsv: 2 }), ping] },
  { name: 'second-text', rsv: 3, steps: [good, frame(1, greeting, { rsv: 3 }), ping], delivery: 'apart' },
  { name: 'second-text', rsv: 4, steps: [good, frame(1, greeting, { rsv: 4 }), ping], delivery: 'octet-wise' },
  { name: 'binary', rsv: 5, steps: [frame(2, octets, { rsv: 5 })] },
  { name: 'binary', rsv: 6, steps: [frame(2, greeting, { rsv: 6 })] },
  { name: 'close', rsv: 7, steps: [frame(8, undefined, { rsv: 7 })] },
]

export const reservedBits: Case[] = rows.map(({ name, rsv, steps, delivery = 'together' }, i) =>
  violation({
    id: `reserved-bits/rsv-${rsv}-on-${name}`,
    autobahn: `3.${i + 1}`,
    rfc: ['6455 §5.2'],
    purpose: `Send a frame (${name}) with the reserved bits ${rsv.toString(2).padStart(3, '0')}; frames leave ${delivery}.`,
    expectation: 'What came before is answered; then the connection is failed with 1002.',
    steps: delivered(steps, delivery),
    ...(name === 'second-text' ? { strict: [[message('text', greeting)]], nonStrict: [[]] } : {}),
  }),
)
