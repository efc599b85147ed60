/** Echo of text: ASCII, and a mixture of scripts with emoji. */
import { cpuPer, KIB, type Measure, type Scenario, sizeLabel, sizeName } from './scenario.js'

interface Row {
  kind: 'ascii' | 'mixed'
  size: number
  /** As a string in the user's hands, or as the bytes that `ws` gives. */
  as: 'string' | 'bytes'
}

const ROWS: Row[] = [
  { kind: 'ascii', size: 128, as: 'string' },
  { kind: 'mixed', size: 128, as: 'string' },
  { kind: 'ascii', size: 64 * KIB, as: 'string' },
  { kind: 'mixed', size: 64 * KIB, as: 'string' },
  { kind: 'ascii', size: 64 * KIB, as: 'bytes' },
  { kind: 'mixed', size: 64 * KIB, as: 'bytes' },
]

export const TEXT: Scenario<Measure>[] = ROWS.map(({ kind, size, as }) => {
  const depth = size > KIB ? 16 : 64
  return {
    name: `text-${kind}-${sizeName(size)}${as === 'bytes' ? '-bytes' : ''}`,
    family: 'text',
    title: `echo ${sizeLabel(size)} of text, ${kind}, as ${as}, depth ${depth}`,
    role: as === 'bytes' ? 'relay' : 'echo',
    task: { task: 'echo', body: { kind, size, count: depth }, connections: 1, depth },
    metrics: [cpuPer('message')],
  }
})
