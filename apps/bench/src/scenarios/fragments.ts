/** A large message in small fragments. */
import { cpuPer, KIB, type Measure, MIB, type Scenario } from './scenario.js'

export const FRAGMENTS: Scenario<Measure>[] = [
  {
    name: 'fragments-1m',
    family: 'fragments',
    title: 'echo 1 MiB that comes in fragments of 1 KiB',
    role: 'echo',
    task: { task: 'echo', body: { kind: 'binary', size: MIB, count: 2 }, connections: 1, depth: 1, fragment: KIB },
    metrics: [cpuPer('message')],
  },
]
