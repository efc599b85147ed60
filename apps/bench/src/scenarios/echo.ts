/** Echo of binary messages: one at a time and pipelined, on one connection and on a hundred. */
import {
  cpuPer,
  engineOverRaw,
  type Goal,
  KIB,
  MIB,
  NOT_BEHIND_ADDON,
  OTHER_FACADES,
  type Scenario,
  SHOWN,
  sizeLabel,
  sizeName,
  timesLessThanWs,
} from './scenario.js'

interface Row {
  size: number
  connections: number
  depth: number
  goals: Goal[]
}

const SMALL = [16, 128]
/** Bytes of pipelined messages under way at most, so that the memory of the machine is not what is measured. */
const UNDER_WAY = 4 * MIB

const shown = [timesLessThanWs(SHOWN), engineOverRaw(SHOWN)]
const large = [timesLessThanWs(3), NOT_BEHIND_ADDON, engineOverRaw(1.3)]

/** The goals are set for the cases that the targets name; in the others the ratios are shown. */
const ROWS: Row[] = [
  ...SMALL.map((size) => row(size, 1, 64, [timesLessThanWs(10), engineOverRaw(1.5)])),
  ...SMALL.map((size) => row(size, 100, 64, [timesLessThanWs(10), engineOverRaw(1.8)])),
  ...SMALL.map((size) => row(size, 1, 1, shown)),
  ...SMALL.map((size) => row(size, 100, 1, [timesLessThanWs(1.15), engineOverRaw(1.1)])),
  row(KIB, 1, 64, [timesLessThanWs(7), engineOverRaw(1.4)]),
  row(KIB, 100, 64, [timesLessThanWs(7), engineOverRaw(1.4)]),
  row(KIB, 1, 1, shown),
  row(KIB, 100, 1, shown),
  row(16 * KIB, 1, 64, [timesLessThanWs(4), engineOverRaw(1.3)]),
  row(16 * KIB, 1, 1, shown),
  row(16 * KIB, 100, 1, shown),
  row(64 * KIB, 1, 64, large),
  row(64 * KIB, 1, 1, large),
  row(64 * KIB, 100, 1, large),
  row(MIB, 1, 64, large),
  row(MIB, 1, 1, large),
  row(16 * MIB, 1, 1, large),
]

function row(size: number, connections: number, depth: number, goals: Goal[]): Row {
  return {
    size,
    connections,
    depth: Math.max(1, Math.min(depth, UNDER_WAY / size)),
    goals: [...goals, ...OTHER_FACADES],
  }
}

export const ECHO: Scenario[] = ROWS.map(({ size, connections, depth, goals }) => ({
  name: `echo-${sizeName(size)}-c${connections}-d${depth}`,
  family: 'echo',
  title: `echo ${sizeLabel(size)}, ${connections} connection${connections > 1 ? 's' : ''}, depth ${depth}`,
  role: 'echo',
  task: { task: 'echo', body: { kind: 'binary', size, count: Math.max(2, depth) }, connections, depth },
  minimum: size >= 16 * MIB ? 3 : 1,
  stretch: size >= 16 * MIB ? 1.5 : 1,
  metrics: [cpuPer('message', goals)],
}))
