/** The results as a document for the repository: what was measured, how, and the tables. */
import type { Results } from '../results.js'
import { renderAllocations } from './allocation-table.js'
import { renderGrowth } from './growth.js'
import { renderFailures, renderFigures, renderGoals, renderLoad, renderMachine } from './table.js'
import { renderTargets } from './target-table.js'

const INTRODUCTION = `# Benchmarks

This page is written by \`pnpm bench --markdown docs/benchmarks.md\`. Do not edit it.

## How it is measured

- The measured program is a process of its own, and so is the generator. Both are fresh for every side and round, and
  the sides take turns: ours, the original, ours, the original. Our packages are measured as they are published: built.
- The figure that counts is the processor time of the measured process, user and system, read before and after a timed
  run in which nothing is under way at either end. It does not depend on how busy the rest of the machine is as much as
  throughput does. Ratios are taken within a round, and their median is shown.
- The generator sends bytes that it made before the run, with code of its own. It compares everything that comes back
  with what must come: bytes where they are known beforehand, frame by frame where a peer cuts messages into fragments,
  inflated where they are compressed. A wrong or missing reply fails the measurement. Where a server only receives, it
  counts, and its count is compared at the end.
- \`raw\` is an echo of the same bytes by \`node:net\`: no WebSocket server on Node's sockets can cost less. \`upgrade\` is
  a bare upgrade by \`node:http\`. \`engine\` is our engine without a facade. \`ws+bufferutil\` is \`ws\` with its native
  addon.
- The packages keep their defaults, save the limits on the size of messages, and deflate where it is the subject (with
  a threshold of 0). So \`websocket\` sends in frames of 16 KiB.
- "A 10 × B" means that A needs a tenth of B's time; "A 1.2 ÷ B" that it needs 1.2 times as much. In brackets is the goal.
  "raw × ws" is what bare sockets reach, so the most that there is.
`

/** The whole page. */
export function renderDocument(results: Results): string {
  const allocations = renderAllocations(results)
  const growth = renderGrowth(results)
  const sections = [
    INTRODUCTION,
    `## Machine and versions\n\n${renderMachine(results).replaceAll('\n', '\n\n')}\n`,
    `## Targets\n\n${renderTargets(results) || 'No target was set for these sides.'}\n\n${renderGoals(results)}\n`,
    `## Figures\n\n${renderFigures(results)}\n`,
    ...(allocations ? [`## Allocations\n\n${allocations}\n`] : []),
    ...(growth ? [`## Growth\n\n${growth}\n`] : []),
    `## Load\n\nA generator near 100 % beside a server far from it would measure the generator.\n\n${renderLoad(results)}\n`,
  ]
  const failures = renderFailures(results)
  return [...sections, ...(failures ? [`## Failures\n\n${failures}\n`] : [])].join('\n')
}
