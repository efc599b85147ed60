/**
 * Every program prints the same before, on our package under the old name, and rewritten: on our ws and on that of npm.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SourceDialect } from '../../src/rewrite/move.js'
import { type RewriteReport, rewrite } from '../../src/rewrite/rewrite.js'
import { bundleOurs, installOriginal, installOurs, type Ours } from './packages.js'
import { inTurns, runProgram } from './run-program.js'

const folder = fileURLToPath(new URL('../../programs/', import.meta.url))

const dialects = [
  { from: 'websocket', name: 'websocket', alias: 'original-websocket', ours: 'websocket' },
  { from: 'nodejs-websocket', name: 'nodejs-websocket', alias: 'original-nodejs-websocket', ours: 'nodejs-websocket' },
  { from: 'ws1', name: 'ws', alias: 'original-ws1', ours: 'ws1' },
] as const satisfies readonly { from: SourceDialect; name: string; alias: string; ours: Ours }[]

/** A program: a file, or a folder with a `main` file. The path is relative to the dialect's folder. */
interface Program {
  readonly from: SourceDialect
  readonly path: string
  readonly entry: string
  /** Its first line says that it ends in a TODO. */
  readonly isForPerson: boolean
  /** It works all the same, because what stays is seen through the bridge. */
  readonly isBridged: boolean
}

const programs: Program[] = dialects.flatMap(({ from }) =>
  readdirSync(join(folder, from))
    .sort()
    .map((path) => {
      const isFolder = statSync(join(folder, from, path)).isDirectory()
      const entry = isFolder ? `${path}/main.cjs` : path
      const [first] = readFileSync(join(folder, from, entry), 'utf8').split('\n')
      return {
        from,
        path,
        entry,
        isForPerson: /^\/\/ todo/.test(first),
        isBridged: first.startsWith('// todo (works):'),
      }
    }),
)

type Stage = 'before' | 'swapped' | 'on our ws' | 'on ws of npm'

let base: string
const reports = new Map<SourceDialect, RewriteReport>()
const transcripts = new Map<string, string>()

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'rosetta-programs-'))
  const bundle = await bundleOurs(base, ['websocket', 'nodejs-websocket', 'ws1', 'ws', '@rosetta-ws/bridge'])
  for (const { from, name, alias, ours } of dialects) {
    const source = join(folder, from)
    const before = stageFolder(from, 'before')
    cpSync(source, before, { recursive: true })
    installOriginal(before, name, alias)
    const swapped = stageFolder(from, 'swapped')
    cpSync(source, swapped, { recursive: true })
    installOurs(swapped, name, ours, bundle)
    const report = rewrite({ root: source, from })
    reports.set(from, report)
    for (const stage of ['on our ws', 'on ws of npm'] as const) {
      const target = stageFolder(from, stage)
      cpSync(source, target, { recursive: true })
      for (const { path, after } of report.files) writeFileSync(join(target, path), after)
      if (stage === 'on ws of npm') installOriginal(target, 'ws', 'original-ws')
      else {
        installOurs(target, 'ws', 'ws', bundle)
        // What stays with the old API is seen through the bridge.
        if (name !== 'ws') installOurs(target, name, ours, bundle)
        installOurs(target, '@rosetta-ws/bridge', '@rosetta-ws/bridge', bundle)
      }
    }
  }
  const stages: Stage[] = ['before', 'swapped', 'on our ws', 'on ws of npm']
  const runs = programs.flatMap((program) =>
    stages.slice(0, program.isBridged ? 3 : program.isForPerson ? 2 : 4).map((stage) => ({ program, stage })),
  )
  await inTurns(runs, 4, async ({ program, stage }) => {
    const printed = await runProgram(executable(join(stageFolder(program.from, stage), program.entry)))
    transcripts.set(key(program, stage), stage === 'before' ? withoutDeprecations(printed) : printed)
  })
}, 120_000)

/** Without what newer Nodes say of an original's code. Ours is to give them no reason. */
function withoutDeprecations(printed: string): string {
  return printed.replace(/^\(node:\d+\) \[DEP\d+\] .*\n(\(Use `node --trace-deprecation .*\n)?/gm, '')
}

afterAll(() => rmSync(base, { recursive: true, force: true }))

test('there are programs of every dialect, at least 30 that move as a whole', () => {
  for (const { from } of dialects) expect(programs.filter((program) => program.from === from).length).toBeGreaterThan(8)
  expect(programs.filter(({ isForPerson }) => !isForPerson).length).toBeGreaterThanOrEqual(30)
})

test.each(programs)('$from/$path prints the same on our package as on the original', (program) => {
  const before = transcripts.get(key(program, 'before'))!
  expect(before.trim()).not.toBe('')
  expect(before).not.toMatch(/Error|did not end/)
  expect(transcripts.get(key(program, 'swapped'))).toBe(before)
})

describe('is rewritten as a whole, and prints the same on our ws and on that of npm', () => {
  test.each(programs.filter(({ isForPerson }) => !isForPerson))('$from/$path', (program) => {
    const { files, todos, unproved } = reportOf(program)
    expect(files.map(({ path }) => path)).toContain(program.entry)
    expect(todos).toEqual([])
    expect(unproved).toEqual([])
    const before = transcripts.get(key(program, 'before'))
    expect(transcripts.get(key(program, 'on our ws'))).toBe(before)
    expect(transcripts.get(key(program, 'on ws of npm'))).toBe(before)
  })
})

describe('ends in a comment for a person, with a link to the guide', () => {
  test.each(programs.filter(({ isForPerson }) => isForPerson))('$from/$path', (program) => {
    const { files, todos } = reportOf(program)
    expect(todos.length).toBeGreaterThan(0)
    const text = files.map(({ after }) => after).join('\n')
    expect(text).toMatch(/^\s*\/\/ TODO\(rosetta\): .+ https:\S+\/docs\/migrate\/\S+-to-ws\.md#\S+$/m)
  })
})

describe('works with what is left to a person, through the bridge', () => {
  test.each(programs.filter(({ isBridged }) => isBridged))('$from/$path', (program) => {
    expect(transcripts.get(key(program, 'on our ws'))).toBe(transcripts.get(key(program, 'before')))
  })
})

test.each(dialects)('a second run over what was rewritten from $from changes nothing', ({ from }) => {
  const again = rewrite({ root: stageFolder(from, 'on our ws'), from })
  expect(again.files.map(({ path, before, after }) => ({ path, before, after }))).toEqual([])
})

test('every link of a comment or a note leads to a heading of a guide', () => {
  const links = new Set(
    [...reports.values()].flatMap(({ todos, notes }) => [...todos, ...notes].flatMap(({ link }) => link ?? [])),
  )
  expect(links.size).toBeGreaterThan(5)
  for (const link of links) {
    const [, guide, anchor] = /\/(docs\/migrate\/[\w-]+\.md)#(.+)$/.exec(link)!
    const text = readFileSync(fileURLToPath(new URL(`../../../../${guide}`, import.meta.url)), 'utf8')
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    )
    expect(anchors, link).toContain(anchor)
  }
})

function reportOf({ from, path }: Program): Pick<RewriteReport, 'files' | 'todos' | 'unproved'> {
  const { files, todos, unproved } = reports.get(from)!
  const isHere = (one: { path: string }) => one.path === path || one.path.startsWith(`${path}/`)
  return { files: files.filter(isHere), todos: todos.filter(isHere), unproved: unproved.filter(isHere) }
}

function stageFolder(from: SourceDialect, stage: Stage): string {
  const path = join(base, from, stage.replaceAll(' ', '-'))
  mkdirSync(path, { recursive: true })
  return path
}

function key({ from, path }: Program, stage: Stage): string {
  return `${from}/${path} ${stage}`
}

/** TypeScript becomes CommonJS beside it, as its default is. */
function executable(path: string): string {
  if (!path.endsWith('.ts')) return path
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true, target: ts.ScriptTarget.ES2022 },
  })
  const target = path.replace(/\.ts$/, '.cjs')
  writeFileSync(target, outputText)
  return target
}
