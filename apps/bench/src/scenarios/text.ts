/** Echo of text: ASCII, and a mixture of scripts with emoji. */
import {
  cpuPer,
  engineOverRaw,
  KIB,
  NOT_BEHIND_ADDON,
  OTHER_FACADES,
  type Scenario,
  sizeLabel,
  sizeName,
  timesLessThanWs,
} from './scenario.js'

const GOALS = { ascii: [timesLessThanWs(4.5)], mixed: [timesLessThanWs(3.5)] }

export const TEXT: Scenario[] = (['ascii', 'mixed'] as const).flatMap((kind) =>
  [128, 64 * KIB].map((size) => {
    const depth = size > KIB ? 16 : 64
    return {
      name: `text-${kind}-${sizeName(size)}`,
      family: 'text',
      title: `echo ${sizeLabel(size)} of text, ${kind}, depth ${depth}`,
      role: 'echo',
      task: { task: 'echo', body: { kind, size, count: depth }, connections: 1, depth },
      metrics: [
        cpuPer(
          'message',
          size > KIB ? [...GOALS[kind], NOT_BEHIND_ADDON, engineOverRaw(1.9), ...OTHER_FACADES] : OTHER_FACADES,
        ),
      ],
      extra: ['rosetta-ws', 'ws'],
    } satisfies Scenario
  }),
)
