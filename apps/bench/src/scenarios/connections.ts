/** What connections cost before a message flows: the handshake, and memory. */
import { cpuPer, KIB, type Measure, type Scenario } from './scenario.js'

const WEIGHED = 10_000
/** A context of zlib takes some 250 KB: fewer connections where there is one. */
const WEIGHED_WITH_DEFLATE = { idle: 2000, used: 500 }

const heap: Measure = {
  name: 'heap',
  unit: 'B/connection',
  of: ({ memory, work }) => memory!.heap / work.units,
}

const resident: Measure = {
  name: 'RSS',
  unit: 'B/connection',
  of: ({ memory, work }) => memory!.resident / work.units,
}

export const CONNECTIONS: Scenario<Measure>[] = [
  {
    name: 'handshake',
    family: 'handshake',
    title: 'handshakes, 32 at a time',
    role: 'idle',
    task: { task: 'handshake', body: { kind: 'binary', size: 0, count: 0 }, connections: 32, depth: 0 },
    stretch: 3,
    extra: ['upgrade'],
    metrics: [cpuPer('handshake')],
  },
  {
    name: 'idle',
    family: 'memory',
    title: `an idle connection among ${WEIGHED.toLocaleString('en')}`,
    role: 'idle',
    weigh: true,
    task: { task: 'idle', body: { kind: 'binary', size: 16, count: 1 }, connections: WEIGHED, depth: 0 },
    extra: ['upgrade'],
    metrics: [heap, resident],
  },
  ...(['idle', 'used'] as const).map(
    (state): Scenario<Measure> => ({
      name: `deflate-memory-${state}`,
      family: 'memory',
      title: `a connection with deflate, ${state === 'idle' ? 'nothing sent yet' : 'four messages of 1 KiB echoed'}`,
      role: 'echo',
      weigh: true,
      task: {
        task: 'idle',
        body: { kind: 'json', size: KIB, count: 4 },
        connections: WEIGHED_WITH_DEFLATE[state],
        depth: state === 'idle' ? 0 : 4,
        deflate: 'takeover',
      },
      metrics: [resident],
    }),
  ),
]
