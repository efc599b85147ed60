/**
 * Prints the wire record of a case as annotated lines. It reads only the record.
 */
import type { WireEntry } from '../peer/wire-log.js'

const opcodeNames: Record<number, string> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'Close',
  9: 'ping',
  10: 'pong',
}

const spaced = (octets: string) => octets.replace(/(..)(?=.)/g, '$1 ')

function printable(octets: string): string {
  const text = Buffer.from(octets, 'hex').toString('utf8')
  return /^[\x20-\x7e\u00a1-\u{10ffff}]*$/u.test(text) && !text.includes('\ufffd') ? JSON.stringify(text) : ''
}

function closeMeaning(octets: string): string {
  const body = Buffer.from(octets, 'hex')
  return body.length >= 2 ? `code ${body.readUInt16BE(0)} ${printable(body.subarray(2).toString('hex'))}`.trim() : ''
}

function frameLines(entry: WireEntry): string[] {
  const { opcode, fin, rsv, masked, length, header } = entry.frame!
  const octets = entry.octets ?? ''
  const flags = [
    fin ? 'FIN' : 'more follows',
    ...(rsv ? [`RSV ${rsv.toString(2).padStart(3, '0')}`] : []),
    ...(masked ? [`key ${header.slice(-8)}`] : []),
  ]
  const name = opcodeNames[opcode] ?? `reserved opcode ${opcode}`
  const meaning = opcode === 8 ? closeMeaning(octets) : printable(octets)
  const payload = octets ? `${spaced(octets)}${octets.length / 2 < length ? ' …' : ''}` : ''
  return [
    `${name}, ${length} octets, ${flags.join(', ')}`,
    `  header  ${spaced(header)}`,
    ...(payload ? [`  payload ${payload}`] : []),
    ...(meaning ? [`          ${meaning}`] : []),
  ]
}

const kinds: Record<WireEntry['kind'], (entry: WireEntry) => string[]> = {
  frame: frameLines,
  head: (entry) => [
    'handshake',
    ...entry
      .text!.trimEnd()
      .split('\r\n')
      .map((line) => `  ${line}`),
  ],
  octets: (entry) => ['octets', `  ${spaced(entry.octets ?? '')}`],
  note: (entry) => [`(${entry.text})`],
}

/** The lines of a record: when, who, what. */
export function traceLines(wire: WireEntry[]): string[] {
  return wire.flatMap((entry) => {
    const [first, ...rest] = kinds[entry.kind](entry)
    const stamp = `${entry.at.toFixed(1).padStart(8)} ms  ${entry.from === 'tester' ? 'tester →' : '← peer  '}  `
    return [stamp + first, ...rest.map((line) => ' '.repeat(stamp.length) + line)]
  })
}
