/**
 * The same work at ever larger sizes, and on ever more connections: what it costs must not grow faster than they do. The
 * judgement is in `growth.ts`.
 */
import { echoOf } from './echo.js'
import { KIB, type Measure, MIB, type Scenario, sizeLabel } from './scenario.js'

const SIZES = [16, 64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB]
const CONNECTIONS = [1, 10, 100, 1000, 10_000]
const SIZE_OF_EACH = 128

/** On a line of points: its name, where the point is, and how much more a message may cost at twice that. */
export interface Axis {
  line: string
  /** What is on the axis. */
  of: string
  at: number
  label: string
  /** How a fair cost of a message grows with the place: in proportion (1), or not at all (0). */
  exponent: 0 | 1
}

function point(scenario: Scenario<Measure>, line: string, axis: Omit<Axis, 'line'>): Scenario<Measure> {
  const name = `linear-${scenario.name}`
  return { ...scenario, name, family: line, extra: ['raw'], axis: { line, ...axis } }
}

const ofSize = (size: number): Omit<Axis, 'line'> => ({ of: 'bytes', at: size, label: sizeLabel(size), exponent: 1 })

export const LINEARITY: Scenario<Measure>[] = [
  ...SIZES.map((size) => point(echoOf(size, 1, 1), 'echo, one at a time', ofSize(size))),
  ...SIZES.filter((size) => size <= MIB).map((size) => point(echoOf(size, 1, 64), 'echo, pipelined', ofSize(size))),
  ...CONNECTIONS.map((connections) => ({
    ...point(echoOf(SIZE_OF_EACH, connections, 1), `echo of ${SIZE_OF_EACH} B on many connections`, {
      of: 'connections',
      at: connections,
      label: connections.toLocaleString('en'),
      exponent: 0,
    }),
    minimum: connections * 4,
  })),
]
