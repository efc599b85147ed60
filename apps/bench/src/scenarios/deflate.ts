/** Echo of compressed JSON, with and without context takeover. */
import { cpuPer, KIB, type Measure, type Scenario, sizeLabel, sizeName } from './scenario.js'

const MODES = { takeover: 'context takeover', 'no-takeover': 'no takeover' } as const
const SIZES = [128, KIB, 16 * KIB]
const DEPTH = 64

export const DEFLATE: Scenario<Measure>[] = (['takeover', 'no-takeover'] as const).flatMap((deflate) =>
  SIZES.map(
    (size) =>
      ({
        name: `deflate-${deflate}-${sizeName(size)}`,
        family: 'deflate',
        title: `echo ${sizeLabel(size)} of JSON deflated, ${MODES[deflate]}, depth ${DEPTH}`,
        role: 'echo',
        task: { task: 'echo', body: { kind: 'json', size, count: DEPTH }, connections: 1, depth: DEPTH, deflate },
        metrics: [cpuPer('message')],
      }) satisfies Scenario<Measure>,
  ),
)
