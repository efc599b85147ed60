/**
 * The five kinds of data that the deflate groups send, made from a fixed seed: repetitive JSON, a noisy picture, prose,
 * a web page and a document with compressed streams in it. Made when first used.
 */
import { deflateRawSync } from 'node:zlib'
import { randomNumbers } from './payload.js'

/** A name of a sample. */
export type SampleName = 'json' | 'bitmap' | 'prose' | 'html' | 'pdf'

/** A sample: `unit` says what lengths and offsets of windows count. */
export interface Sample {
  type: 'text' | 'binary'
  /** Length in units. */
  length: number
  /** The octets of `length` units from `offset`, going on at the beginning behind the end. */
  window: (offset: number, length: number) => Buffer
}

type Random = () => number
const pick = <T>(next: Random, list: readonly T[]): T => list[next() % list.length]!

/** Cuts or fills to the octet. */
function cutTo(octets: Buffer, length: number): Buffer {
  return octets.length >= length
    ? octets.subarray(0, length)
    : Buffer.concat([octets, Buffer.alloc(length - octets.length, 0x20)])
}

const syllables =
  'ba be bi bo bu da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so ta te ti to wa we wi'.split(
    ' ',
  )
const endings = ['', 'n', 'r', 's', 't', 'st', 'nd', 'ng', 'ch', 'l']

function madeUpWords(next: Random, count: number): string[] {
  return Array.from({ length: count }, () => {
    const length = 1 + (next() % 3)
    return Array.from({ length }, () => pick(next, syllables)).join('') + pick(next, endings)
  })
}

/** Zipf-like: small indices are frequent. */
function frequentFirst(next: Random, count: number): number {
  const u = next() / 2 ** 32
  return Math.min(count - 1, Math.floor(count ** u) - 1 + 0)
}

function json(): Buffer {
  const next = randomNumbers(11)
  const names = madeUpWords(next, 40)
  const lines: string[] = ['{ "records": [']
  let size = 0
  for (let i = 0; size < 194056; i++) {
    const record = `
    {
      "identifier": ${1000 + i},
      "kind": "${pick(next, ['Polygon', 'LineString'])}",
      "properties": { "name": "${pick(next, names)}", "enabled": true, "visible": false, "selectable": true },
      "geometry": { "coordinates": [ [ ${next() % 10}.0, ${next() % 10}.0 ], [ 0.0, 0.0 ], [ 0.0, 0.0 ], [ 0.0, 0.0 ] ] }
    },`
    lines.push(record)
    size += record.length
  }
  return cutTo(Buffer.from(lines.join('')), 194056)
}

function bitmap(): Buffer {
  const next = randomNumbers(12)
  const side = 512
  const head = Buffer.alloc(263222 - side * side)
  head.write('BM')
  const pixels = Buffer.alloc(side * side)
  for (let i = 0; i < pixels.length; i++) {
    const noise = ((next() % 97) + (next() % 97) + (next() % 97) - 144) / 2.5
    const light = 128 + 70 * Math.sin((i % side) / 60) * Math.cos(i / side / 45)
    pixels[i] = Math.max(0, Math.min(255, Math.round(light + noise)))
  }
  return Buffer.concat([head, pixels])
}

function prose(): Buffer {
  const next = randomNumbers(13)
  const words = madeUpWords(next, 7000)
  const parts: string[] = ['\ufeff']
  for (let size = 0; size < 222218; ) {
    const count = 4 + (next() % 8)
    const line = Array.from({ length: count }, () => words[frequentFirst(next, words.length)]).join(' ')
    const full = `${line[0]!.toUpperCase()}${line.slice(1)}${pick(next, ['.', ',', '!', '?', ';'])}${pick(next, ['\r\n', '\r\n', ' '])}`
    parts.push(full)
    size += full.length
  }
  return cutTo(Buffer.from(parts.join('')), 222218)
}

function html(): Buffer {
  const next = randomNumbers(14)
  const words = madeUpWords(next, 60)
  const parts: string[] = ['<!DOCTYPE html><html><head><title>Übersicht – all parts</title></head><body>\n']
  const twoOctets = 24
  for (let i = 0, size = 0; size < 263620; i++) {
    const row = `<tr class="row ${i % 2 ? 'odd' : 'even'}"><td class="label"><a class="link" href="/part/${pick(next, words)}.html">${pick(next, words)}</a>${i < twoOctets ? 'é' : ''}</td><td class="value"><span class="note">${pick(next, words)} ${i}</span></td></tr>\n`
    parts.push(row)
    size += row.length
  }
  const characters = Array.from(parts.join('')).slice(0, 263620)
  return Buffer.from(characters.join(''))
}

function pdf(): Buffer {
  const next = randomNumbers(15)
  const words = madeUpWords(next, 5000)
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  for (let i = 1, size = 0; size < 1042328; i++) {
    const source = Array.from({ length: 2200 }, () => `${pick(next, words)} ${next() % 1000}`).join(' ')
    const stream = deflateRawSync(source, { level: 9 })
    const objects = Array.from(
      { length: 70 },
      (_, k) =>
        `${i * 100 + k} 0 obj << /Type /Annot /Rect [ ${next() % 600} ${next() % 800} ] /Parent ${i} 0 R >> endobj\n`,
    ).join('')
    const piece = Buffer.concat([
      Buffer.from(`${i} 0 obj << /Length ${stream.length} /Filter /FlateDecode >> stream\n`),
      stream,
      Buffer.from(`\nendstream endobj\n${objects}`),
    ])
    parts.push(piece)
    size += piece.length
  }
  return cutTo(Buffer.concat(parts), 1042328)
}

/** Octet offset of each code point, and of the end. */
function characterOffsets(octets: Buffer): Uint32Array {
  const offsets: number[] = []
  for (let i = 0; i < octets.length; i++) if ((octets[i]! & 0xc0) !== 0x80) offsets.push(i)
  return Uint32Array.from([...offsets, octets.length])
}

function sample(type: 'text' | 'binary', octets: Buffer): Sample {
  const offsets = type === 'text' ? characterOffsets(octets) : undefined
  const length = offsets ? offsets.length - 1 : octets.length
  const at = (unit: number) => (offsets ? offsets[unit]! : unit)
  return {
    type,
    length,
    window(offset, count) {
      const start = offset % length
      if (start + count <= length) return octets.subarray(at(start), at(start + count))
      return Buffer.concat([octets.subarray(at(start)), octets.subarray(0, at(start + count - length))])
    },
  }
}

const makers: Record<SampleName, () => Sample> = {
  json: () => sample('text', json()),
  bitmap: () => sample('binary', bitmap()),
  prose: () => sample('binary', prose()),
  html: () => sample('text', html()),
  pdf: () => sample('binary', pdf()),
}
const made = new Map<SampleName, Sample>()

/** The sample of that name. */
export function sampleOf(name: SampleName): Sample {
  const known = made.get(name)
  if (known) return known
  const fresh = makers[name]()
  made.set(name, fresh)
  return fresh
}
