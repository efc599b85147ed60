/** Messages that the server only counts. */
import {
  cpuPer,
  FASTER_THAN_ORIGINALS,
  KIB,
  MIB,
  type Scenario,
  sizeLabel,
  sizeName,
  timesLessThanWs,
} from './scenario.js'

const TIMES_LESS = new Map([
  [16, 3],
  [128, 3],
  [KIB, 4],
  [16 * KIB, 5],
  [64 * KIB, 5],
  [MIB, 5],
])

/** Bytes that are written at once. */
const BLOCK = 256 * KIB

export const RECEIVE: Scenario[] = [...TIMES_LESS].map(([size, timesLess]) => ({
  name: `receive-${sizeName(size)}`,
  family: 'receive',
  title: `receive ${sizeLabel(size)}, one connection`,
  role: 'sink',
  task: {
    task: 'receive',
    body: { kind: 'binary', size, count: Math.max(1, Math.ceil(BLOCK / size)) },
    connections: 1,
    depth: 0,
  },
  metrics: [cpuPer('message', [timesLessThanWs(timesLess), ...FASTER_THAN_ORIGINALS])],
}))
