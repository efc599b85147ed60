/** A measured client: sending in turns of many messages, and receiving. */
import { cpuPer, KIB, type Scenario, sizeLabel, sizeName, timesLessThanWs } from './scenario.js'

const SENDS = [
  { size: 128, timesLess: 10, turn: 64 },
  { size: 4 * KIB, timesLess: 6, turn: 64 },
  { size: 64 * KIB, timesLess: 3.5, turn: 16 },
]

const RECEIVES = [16, 128, 4 * KIB]
const BLOCK = 256 * KIB

const sending: Scenario[] = SENDS.map(({ size, timesLess, turn }) => ({
  name: `client-send-${sizeName(size)}`,
  family: 'client',
  title: `client sends ${sizeLabel(size)}, ${turn} messages a turn`,
  role: 'client-source',
  task: { task: 'client-send', body: { kind: 'binary', size, count: 8 }, connections: 1, depth: turn },
  extra: ['undici'],
  metrics: [cpuPer('message', [timesLessThanWs(timesLess)])],
}))

const receiving: Scenario[] = RECEIVES.map((size) => ({
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
  metrics: [cpuPer('message', [timesLessThanWs(1.4), { side: 'rosetta-ws', against: 'undici', timesLess: 3 }])],
}))

export const CLIENT: Scenario[] = [...sending, ...receiving]
