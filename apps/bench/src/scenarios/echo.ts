/** Echo of binary messages: one at a time and pipelined, on one connection and on a hundred. */
import { cpuPer, KIB, type Measure, MIB, type Scenario, sizeLabel, sizeName } from './scenario.js'

/** Bytes of pipelined messages under way at most, so that the memory of the machine is not what is measured. */
const UNDER_WAY = 4 * MIB

/** Size, connections, depth. */
const ROWS: [number, number, number][] = [
  [16, 1, 64],
  [128, 1, 64],
  [16, 100, 64],
  [128, 100, 64],
  [16, 1, 1],
  [128, 1, 1],
  [16, 100, 1],
  [128, 100, 1],
  [KIB, 1, 64],
  [KIB, 100, 64],
  [KIB, 1, 1],
  [KIB, 100, 1],
  [16 * KIB, 1, 64],
  [16 * KIB, 1, 1],
  [16 * KIB, 100, 1],
  [64 * KIB, 1, 64],
  [64 * KIB, 1, 1],
  [64 * KIB, 100, 1],
  [MIB, 1, 64],
  [MIB, 1, 1],
  [16 * MIB, 1, 1],
]

/** Echo of binary messages. `depth` of them are under way on each connection, fewer where they are large. */
export function echoOf(size: number, connections: number, depth: number): Scenario<Measure> {
  const underWay = Math.max(1, Math.min(depth, UNDER_WAY / size))
  return {
    name: `echo-${sizeName(size)}-c${connections}-d${underWay}`,
    family: 'echo',
    title: `echo ${sizeLabel(size)}, ${connections} connection${connections > 1 ? 's' : ''}, depth ${underWay}`,
    role: 'echo',
    task: {
      task: 'echo',
      body: { kind: 'binary', size, count: Math.max(2, underWay) },
      connections,
      depth: underWay,
    },
    minimum: size >= 16 * MIB ? 3 : 1,
    stretch: size >= 16 * MIB ? 1.5 : 1,
    metrics: [cpuPer('message')],
  }
}

export const ECHO: Scenario<Measure>[] = ROWS.map((row) => echoOf(...row))
