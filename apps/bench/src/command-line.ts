/** Reads the command line of the bench. Not what it asks for. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Attendance } from './bench.js'
import type { Pace } from './sample.js'
import type { Scenario } from './scenarios/scenario.js'
import { ALLOCATIONS, GUARDED, LINEAR, SCENARIOS, scenariosNamed, TARGETED } from './scenarios/scenarios.js'
import type { Side } from './sides/side.js'
import { OPPONENTS, SIDES, sideNamed, sideOfImplementation } from './sides/sides.js'

export interface CommandLine {
  scenarios: Scenario[]
  sides: Side[]
  rounds: number
  pace: Pace
  attendance: Attendance
  guard: boolean
  json?: string
  html?: string
  markdown?: string
  profile?: string
  build: boolean
}

export const USAGE = `pnpm bench [options]

  --only <names>     scenarios, families or beginnings of names, with commas between (all)
  --against <names>  ${Object.keys(OPPONENTS).join(', ')}, with commas between (ws)
  --sides <names>    exactly these sides instead: ${SIDES.map(({ name }) => name).join(', ')}
  --impl <api>=<path> also a package in a folder that has one of the APIs: ws, websocket, nodejs-websocket, ws1, faye
  --targets          only what has a target, on the sides that it names; short runs: the whole in some 20 minutes
  --linearity        instead: sizes from 16 B to 16 MiB and 1 to 10,000 connections, and where cost grows faster
  --allocations      instead: bytes that a server allocates for each small message, and where
  --guard            instead: fails if a ratio or an allocation is worse than any machine's noise explains
  --rounds <n>       rounds, each side once in each (5)
  --quick            3 rounds of a quarter of the time: a look, not a result
  --warm-up <ms>     (400)
  --window <ms>      timed run (800)
  --json <file>      all figures
  --html <file>      a page with charts
  --markdown <file>  the tables, and how they came about
  --profile <folder> CPU profiles of the measured processes, for Chrome's DevTools; slower, so no result
  --no-build         do not build our packages first
  --list             names of the scenarios
`

const OPTIONS = {
  only: { type: 'string' },
  against: { type: 'string' },
  sides: { type: 'string' },
  impl: { type: 'string', multiple: true, default: [] as string[] },
  rounds: { type: 'string' },
  targets: { type: 'boolean', default: false },
  linearity: { type: 'boolean', default: false },
  allocations: { type: 'boolean', default: false },
  guard: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  'warm-up': { type: 'string' },
  window: { type: 'string' },
  json: { type: 'string' },
  html: { type: 'string' },
  markdown: { type: 'string' },
  profile: { type: 'string' },
  'no-build': { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Where the user typed the command: the bench itself runs in its own folder. */
const STARTED_IN = process.env.INIT_CWD ?? process.cwd()

function placed(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(STARTED_IN, path)
}

interface Mode {
  scenarios: Scenario[]
  against: string
  attendance: Attendance
  rounds: number
  pace: Pace
}

const USUAL: Mode = {
  scenarios: SCENARIOS,
  against: 'ws',
  attendance: 'as usual',
  rounds: 5,
  pace: { warmUp: 400, run: 800 },
}

/** What is measured where nothing else is said. */
const MODES = {
  usual: USUAL,
  quick: { ...USUAL, rounds: 3, pace: { warmUp: 150, run: 200 } },
  guard: {
    scenarios: GUARDED,
    against: 'ws,websocket,nodejs-websocket,ws1',
    attendance: 'where goals name it',
    rounds: 3,
    pace: { warmUp: 200, run: 200 },
  },
  allocations: { ...USUAL, scenarios: ALLOCATIONS, rounds: 3, pace: { warmUp: 1000, run: 800 } },
  linearity: { ...USUAL, scenarios: LINEAR, pace: { warmUp: 300, run: 350 } },
  targets: {
    scenarios: TARGETED,
    against: 'ws,websocket,nodejs-websocket,ws1',
    attendance: 'where goals name it',
    rounds: 5,
    pace: { warmUp: 700, run: 300 },
  },
} satisfies Record<string, Mode>

/**
 * Understands the arguments; a string is to be printed instead of a run.
 * @throws Error saying which argument is wrong
 */
export function readCommandLine(args: string[]): CommandLine | string {
  // pnpm hands on the "--" of "pnpm bench -- --only echo".
  const { values } = parseArgs({ args: args.filter((each) => each !== '--'), options: OPTIONS, strict: true })
  if (values.help) return USAGE
  if (values.list)
    return `${modeOf(values)
      .scenarios.map(({ name, title }) => `${name.padEnd(28)} ${title}`)
      .join('\n')}\n`
  const mode = modeOf(values)
  const names = values.sides ? split(values.sides) : split(values.against ?? mode.against).flatMap(opponents)
  return {
    scenarios: scenariosNamed(split(values.only), mode.scenarios),
    sides: [...new Set(names)].map(sideNamed).concat(values.impl.map((text) => sideOfImplementation(text, STARTED_IN))),
    rounds: count('rounds', values.rounds, mode.rounds),
    pace: {
      warmUp: count('warm-up', values['warm-up'], mode.pace.warmUp),
      run: count('window', values.window, mode.pace.run),
    },
    attendance: values.sides ? 'everywhere' : mode.attendance,
    guard: values.guard,
    json: placed(values.json),
    html: placed(values.html),
    markdown: placed(values.markdown),
    profile: placed(values.profile),
    build: !values['no-build'],
  }
}

/** Of several, the one that says more about what is measured. */
function modeOf(values: Record<string, unknown>): Mode {
  const asked = (['guard', 'allocations', 'linearity', 'targets', 'quick'] as const).find((name) => values[name])
  const mode = MODES[asked ?? 'usual']
  return values.quick ? { ...mode, rounds: MODES.quick.rounds, pace: MODES.quick.pace } : mode
}

function opponents(name: string): string[] {
  const sides = OPPONENTS[name]
  if (!sides) throw new Error(`--against knows ${Object.keys(OPPONENTS).join(', ')}, not "${name}"`)
  return sides
}

function split(list: string | undefined): string[] {
  return list
    ? list
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean)
    : []
}

function count(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0, not "${text}"`)
  return value
}
