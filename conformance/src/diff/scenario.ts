/**
 * A scenario: a small program over an API, run against one implementation of it, which leaves a trace.
 * Who compares the traces is not its concern.
 */
import { Network } from './network.js'
import { RunScope, turns } from './run-scope.js'
import { Trace } from './trace.js'

/** What a scenario is given. */
export interface ScenarioContext<Api> {
  /** The module under test: its namespace as `import()` gives it. */
  readonly api: Api
  readonly trace: Trace
  readonly net: Network
}

export interface ScenarioOptions {
  /** After so many milliseconds the run is cut off and its trace says so. 20000 by default. */
  limit?: number
  /** A listed difference: the reason why the candidate's trace is not the original's. Then the traces must differ. */
  differs?: string
  /** Why this scenario is not run here (a platform, a version of Node). */
  skip?: string | false
  /** Run with no other scenario beside it: for those that expect uncaught exceptions or change the process. */
  alone?: boolean
}

export interface Scenario<Api> extends ScenarioOptions {
  readonly name: string
  readonly run: (context: ScenarioContext<Api>) => unknown
}

/** A line with this beginning says that the scenario itself did not work: it threw, or reached its time limit. */
export const FLAW = '! '

// biome-ignore lint/suspicious/noExplicitAny: a scenario is free to leave the API untyped
export function scenario<Api = any>(name: string, run: (context: ScenarioContext<Api>) => unknown): Scenario<Api>
// biome-ignore lint/suspicious/noExplicitAny: a scenario is free to leave the API untyped
export function scenario<Api = any>(
  name: string,
  options: ScenarioOptions,
  run: (context: ScenarioContext<Api>) => unknown,
): Scenario<Api>
/** Declares a scenario. */
export function scenario<Api>(
  name: string,
  optionsOrRun: ScenarioOptions | Scenario<Api>['run'],
  run?: Scenario<Api>['run'],
): Scenario<Api> {
  if (typeof optionsOrRun === 'function') return { name, run: optionsOrRun }
  return { ...optionsOrRun, name, run: run! }
}

const DEFAULT_LIMIT = 20_000

/**
 * Runs a scenario against one implementation and gives its trace. Never rejects: an exception, a rejection or a hang is a
 * line of the trace. Recording goes on until nothing new happens; then all sockets and servers are closed.
 */
export async function runScenario<Api>(scenario: Scenario<Api>, api: Api): Promise<Trace> {
  const release = await (scenario.alone ? runAlone() : runBeside())
  const trace = new Trace()
  const scope = new RunScope((kind, error) => trace.lane('uncaught').log(`uncaught ${kind}`, error))
  trace.onThrow = (error) => scope.claim(error)
  try {
    await scope.run(() => runWithin(scenario, api, trace, scope))
    trace.freeze()
    await scope.close()
  } finally {
    release()
  }
  return trace
}

/** Whether the scenario itself failed in this run; the line that says so. */
export function flawOf(trace: Trace): string | undefined {
  if (trace.entries.length === 0) return 'the scenario recorded nothing'
  return trace.entries.find(({ lane, text }) => lane === 'scenario' && text.startsWith(FLAW))?.text
}

async function runWithin<Api>(scenario: Scenario<Api>, api: Api, trace: Trace, scope: RunScope): Promise<void> {
  const limit = scenario.limit ?? DEFAULT_LIMIT
  const verdict = trace.lane('scenario')
  let timer: NodeJS.Timeout | undefined
  const overtime = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      verdict.line(`${FLAW}time limit of ${limit} ms reached`)
      resolve()
    }, limit)
  })
  const finished = (async () => {
    try {
      await scenario.run({ api, trace, net: new Network(trace, scope) })
      await quiet(trace)
    } catch (error) {
      verdict.log(`${FLAW}the scenario threw`, error)
    }
  })()
  await Promise.race([finished, overtime])
  clearTimeout(timer)
}

const QUIET_MILLISECONDS = 8

/** Waits until a while passes in which nothing is recorded, so that what comes late is in the trace too. */
async function quiet(trace: Trace): Promise<void> {
  let before: number
  do {
    before = trace.entries.length
    await new Promise((resolve) => setTimeout(resolve, QUIET_MILLISECONDS))
    await turns(3)
  } while (before !== trace.entries.length)
}

let running = 0
let alone = false
let queue: { exclusive: boolean; start: () => void }[] = []

function runBeside(): Promise<() => void> {
  return enqueue(false)
}

function runAlone(): Promise<() => void> {
  return enqueue(true)
}

function enqueue(exclusive: boolean): Promise<() => void> {
  return new Promise((resolve) => {
    queue.push({
      exclusive,
      start: () => {
        running++
        alone = exclusive
        resolve(() => {
          running--
          alone = false
          startNext()
        })
      },
    })
    startNext()
  })
}

function startNext(): void {
  while (queue.length > 0) {
    const [next] = queue
    if (alone || (next.exclusive && running > 0)) return
    queue = queue.slice(1)
    next.start()
  }
}
