/**
 * Runs a user's script twice, each time in its own process, with a module name resolved to one implementation and then to
 * the other, and compares what the two runs do: events of the API, standard output, exit code.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compare, type Difference, formatDifference } from './compare.js'
import type { RecorderReport, RecorderTask } from './script-recorder.js'
import { Trace } from './trace.js'

export interface ScriptDiffOptions {
  /** The reference: a package name, or a path that is absolute or begins with a dot. */
  original: string
  /** What is compared with it, named in the same way. */
  candidate: string
  /** The module name that the script imports; `original` if left out. */
  name?: string
  /** Path of the script. */
  script: string
  /** Arguments of the script. */
  args?: readonly string[]
  /** Environment variables beside our own. */
  env?: Readonly<Record<string, string>>
  /** Working directory; our own if left out. */
  cwd?: string
  /** Each run is ended after so many milliseconds; 30000 by default. */
  limit?: number
  /** Where the script's standard error goes; `inherit`, our own, by default. */
  stderr?: 'inherit' | 'ignore'
  /** Lines that match one of these are left out of both traces. */
  ignore?: readonly RegExp[]
  /** Names of classes whose events are left out: emitters that an implementation keeps to itself. */
  ignoreEmitters?: readonly string[]
}

export interface ScriptDiff {
  readonly original: Trace
  readonly candidate: Trace
  /** The first difference; undefined if the runs are equal. */
  readonly difference: Difference | undefined
  /** The difference in readable lines; undefined if the runs are equal. */
  readonly text: string | undefined
  /** How the two runs ended, in a line. */
  readonly endings: string
}

const DEFAULT_LIMIT = 30_000

/** Keys are random and their answers with them. */
const HANDSHAKE_VALUE = /\b(Sec-WebSocket-(Key|Accept): ?)[A-Za-z0-9+/]{22,27}={1,2}/gi

/**
 * Runs the script with each implementation, one after the other, and compares the traces. Lanes: `stdout`, `exit`,
 * `uncaught`, and one for each emitter (`WebSocket 1`, `WebSocket 2` … in the order of their first events).
 * Throws an Error that says so if the script or an implementation cannot be found.
 */
export async function diffScript(options: ScriptDiffOptions): Promise<ScriptDiff> {
  const original = await runScript(options.original, options)
  const candidate = await runScript(options.candidate, options)
  const difference = compare(original, candidate)
  const endings = `the runs ended: ${endingOf(original)}, ${endingOf(candidate)}`
  return { original, candidate, difference, text: difference && `${formatDifference(difference)}\n${endings}`, endings }
}

const endingOf = (trace: Trace): string => trace.entries.findLast(({ lane }) => lane === 'exit')?.text ?? 'unknown'

async function runScript(implementation: string, options: ScriptDiffOptions): Promise<Trace> {
  const cwd = resolve(options.cwd ?? '.')
  const script = resolve(cwd, options.script)
  if (!existsSync(script)) throw new Error(`There is no script ${script}.`)
  const task = taskOf(implementation, options.name ?? options.original, script, cwd)
  const recorder = recorderPath()
  const child = spawn(process.execPath, [...preload(recorder), script, ...(options.args ?? [])], {
    cwd,
    env: { ...process.env, ...options.env, ROSETTA_DIFF_RUN: JSON.stringify(task) },
    stdio: ['ignore', 'pipe', options.stderr ?? 'inherit', 'pipe'],
  })
  const reports: RecorderReport[] = []
  const output: string[] = []
  const streamsEnded = Promise.all([
    eachLine(child.stdio[3] as Readable, (line) => reports.push(JSON.parse(line) as RecorderReport)),
    eachLine(child.stdout as Readable, (line) => output.push(line)),
  ])
  let overtime = false
  const timer = setTimeout(() => {
    overtime = true
    child.kill('SIGKILL')
  }, options.limit ?? DEFAULT_LIMIT)
  const ending = await new Promise<string>((done) =>
    child.on('close', (code, signal) => done(signal === null ? `code ${code}` : `signal ${signal}`)),
  )
  clearTimeout(timer)
  await streamsEnded
  return traceOf(reports, output, overtime ? 'time limit reached' : ending, options)
}

function traceOf(
  reports: readonly RecorderReport[],
  output: readonly string[],
  ending: string,
  { ignore = [], ignoreEmitters = [] }: ScriptDiffOptions,
): Trace {
  const trace = new Trace()
  const add = (lane: string, text: string): void => {
    const shown = text.replace(HANDSHAKE_VALUE, '$1<$2>')
    if (!ignore.some((pattern) => pattern.test(shown))) trace.lane(lane).line(shown)
  }
  for (const report of reports) {
    if ('hide' in report) trace.hide(report.hide, '<port>')
  }
  for (const report of reports) {
    if ('lane' in report && !ignoreEmitters.includes(report.lane.replace(/ \d+$/, ''))) add(report.lane, report.text)
  }
  for (const line of output) add('stdout', line)
  trace.lane('exit').line(ending)
  return trace
}

/** Where an implementation is found: from the script's folder upwards, else from the working directory. */
function taskOf(implementation: string, name: string, script: string, cwd: string): RecorderTask {
  if (isAbsolute(implementation) || implementation.startsWith('.')) {
    const target = resolve(cwd, implementation)
    if (!existsSync(target)) throw new Error(`There is no ${target}.`)
    const file = createRequire(target).resolve(target)
    return { name, target: pathToFileURL(file).href, base: pathToFileURL(script).href, root: undefined }
  }
  for (const base of [script, join(cwd, 'script.js')]) {
    const root = packageFolder(implementation, dirname(base))
    if (root === undefined) continue
    return { name, target: implementation, base: pathToFileURL(base).href, root: `${pathToFileURL(root).href}/` }
  }
  throw new Error(`The package ${implementation} is not installed for ${script}: run "npm install ${implementation}".`)
}

function packageFolder(name: string, from: string): string | undefined {
  const folder = join(from, 'node_modules', name)
  if (existsSync(folder)) return folder
  const parent = dirname(from)
  return parent === from ? undefined : packageFolder(name, parent)
}

/** The recorder beside this file: as source, or as it was built. */
function recorderPath(): string {
  const places = ['./script-recorder.ts', './script-recorder.js', './diff/script-recorder.js']
  const found = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path))
  if (found === undefined) throw new Error('The recorder of scripts is missing from this installation.')
  return found
}

/** Options of Node that load the recorder before the script. As source it needs the loader of TypeScript. */
function preload(recorder: string): string[] {
  const imports = recorder.endsWith('.ts') ? [createRequire(import.meta.url).resolve('tsx'), recorder] : [recorder]
  return imports.flatMap((path) => ['--import', pathToFileURL(path).href])
}

async function eachLine(stream: Readable, take: (line: string) => void): Promise<void> {
  stream.setEncoding('utf8')
  let rest = ''
  for await (const text of stream) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  }
  if (rest !== '') take(rest)
}
