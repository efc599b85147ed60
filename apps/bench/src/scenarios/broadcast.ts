/** A message relayed to a thousand connections. */
import { cpuPer, KIB, type Measure, type Scenario, sizeLabel, sizeName } from './scenario.js'

const ROWS = [
  { size: 128, turn: 1 },
  { size: 4 * KIB, turn: 1 },
  { size: 128, turn: 8 },
]

export const BROADCAST: Scenario<Measure>[] = ROWS.map(({ size, turn }) => ({
  name: `broadcast-${sizeName(size)}${turn > 1 ? `-x${turn}` : ''}`,
  family: 'broadcast',
  title: `broadcast ${sizeLabel(size)} to 1,000, ${turn} message${turn > 1 ? 's' : ''} a turn`,
  role: 'broadcast',
  task: { task: 'broadcast', body: { kind: 'binary', size, count: 16 }, connections: 1000, depth: turn },
  minimum: 5000,
  metrics: [cpuPer('delivery')],
}))
