/** Echo of text: ASCII, and a mixture of scripts with emoji. */
import {
  cpuPer,
  engineOverRaw,
  KIB,
  NOT_BEHIND_ADDON,
  OTHER_FACADES,
  type Scenario,
  SHOWN,
  sizeLabel,
  sizeName,
  timesLessThanWs,
} from './scenario.js'

interface Row {
  kind: 'ascii' | 'mixed'
  size: number
  /** As a string in the user's hands, or as the bytes that `ws` gives. */
  as: 'string' | 'bytes'
  timesLess: number | typeof SHOWN
}

const ROWS: Row[] = [
  { kind: 'ascii', size: 128, as: 'string', timesLess: SHOWN },
  { kind: 'mixed', size: 128, as: 'string', timesLess: SHOWN },
  { kind: 'ascii', size: 64 * KIB, as: 'string', timesLess: 4.5 },
  // Most of it is the user's own `toString()`, which the API of ws asks for and no facade can make faster.
  { kind: 'mixed', size: 64 * KIB, as: 'string', timesLess: SHOWN },
  { kind: 'ascii', size: 64 * KIB, as: 'bytes', timesLess: SHOWN },
  { kind: 'mixed', size: 64 * KIB, as: 'bytes', timesLess: 3.5 },
]

export const TEXT: Scenario[] = ROWS.map(({ kind, size, as, timesLess }) => {
  const isLarge = size > KIB
  const depth = isLarge ? 16 : 64
  const goals = isLarge ? [NOT_BEHIND_ADDON, engineOverRaw(1.9)] : [engineOverRaw(SHOWN)]
  return {
    name: `text-${kind}-${sizeName(size)}${as === 'bytes' ? '-bytes' : ''}`,
    family: 'text',
    title: `echo ${sizeLabel(size)} of text, ${kind}, as ${as}, depth ${depth}`,
    role: as === 'bytes' ? 'relay' : 'echo',
    task: { task: 'echo', body: { kind, size, count: depth }, connections: 1, depth },
    metrics: [cpuPer('message', [timesLessThanWs(timesLess), ...goals, ...OTHER_FACADES])],
  }
})
