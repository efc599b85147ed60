/** Time to a reply at a fixed rate, alone and beside a slow sender of large messages on the same event loop. */
import type { TaskOrder } from '../control/protocol.js'
import { type Measure, MIB, type Scenario } from './scenario.js'

const RATE = 5000

const task: TaskOrder = {
  task: 'latency',
  body: { kind: 'binary', size: 128, count: 8 },
  connections: 50,
  depth: 1,
  rate: RATE,
}
const bulk: TaskOrder = { task: 'trickle', body: { kind: 'binary', size: MIB, count: 1 }, connections: 1, depth: 1 }

/** Milliseconds come out of the clock; the table is in microseconds. */
const metrics: Measure[] = [
  { name: 'p50', unit: 'µs', of: ({ work }) => work.latency!.p50 * 1000 },
  { name: 'p99', unit: 'µs', of: ({ work }) => work.latency!.p99 * 1000 },
  { name: 'p99.9', unit: 'µs', of: ({ work }) => work.latency!.p999 * 1000 },
]

const common = {
  family: 'latency',
  role: 'echo',
  task,
  stretch: 2.5,
  metrics,
  extra: ['rosetta-ws', 'ws', 'raw'],
} as const

export const LATENCY: Scenario<Measure>[] = [
  {
    ...common,
    name: 'latency',
    title: `latency of 128 B, ${RATE} a second on 50 connections`,
    extra: [...common.extra],
  },
  {
    ...common,
    name: 'latency-beside-bulk',
    title: `latency of 128 B, ${RATE} a second, beside 16 MiB/s of 1 MiB messages`,
    neighbour: bulk,
    extra: [...common.extra],
  },
]
