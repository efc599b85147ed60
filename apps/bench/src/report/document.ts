/** The results as a document for the repository, or for a terminal: what was measured, how, and the tables. */
import type { Results } from '../results.js'
import { sectionsOf } from './sections.js'
import { renderMachine } from './table.js'

const INTRODUCTION = `## How it is measured

- The measured program is a process of its own, and so is the generator. Both are fresh for every side and round, and
  the sides take turns: ours, the original, ours, the original. Our packages are measured as they are published: built.
- The figure that counts is the processor time of the measured process, user and system, read before and after a timed
  run in which nothing is under way at either end. It does not depend on how busy the rest of the machine is as much as
  throughput does. Ratios are taken within a round, and their median is shown. Latencies are those of the quietest
  round: whatever else the machine does can only add to them.
- The generator sends bytes that it made before the run, with code of its own. It compares everything that comes back
  with what must come: bytes where they are known beforehand, frame by frame where a peer cuts messages into fragments,
  inflated where they are compressed. A wrong or missing reply fails the measurement. Where a server only receives, it
  counts, and its count is compared at the end.
- For latencies it sends at a fixed rate, whatever comes back. A message that it sends late, because it was itself held
  up, is timed from when it was due.
- \`raw\` is an echo of the same bytes by \`node:net\`: no WebSocket server on Node's sockets can cost less. \`upgrade\` is
  a bare upgrade by \`node:http\`. \`engine\` is our engine without a facade. \`ws+bufferutil\` is \`ws\` with its native
  addon.
- The packages keep their defaults, save the limits on the size of messages, and deflate where it is the subject (with
  a threshold of 0). So \`websocket\` sends in frames of 16 KiB.
`

/** For the terminal: where it was measured, and the tables. */
export function renderText(results: Results): string {
  return [renderMachine(results), ...sectionsOf(results).map(({ body }) => body)].join('\n\n')
}

/** The whole page. */
export function renderDocument(results: Results): string {
  return [
    `# Benchmarks\n\nThis page is written by \`${results.command}\`. Do not edit it.\n`,
    INTRODUCTION,
    `## Machine and versions\n\n${renderMachine(results).replaceAll('\n', '\n\n')}\n`,
    ...sectionsOf(results).map(({ title, note, body }) => `## ${title}\n\n${note ? `${note}\n\n` : ''}${body}\n`),
  ].join('\n')
}
