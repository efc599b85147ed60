/**
 * Feeds mutated streams to connections for some seconds and counts. An error names the seed that repeats it.
 *
 *     tsx fuzz/fuzz.ts [seconds] [first seed]
 */

import { playEncounter, type Tally } from './encounter.js'

const [seconds = '10', first] = process.argv.slice(2)
const firstSeed = first === undefined ? Date.now() % 0x7fffffff : Number(first)
const end = performance.now() + Number(seconds) * 1000
const tally: Tally = { bytes: 0, connections: 0, messages: 0, violations: 0 }
let seed = firstSeed

function fail(error: unknown): void {
  console.error(`Seed ${seed} fails:`, error)
  process.exit(1)
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

do {
  await playEncounter(seed, tally)
  seed++
} while (performance.now() < end)

// With `node --expose-gc --import tsx`, what is left after a run shows a leak.
await new Promise((resolve) => setTimeout(resolve, 100))
globalThis.gc?.()
const { heapUsed, arrayBuffers } = process.memoryUsage()
console.log(
  JSON.stringify({ firstSeed, lastSeed: seed - 1, ...tally, usedMiB: Math.round((heapUsed + arrayBuffers) / 1048576) }),
)
