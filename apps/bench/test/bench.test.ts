/**
 * Runs the built bench: each kind of scenario with tiny counts against the originals, and against servers and clients that
 * lie. Not how fast anything is.
 */
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type * as Bench from '../src/bench.js'
import type { Sample } from '../src/sample.js'
import type { Scenario } from '../src/scenarios/scenario.js'
import type { Side } from '../src/sides/side.js'

const folder = fileURLToPath(new URL('..', import.meta.url))
/** Not `dist`: a bench may be running from there. */
const outDir = `${folder}.cache/test`
const pace = { warmUp: 5, run: 30 }
let bench: typeof Bench

beforeAll(async () => {
  const { default: configurations } = await import('../tsup.config.js')
  const programs = (configurations as object[])[0]
  await build({
    ...programs,
    entry: withFolder((programs as { entry: Record<string, string> }).entry),
    outDir,
    config: false,
    silent: true,
  })
  bench = await import(`${outDir}/bench.js`)
}, 60_000)

function withFolder(entry: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entry).map(([name, file]) => [name, folder + file]))
}

/** The scenario, with few connections and messages. */
function small(name: string): Scenario {
  const scenario = [...bench.SCENARIOS, ...bench.ALLOCATIONS].find((each) => each.name === name)!
  const { task } = scenario
  return { ...scenario, stretch: 1, minimum: 50, task: { ...task, connections: Math.min(task.connections, 8) } }
}

async function sampleOf(scenario: Scenario, side: Side): Promise<Sample> {
  const results = await bench.runBench({
    scenarios: [scenario],
    sides: [side],
    rounds: 1,
    pace,
    attendance: 'everywhere',
  })
  const [tally] = results.scenarios[0].sides
  expect(tally, 'the side takes part').toBeDefined()
  if (tally.failure) throw new Error(tally.failure)
  return tally.samples[0]
}

/** Each case starts two or three processes, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 })

describe.concurrent('each kind of scenario on the original', () => {
  it.each([
    ['echo-1k-c100-d64', 'ws'],
    ['echo-1m-c1-d1', 'ws'],
    ['text-mixed-64k', 'ws'],
    ['text-mixed-64k-bytes', 'ws'],
    ['receive-128b', 'ws'],
    ['broadcast-128b-x8', 'ws'],
    ['fragments-1m', 'ws'],
    ['deflate-takeover-128b', 'ws'],
    ['deflate-no-takeover-1k', 'ws'],
    ['client-send-4k', 'ws'],
    ['client-receive-128b', 'undici'],
    ['handshake', 'upgrade'],
    ['deflate-memory-used', 'ws'],
    ['latency-beside-bulk', 'ws'],
    ['fairness-fragments', 'raw'],
    ['fairness-inflate', 'ws'],
    ['allocation-echo-16b-c1-d64', 'ws'],
    ['echo-128b-c1-d64', 'raw'],
    // It cuts what it sends into fragments.
    ['echo-64k-c1-d1', 'websocket'],
    ['echo-16b-c100-d1', 'nodejs-websocket'],
    // It gives a binary message as a stream that ends later than the next text comes.
    ['receive-16b', 'nodejs-websocket'],
    ['echo-128b-c1-d64', 'ws1'],
    ['echo-128b-c1-d64', 'faye'],
    ['client-send-128b', 'websocket'],
    ['client-send-128b', 'nodejs-websocket'],
  ])('%s, %s', async (name, sideName) => {
    const scenario = small(name)
    const { work, subject, generator, memory, peak, allocated } = await sampleOf(scenario, bench.sideNamed(sideName))
    expect(work.units).toBeGreaterThanOrEqual(scenario.weigh ? scenario.task.connections : 50)
    expect(work.bytes).toBe(work.units * (scenario.weigh ? 0 : scenario.task.body.size))
    expect(work.elapsed).toBeGreaterThan(0)
    expect(subject.user + subject.system).toBeGreaterThan(0)
    expect(generator.user + generator.system).toBeGreaterThan(0)
    expect(peak).toBeGreaterThan(20 * 2 ** 20)
    expect(memory !== undefined).toBe(scenario.weigh === true)
    if (scenario.watch) {
      // An object for each message at the least.
      expect(allocated!.heap / work.units).toBeGreaterThan(90)
      expect(allocated!.sites.length).toBeGreaterThan(0)
    }
    if (work.latency) {
      expect(work.latency.p50).toBeGreaterThan(0)
      expect(work.latency.p99).toBeGreaterThanOrEqual(work.latency.p50)
      expect(work.latency.max).toBeGreaterThanOrEqual(work.latency.p999)
    }
  })
})

describe.concurrent('wrong answers fail the measurement', () => {
  const liar = (lie: string): Side => ({
    name: `liar-${lie}`,
    dialect: 'ws',
    locate: () => `${folder}test/fixtures/lying-ws.cjs`,
    environment: { LIE: lie, WS_NO_BUFFER_UTIL: '1' },
    server: true,
    client: true,
    deflate: true,
  })

  it('the liar is an honest server while it does not lie', async () => {
    expect((await sampleOf(small('echo-128b-c1-d64'), liar('never'))).work.units).toBeGreaterThan(50)
  })

  it.each([
    ['echo-128b-c1-d64', 'flip', /reply \d+ differs from what was sent/],
    ['echo-128b-c1-d64', 'lose', /differs/],
    ['echo-128b-c1-d64', 'double', /differs/],
    ['echo-128b-c1-d64', 'shorten', /127 bytes, 128 were sent/],
    ['text-ascii-128b', 'binary', /opcode 2, expected 1/],
    ['broadcast-128b', 'flip', /differs/],
    ['deflate-takeover-128b', 'flip', /inflates to other bytes/],
    ['deflate-no-takeover-128b', 'double', /inflates to other bytes/],
    ['deflate-takeover-1k', 'double', /inflates? to/],
    ['receive-128b', 'overlook', /the receiver counted/],
    ['client-receive-128b', 'overlook', /the receiver counted/],
    ['client-send-128b', 'flip', /differs from what the client was given/],
    ['client-send-128b', 'lose', /differs from what the client was given/],
    ['latency', 'flip', /differs/],
  ])('%s, %s', async (name, lie, message) => {
    await expect(sampleOf(small(name), liar(lie))).rejects.toThrow(message)
  })

  it('a side that no goal knows is compared with ours', async () => {
    const scenarios = [small('echo-128b-c1-d64')]
    const sides = [{ ...bench.sideNamed('raw'), name: 'rosetta-ws' }, liar('never')]
    const results = await bench.runBench({ scenarios, sides, rounds: 1, pace })
    expect(results.scenarios[0].metrics[0].verdicts).toMatchObject([{ goal: { against: 'liar-never' } }])
  })

  it('a run with a failure says so', async () => {
    const scenarios = [small('echo-128b-c1-d64')]
    const results = await bench.runBench({ scenarios, sides: [liar('flip')], rounds: 2, pace })
    expect(bench.hasFailures(results)).toBe(true)
    expect(results.scenarios[0].metrics[0].figures).toEqual({})
  })
})
