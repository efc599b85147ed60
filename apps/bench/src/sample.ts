/**
 * One measurement: a fresh measured process and a fresh generator, a warm-up, and one timed run between two quiet moments.
 * Not the repetition (`bench.ts`).
 */
import { Child } from './control/child.js'
import type { Allocations, CpuTime, MemoryUse, RunOrder, SubjectOrder, TaskOrder, Work } from './control/protocol.js'
import { deflateOf, type Scenario } from './scenarios/scenario.js'
import type { Side } from './sides/side.js'

/** What one measurement found. */
export interface Sample {
  work: Work
  /** Processor time of the measured process in the run, in microseconds. */
  subject: CpuTime
  /** Most memory the measured process ever had, in bytes. */
  peak: number
  generator: CpuTime
  /** Growth of the measured process in the run, where it is weighed. */
  memory?: MemoryUse
  /** What the measured process allocated in the run, where it is watched. */
  allocated?: Allocations
}

/** Milliseconds. */
export interface Pace {
  warmUp: number
  run: number
}

const SUBJECT = new URL('./subject.js', import.meta.url)
const GENERATOR = new URL('./generator.js', import.meta.url)
/** Added to the size of the largest message for the limits of the measured packages. */
const HEADROOM = 1024

/**
 * Measures one side in one scenario. Rejects if a reply is wrong or missing.
 * @param module where the side's code is
 * @param profile a folder for CPU profiles of the measured process; they cost time, so the figures are no result
 */
export async function takeSample(
  scenario: Scenario,
  side: Side,
  module: string,
  pace: Pace,
  profile?: string,
): Promise<Sample> {
  const children: Child[] = []
  const spawn = (name: string, program: URL, environment = {}, options?: string[]): Child => {
    const child = new Child(name, program, environment, options)
    children.push(child)
    return child
  }
  try {
    const profiling = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}/${scenario.name}-${side.name}`] : []
    const subject = spawn(side.name, SUBJECT, side.environment, ['--expose-gc', ...profiling])
    const generator = spawn('generator', GENERATOR)
    const neighbour = scenario.neighbour && spawn('neighbour', GENERATOR)
    await connect(scenario, side, module, { subject, generator, neighbour })
    const { minimum = 1, stretch = 1 } = scenario
    await workTogether(generator, neighbour, { milliseconds: pace.warmUp * stretch, minimum })
    if (scenario.watch) await subject.ask('watch')
    const before = await readings(scenario, subject, generator)
    const work = await workTogether(generator, neighbour, { milliseconds: pace.run * stretch, minimum })
    const after = await readings(scenario, subject, generator)
    const allocated = scenario.watch ? await subject.ask<Allocations>('allocations') : undefined
    return {
      work,
      allocated,
      subject: difference(after.subject, before.subject),
      generator: difference(after.generator, before.generator),
      memory: after.memory && before.memory && difference(after.memory, before.memory),
      peak: await subject.ask<number>('peak'),
    }
  } finally {
    await Promise.all(children.map((child) => child.end()))
  }
}

interface Processes {
  subject: Child
  generator: Child
  neighbour?: Child
}

async function connect(scenario: Scenario, side: Side, module: string, processes: Processes): Promise<void> {
  const { subject, generator, neighbour } = processes
  const { body } = scenario.task
  const largest = Math.max(body.size, scenario.neighbour?.body.size ?? 0)
  const order: SubjectOrder = {
    dialect: side.dialect,
    module,
    role: scenario.role,
    deflate: deflateOf(scenario),
    body,
    maxMessage: largest + HEADROOM,
  }
  const open = (child: Child, task: TaskOrder, port?: number): Promise<number> => {
    return child.ask('open', { order: { ...task, mirror: side.dialect === 'raw' }, port })
  }
  if (scenario.role.startsWith('client')) {
    await subject.ask('start', { ...order, port: await open(generator, scenario.task) })
    return
  }
  const port = await subject.ask<number>('start', order)
  await open(generator, scenario.task, port)
  if (neighbour) await open(neighbour, scenario.neighbour!, port)
}

async function workTogether(generator: Child, neighbour: Child | undefined, order: RunOrder): Promise<Work> {
  const [work] = await Promise.all([generator.ask<Work>('run', order), neighbour?.ask('run', { ...order, minimum: 0 })])
  return work
}

async function readings(scenario: Scenario, subject: Child, generator: Child) {
  const memory = scenario.weigh ? await subject.ask<MemoryUse>('memory') : undefined
  return { memory, generator: await generator.ask<CpuTime>('cpu'), subject: await subject.ask<CpuTime>('cpu') }
}

/** Figure by figure. */
function difference<Figures extends object>(after: Figures, before: Figures): Figures {
  const entries = Object.entries(after as Record<string, number>)
  return Object.fromEntries(
    entries.map(([key, value]) => [key, value - (before as Record<string, number>)[key]]),
  ) as Figures
}
