/**
 * The example of a move: every step runs and does the same, and what the tool did is what it does.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rewrite } from '../../src/rewrite/rewrite.js'
import { bundleOurs, installOriginal, installOurs } from '../programs/packages.js'
import { runProgram } from '../programs/run-program.js'

const folder = fileURLToPath(new URL('../../examples/chat/', import.meta.url))
const scenario = fileURLToPath(new URL('./scenario.cjs', import.meta.url))
const client = createRequire(import.meta.url).resolve('original-ws')
const steps = readdirSync(folder)
  .filter((name) => /^\d/.test(name))
  .sort()

let base: string
const transcripts = new Map<string, string>()

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'rosetta-example-'))
  const bundle = await bundleOurs(base, ['websocket', 'ws', '@rosetta-ws/bridge'])
  await Promise.all(
    steps.map(async (step) => {
      const target = join(base, step)
      cpSync(join(folder, step), target, { recursive: true })
      mkdirSync(join(target, 'node_modules'), { recursive: true })
      const { dependencies } = manifest(step)
      for (const [name, version] of Object.entries(dependencies)) {
        if (version === '^1.0.35') installOriginal(target, name, 'original-websocket')
        else installOurs(target, name, name as 'websocket' | 'ws' | '@rosetta-ws/bridge', bundle)
      }
      transcripts.set(step, await runProgram(scenario, { server: join(target, 'server.js'), client }))
    }),
  )
}, 60_000)

afterAll(() => rmSync(base, { recursive: true, force: true }))

test('the program has some 300 lines, and starts on the original', () => {
  const files = readdirSync(join(folder, steps[0])).filter((name) => name.endsWith('.js'))
  const lines = files.flatMap((name) => readFileSync(join(folder, steps[0], name), 'utf8').split('\n'))
  expect(lines.length).toBeGreaterThan(290)
  expect(manifest(steps[0]).dependencies).toEqual({ websocket: '^1.0.35' })
  const transcript = transcripts.get(steps[0])!
  expect(transcript).toContain('stranger: refused 403')
  expect(transcript).toContain('silent: closed 1006')
  expect(transcript).toContain('ann: closed 1000 Normal connection closure')
})

describe.each(steps.slice(1))('%s', (step) => {
  test('prints what the program printed at the start', () => {
    expect(transcripts.get(step)).toBe(transcripts.get(steps[0]))
  })
})

/** The commands of the steps that `rewrite` makes. What a person adds is in server.js. */
const commands = [
  { from: '1-swap', to: '2-bridge-news', paths: ['news.js'] },
  { from: '2-bridge-news', to: '3-bridge-chat', paths: ['chat.js', 'room.js'] },
  { from: '3-bridge-chat', to: '4-rewrite', paths: ['.'] },
] as const

test.each(commands)('from $from to $to: what rewrite writes is what is there', ({ from, to, paths }) => {
  const target = join(base, `again-${to}`)
  cpSync(join(folder, from), target, { recursive: true })
  const report = rewrite({ root: target, paths, from: 'websocket' })
  expect(report.files.length).toBeGreaterThan(0)
  for (const { path, after } of report.files) {
    writeFileSync(join(target, path), after)
    expect(after, path).toBe(readFileSync(join(folder, to, path), 'utf8'))
  }
})

test('module by module, the tool says which lines a person has to change', () => {
  const told = (paths: readonly string[], step: string) =>
    rewrite({ root: join(folder, step), paths, from: 'websocket' }).borders.map(({ path, text }) => `${path} ${text}`)
  expect(told(['news.js'], '1-swap')).toEqual([
    'server.js passes connection to news.js: write asWs(connection), with asWs of @rosetta-ws/bridge.',
  ])
  expect(told(['chat.js'], '2-bridge-news')).toEqual([
    'server.js passes connection to chat.js: write asWs(connection), with asWs of @rosetta-ws/bridge.',
    'room.js uses member.connection too: rewrite it together with chat.js.',
  ])
  expect(told(['chat.js', 'room.js'], '2-bridge-news')).toHaveLength(1)
})

test('the end needs neither websocket nor the bridge, and has no comment for a person', () => {
  const last = steps[steps.length - 1]
  expect(Object.keys(manifest(last).dependencies)).toEqual(['ws'])
  for (const name of readdirSync(join(folder, last)).filter((one) => one.endsWith('.js')))
    expect(readFileSync(join(folder, last, name), 'utf8'), name).not.toMatch(
      /TODO|require\('(websocket|@rosetta-ws\/bridge)'\)/,
    )
  expect(rewrite({ root: join(folder, last), from: 'websocket' })).toMatchObject({ files: [], todos: [], unproved: [] })
})

function manifest(step: string): { dependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, step, 'package.json'), 'utf8'))
}
