/** A measured client: sending in turns of many messages, and receiving. */
import { cpuPer, KIB, type Measure, type Scenario, sizeLabel, sizeName } from './scenario.js'

const SENDS = [
  { size: 128, turn: 64 },
  { size: 4 * KIB, turn: 64 },
  { size: 64 * KIB, turn: 16 },
]

const RECEIVES = [16, 128, 4 * KIB]
const BLOCK = 256 * KIB

const sending: Scenario<Measure>[] = SENDS.map(({ size, turn }) => ({
  name: `client-send-${sizeName(size)}`,
  family: 'client',
  title: `client sends ${sizeLabel(size)}, ${turn} messages a turn`,
  role: 'client-source',
  task: { task: 'client-send', body: { kind: 'binary', size, count: 8 }, connections: 1, depth: turn },
  extra: ['undici'],
  metrics: [cpuPer('message')],
}))

const receiving: Scenario<Measure>[] = RECEIVES.map((size) => ({
  name: `client-receive-${sizeName(size)}`,
  family: 'client',
  title: `client receives ${sizeLabel(size)}`,
  role: 'client-sink',
  task: {
    task: 'client-receive',
    body: { kind: 'binary', size, count: Math.ceil(BLOCK / size) },
    connections: 1,
    depth: 0,
  },
  metrics: [cpuPer('message')],
}))

export const CLIENT: Scenario<Measure>[] = [...sending, ...receiving]
