/** A message relayed to a thousand connections. */
import {
  cpuPer,
  engineOverRaw,
  type Goal,
  KIB,
  OTHER_FACADES,
  type Scenario,
  SHOWN,
  sizeLabel,
  sizeName,
  timesLessThanWs,
} from './scenario.js'

const ROWS = [
  { size: 128, turn: 1, timesLess: 2.2, overRaw: 1.2 },
  { size: 4 * KIB, turn: 1, timesLess: 2.2, overRaw: 1.2 },
  { size: 128, turn: 8, timesLess: 15, overRaw: 1.3 },
]

/** Where each delivery is a system call of its own, bare sockets are hardly cheaper than `ws`: so it is shown. */
const CEILING: Goal = { side: 'raw', against: 'ws', timesLess: SHOWN }

export const BROADCAST: Scenario[] = ROWS.map(({ size, turn, timesLess, overRaw }) => ({
  name: `broadcast-${sizeName(size)}${turn > 1 ? `-x${turn}` : ''}`,
  family: 'broadcast',
  title: `broadcast ${sizeLabel(size)} to 1,000, ${turn} message${turn > 1 ? 's' : ''} a turn`,
  role: 'broadcast',
  task: { task: 'broadcast', body: { kind: 'binary', size, count: 16 }, connections: 1000, depth: turn },
  minimum: 5000,
  metrics: [cpuPer('delivery', [timesLessThanWs(timesLess), CEILING, engineOverRaw(overRaw), ...OTHER_FACADES])],
}))
