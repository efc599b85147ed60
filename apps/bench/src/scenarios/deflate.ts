/** Echo of compressed JSON, with and without context takeover. */
import { cpuPer, FASTER_THAN_ORIGINALS, KIB, type Scenario, sizeLabel, sizeName, timesLessThanWs } from './scenario.js'

const TIMES_LESS = {
  takeover: [
    [128, 10],
    [KIB, 4],
    [16 * KIB, 1.8],
  ],
  'no-takeover': [
    [128, 7],
    [KIB, 3.5],
    [16 * KIB, 1.7],
  ],
}
const DEPTH = 64

export const DEFLATE: Scenario[] = (['takeover', 'no-takeover'] as const).flatMap((deflate) =>
  TIMES_LESS[deflate].map(
    ([size, timesLess]) =>
      ({
        name: `deflate-${deflate}-${sizeName(size)}`,
        family: 'deflate',
        title: `echo ${sizeLabel(size)} of JSON deflated, ${deflate === 'takeover' ? 'context takeover' : 'no takeover'}, depth ${DEPTH}`,
        role: 'echo',
        task: { task: 'echo', body: { kind: 'json', size, count: DEPTH }, connections: 1, depth: DEPTH, deflate },
        metrics: [cpuPer('message', [timesLessThanWs(timesLess), ...FASTER_THAN_ORIGINALS])],
      }) satisfies Scenario,
  ),
)
