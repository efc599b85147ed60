/** What a server allocates for each small message. */
import { echoOf } from './echo.js'
import { RECEIVE } from './receive.js'
import type { Measure, Scenario } from './scenario.js'
import { TEXT } from './text.js'

/** Bytes in V8's heap: objects. */
const heap: Measure = { name: 'heap', unit: 'B/message', of: ({ allocated, work }) => allocated!.heap / work.units }
/** Bytes outside of it: the memory of buffers. */
const external: Measure = {
  name: 'external',
  unit: 'B/message',
  of: ({ allocated, work }) => Math.max(0, allocated!.external / work.units),
}

const small = [
  echoOf(16, 1, 64),
  echoOf(128, 1, 64),
  echoOf(1024, 1, 64),
  echoOf(128, 100, 1),
  ...TEXT.filter(({ name }) => name === 'text-ascii-128b'),
  ...RECEIVE.filter(({ name }) => name === 'receive-16b' || name === 'receive-128b'),
]

export const ALLOCATION: Scenario<Measure>[] = small.map((scenario) => ({
  ...scenario,
  name: `allocation-${scenario.name}`,
  family: 'allocation',
  title: `allocated: ${scenario.title}`,
  watch: true,
  extra: ['engine', 'raw'],
  metrics: [heap, external],
}))
