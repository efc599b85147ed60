/** Messages that the server only counts. */
import { cpuPer, KIB, type Measure, MIB, type Scenario, sizeLabel, sizeName } from './scenario.js'

const SIZES = [16, 128, KIB, 16 * KIB, 64 * KIB, MIB]

/** Bytes that are written at once. */
const BLOCK = 256 * KIB

export const RECEIVE: Scenario<Measure>[] = SIZES.map((size) => ({
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
  metrics: [cpuPer('message')],
}))
