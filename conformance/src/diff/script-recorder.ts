/**
 * Preloaded into the process that runs a user's script: puts an implementation in the place of a module name, and reports
 * the events of all emitters that are not Node's own. It compares nothing and knows nothing of the other run.
 */
import { EventEmitter } from 'node:events'
import { writeSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { Server } from 'node:net'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Trace } from './trace.js'

/** What the parent tells through the environment variable ROSETTA_DIFF_RUN. */
export interface RecorderTask {
  /** The module name that the script uses. */
  readonly name: string
  /** The package name or URL of a file that takes its place. */
  readonly target: string
  /** URL of the file from which `target` is resolved. */
  readonly base: string
  /** URL of the folder of the implementation: within it, `name` keeps its meaning. */
  readonly root: string | undefined
}

/** One line of the report on file descriptor 3: a recorded line, or a number that differs from run to run. */
export type RecorderReport = { readonly lane: string; readonly text: string } | { readonly hide: number }

const REPORT_DESCRIPTOR = 3

type Resolve = (specifier: string, context: { parentURL?: string }, next: NextResolve) => unknown
type NextResolve = (specifier: string, context?: object) => unknown

/** What a specifier becomes; undefined if it keeps its meaning. Also runs as text in Node's loader thread. */
function substituteFor(task: RecorderTask, specifier: string, parent: string | undefined): string | undefined {
  if (specifier !== task.name && !specifier.startsWith(`${task.name}/`)) return undefined
  if (task.root !== undefined && parent?.startsWith(task.root)) return undefined
  return task.target + specifier.slice(task.name.length)
}

/** Makes `import` and `require` of the name give the implementation. */
function substitute(task: RecorderTask): void {
  const hooks = nodeModule as typeof nodeModule & { registerHooks?: (hooks: { resolve: Resolve }) => void }
  if (hooks.registerHooks) {
    hooks.registerHooks({
      resolve(specifier, context, next) {
        const instead = substituteFor(task, specifier, context.parentURL)
        if (instead === undefined) return next(specifier)
        // The default that follows takes a URL from `import` only.
        if (instead.startsWith('file:')) return { url: instead, shortCircuit: true }
        return next(instead, { ...context, parentURL: task.base })
      },
    })
    return
  }
  const loader = `
    let task
    const substituteFor = ${substituteFor}
    export function initialize(given) { task = given }
    export async function resolve(specifier, context, next) {
      const instead = substituteFor(task, specifier, context.parentURL)
      return instead === undefined ? next(specifier) : next(instead, { ...context, parentURL: task.base })
    }`
  nodeModule.register(`data:text/javascript,${encodeURIComponent(loader)}`, { data: task })
  substituteRequire(task)
}

interface CommonJsModule {
  filename: string | null
}

interface CommonJsLoader {
  _resolveFilename(request: string, parent: CommonJsModule | undefined, ...rest: unknown[]): string
}

function substituteRequire(task: RecorderTask): void {
  const loader = nodeModule.default as unknown as CommonJsLoader
  const resolveFilename = loader._resolveFilename
  const { resolve } = nodeModule.createRequire(task.base)
  /** `resolve` comes back here, and what takes the place of a name may have the same name. */
  let isSubstituting = false
  const resolveInstead = (instead: string): string => {
    if (instead.startsWith('file:')) return fileURLToPath(instead)
    isSubstituting = true
    try {
      return resolve(instead)
    } finally {
      isSubstituting = false
    }
  }
  loader._resolveFilename = function (request, parent, ...rest) {
    const parentUrl = parent?.filename ? pathToFileURL(parent.filename).href : undefined
    const instead = isSubstituting ? undefined : substituteFor(task, request, parentUrl)
    return instead === undefined ? resolveFilename.call(this, request, parent, ...rest) : resolveInstead(instead)
  }
}

/** Reports every event of every emitter whose class is not one of Node's. */
function recordEvents(): void {
  const trace = new Trace()
  const names = new WeakMap<object, string>()
  const counts = new Map<string, number>()
  const builtin = builtinClasses()
  let reported = 0

  const report = (line: RecorderReport): void => {
    writeSync(REPORT_DESCRIPTOR, `${JSON.stringify(line)}\n`)
  }
  const flush = (): void => {
    while (reported < trace.entries.length) report(trace.entries[reported++])
  }
  const nameOf = (emitter: EventEmitter): string => {
    const known = names.get(emitter)
    if (known !== undefined) return known
    const className = emitter.constructor?.name || 'emitter'
    const count = (counts.get(className) ?? 0) + 1
    counts.set(className, count)
    const name = `${className} ${count}`
    names.set(emitter, name)
    trace.name(emitter, name)
    return name
  }

  const isNodesOwn = (emitter: EventEmitter): boolean =>
    builtin.has(emitter.constructor) || INTERNAL_CLASSES.has(emitter.constructor?.name)

  const { emit } = EventEmitter.prototype
  EventEmitter.prototype.emit = function (this: EventEmitter, event: string | symbol, ...values: unknown[]): boolean {
    if (this instanceof Server && event === 'listening') {
      const address = this.address()
      if (typeof address === 'object' && address !== null) {
        trace.hide(address.port, '<port>')
        report({ hide: address.port })
      }
    }
    if (!isNodesOwn(this) && event !== 'newListener' && event !== 'removeListener') {
      for (const value of values) {
        if (value instanceof EventEmitter && !isNodesOwn(value)) nameOf(value)
      }
      trace.lane(nameOf(this)).log(String(event), ...values)
      flush()
    }
    return emit.call(this, event, ...values)
  }
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    trace.lane('uncaught').log(origin, error)
    flush()
  })
}

const BUILTIN_MODULES = [
  'events',
  'stream',
  'net',
  'tls',
  'http',
  'https',
  'http2',
  'fs',
  'zlib',
  'child_process',
  'readline',
  'worker_threads',
  'dgram',
  'crypto',
  'cluster',
  'tty',
  'dns',
  'inspector',
  'repl',
  'timers',
  'perf_hooks',
  'diagnostics_channel',
]

/** Emitters of Node's module loader that it does not export. When they emit is up to threads and the garbage collector. */
const INTERNAL_CLASSES: ReadonlySet<string> = new Set([
  'FileHandle',
  'InternalWorker',
  'HooksWorker',
  'ReadableWorkerStdio',
  'WritableWorkerStdio',
])

/** The classes that Node exports: their events are not the API's. */
function builtinClasses(): Set<unknown> {
  const require = nodeModule.createRequire(import.meta.url)
  const classes = new Set<unknown>([
    process.constructor,
    process.stdout.constructor,
    process.stderr.constructor,
    Object,
  ])
  for (const name of BUILTIN_MODULES) {
    const loaded = require(`node:${name}`) as Record<string, unknown>
    for (const value of [loaded, ...Object.values(loaded)]) if (typeof value === 'function') classes.add(value)
  }
  return classes
}

const task = JSON.parse(process.env.ROSETTA_DIFF_RUN ?? 'null') as RecorderTask | null
if (task !== null) {
  delete process.env.ROSETTA_DIFF_RUN
  substitute(task)
  recordEvents()
}
