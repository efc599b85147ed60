/**
 * Runs the agents against the kit and compares their verdicts with the baselines. Arguments: names of agents (`rosetta-*`:
 * all that begin so), `server` or `client` for one role only, `--update` to write the baselines, `--quick` without
 * the performance groups, `--messages N` of the thousand messages of the long cases (default 20), `--json PREFIX` for the
 * reports, `--runtime COMMAND` to run the agents elsewhere than on this Node, from the built packages.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { AgentRole, Case } from '../src/cases/case.js'
import { select } from '../src/cases/catalogue.js'
import { conclude } from '../src/command/outcome.js'
import type { ClosingVerdict } from '../src/judge/verdict.js'
import { type Baseline, compareWithBaseline } from '../src/report/baseline.js'
import { CaseServer } from '../src/run/case-server.js'
import type { CaseResult } from '../src/run/run-case.js'
import { runAgainstServer } from '../src/run/server-run.js'
import { type Timing, timing } from '../src/run/timing.js'
import { type Agent, agents } from './agents.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    update: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    messages: { type: 'string', default: '20' },
    json: { type: 'string' },
    runtime: { type: 'string' },
  },
})
const roles: AgentRole[] = ['server', 'client']
const fineClosings: ClosingVerdict[] = ['ok', 'none', 'informational']
const messages = Number(values.messages)

/** One pass over cases. */
interface Look {
  clock: Timing
  concurrency: number
  /** More surprises than that are none: the pass would take longer than it is worth. */
  atMost: number
}

const surprises = values.update ? Number.POSITIVE_INFINITY : 60
/** All cases, then those that surprise: a busy machine makes a case fail once, and with more time and less beside it no more. */
const looks: Look[] = [
  { clock: timing(3, messages), concurrency: 16, atMost: Number.POSITIVE_INFINITY },
  { clock: timing(8, messages), concurrency: 4, atMost: surprises },
  { clock: timing(20, messages), concurrency: 1, atMost: 10 },
]
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

function start(agent: Agent, role: AgentRole, concurrency: number, ...rest: string[]) {
  const loader = agent.fromSource ? ['--import', 'tsx', '-C', 'rosetta-source'] : []
  const [command, ...before] = values.runtime?.split(' ') ?? [process.execPath, ...loader]
  const program = here(agent.programs[role]!)
  return spawn(command, [...before, program, agent.module, ...rest, JSON.stringify(agent.options ?? {})], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CONFORMANCE_CONCURRENCY: String(concurrency) },
  })
}

async function testServer(agent: Agent, cases: Case[], { clock, concurrency }: Look): Promise<CaseResult[]> {
  const child = start(agent, 'server', concurrency)
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const target = { url: new URL(line.toString().trim()), insecure: true }
    return await runAgainstServer({ target, cases, concurrency, timing: clock })
  } finally {
    child.kill()
  }
}

async function testClient(agent: Agent, cases: Case[], { clock, concurrency }: Look): Promise<CaseResult[]> {
  const lab = new CaseServer({ cases, timing: clock })
  const child = start(agent, 'client', Math.min(concurrency, 8), await lab.listen(0, '127.0.0.1'), agent.name)
  try {
    await Promise.race([lab.stopped, once(child, 'exit')])
    return lab.resultsOf(agent.name)
  } finally {
    child.kill()
    await lab.close()
  }
}

const isNamed = (pattern: string, name: string) =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

const wanted = (word: string, all: string[]) => {
  const patterns = positionals.filter((pattern) => all.some((name) => isNamed(pattern, name)))
  return patterns.length === 0 || patterns.some((pattern) => isNamed(pattern, word))
}

const testers = { server: testServer, client: testClient }

/** The cases that differ from the baseline, or without one those that failed, were lenient or did not end as they should. */
async function doubtful(results: CaseResult[], file: string): Promise<Set<string>> {
  const text = values.update ? undefined : await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) {
    const odd = (one: CaseResult) =>
      ['failed', 'non-strict'].includes(one.verdict) || !fineClosings.includes(one.closing)
    return new Set(results.filter(odd).map(({ id }) => id))
  }
  const { worse, better } = compareWithBaseline(JSON.parse(text) as Baseline, results)
  return new Set([...worse, ...better].map(({ id }) => id))
}

/** The last result of each case counts. */
async function test(agent: Agent, role: AgentRole, cases: Case[], baseline: string): Promise<CaseResult[]> {
  const results = new Map<string, CaseResult>()
  let doubted = cases
  for (const look of looks) {
    if (doubted.length === 0 || doubted.length > look.atMost) break
    for (const result of await testers[role](agent, doubted, look)) results.set(result.id, result)
    const again = await doubtful([...results.values()], baseline)
    doubted = cases.filter(({ id }) => again.has(id))
  }
  return cases.map(({ id }) => results.get(id)!)
}

let worst = 0
const names = agents.map(({ name }) => name)
const strangers = positionals.filter((pattern) => ![...names, ...roles].some((name) => isNamed(pattern, name)))
if (strangers.length > 0)
  throw new Error(`No agent or role is named ${strangers.join(', ')}; agents: ${names.join(', ')}.`)
for (const agent of agents.filter(({ name }) => wanted(name, names))) {
  for (const role of roles.filter((one) => agent.programs[one] && wanted(one, roles))) {
    // TLS has a test of its own: test/run/tls.test.ts.
    const cases = select({ groups: ['!tls', ...(values.quick ? ['!performance'] : [])], role })
    const started = new Date()
    const baseline = here(`../baseline/${agent.name}.${role}.json`)
    const results = await test(agent, role, cases, baseline)
    const code = await conclude(
      { cases, role, agent: agent.name, started, results },
      {
        patience: 3,
        messages: Number(values.messages),
        baseline: values.quick || !(values.update || existsSync(baseline)) ? undefined : baseline,
        updateBaseline: values.update,
        json: values.json && `${values.json}${agent.name}.${role}.json`,
      },
    )
    worst = Math.max(worst, code)
  }
}
process.exitCode = worst
