/** Time to a reply at a fixed rate: alone, beside a slow sender of large messages, and beside connections that flood. */
import type { TaskOrder } from '../control/protocol.js'
import { KIB, type Measure, MIB, type Scenario } from './scenario.js'

const task: TaskOrder = {
  task: 'latency',
  body: { kind: 'binary', size: 128, count: 8 },
  connections: 50,
  depth: 1,
  rate: 5000,
}

/** Milliseconds come out of the clock; the table is in microseconds. */
const metrics: Measure[] = [
  { name: 'p50', unit: 'µs', quietest: true, of: ({ work }) => work.latency!.p50 * 1000 },
  { name: 'p99', unit: 'µs', quietest: true, of: ({ work }) => work.latency!.p99 * 1000 },
  { name: 'p99.9', unit: 'µs', quietest: true, of: ({ work }) => work.latency!.p999 * 1000 },
]

const common = { role: 'echo', task, stretch: 2.5, metrics, extra: ['rosetta-ws', 'ws', 'raw'] } as const

export const LATENCY: Scenario<Measure>[] = [
  {
    ...common,
    name: 'latency',
    family: 'latency',
    title: 'latency of 128 B, 5000 a second on 50 connections',
    extra: [...common.extra],
  },
  {
    ...common,
    name: 'latency-beside-bulk',
    family: 'latency',
    title: 'latency of 128 B, 5000 a second, beside 16 MiB/s of 1 MiB messages',
    neighbour: { task: 'trickle', body: { kind: 'binary', size: MIB, count: 1 }, connections: 1, depth: 1 },
    extra: [...common.extra],
  },
]

/** One connection that sends as fast as it can, and what it sends. */
const FLOODS: (Pick<TaskOrder, 'body' | 'depth' | 'fragment' | 'deflate'> & { name: string; of: string })[] = [
  { name: 'small', of: '128 B messages', body: { kind: 'binary', size: 128, count: 4096 }, depth: 4096 },
  { name: 'large', of: '16 MiB messages', body: { kind: 'binary', size: 16 * MIB, count: 1 }, depth: 2 },
  {
    name: 'fragments',
    of: '1 MiB messages in fragments of 64 B',
    body: { kind: 'binary', size: MIB, count: 1 },
    depth: 2,
    fragment: 64,
  },
  {
    name: 'deflate',
    of: '4 KiB of JSON, compressed',
    body: { kind: 'json', size: 4 * KIB, count: 256 },
    depth: 256,
    deflate: 'takeover',
  },
  {
    name: 'inflate',
    of: '1 MiB of spaces, compressed to 1 KiB',
    body: { kind: 'blank', size: MIB, count: 8 },
    depth: 64,
    deflate: 'no-takeover',
  },
]

export const FAIRNESS: Scenario<Measure>[] = FLOODS.map(({ name, of, ...flood }) => ({
  ...common,
  name: `fairness-${name}`,
  family: 'fairness',
  title: `latency of 128 B, 1000 a second on 50 connections, beside a flood of ${of}`,
  task: { ...task, rate: 1000 },
  neighbour: { task: 'echo', connections: 1, ...flood },
  extra: [...common.extra],
}))
