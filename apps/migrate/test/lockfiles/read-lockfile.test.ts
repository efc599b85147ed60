/**
 * The same project, locked by each package manager, gives the same users of the originals.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Manager } from '../../src/lockfiles/graph.js'
import { overridesFor, transitiveUses } from '../../src/lockfiles/overrides.js'
import { readLockfiles } from '../../src/lockfiles/read-lockfile.js'
import { projectsOf, readWorkspace } from '../../src/manifests/workspace.js'

const fixtures = join(import.meta.dirname, 'fixtures')

const forms = [
  ['npm-1.json', 'package-lock.json', 'npm'],
  ['npm-2.json', 'package-lock.json', 'npm'],
  ['npm-3.json', 'npm-shrinkwrap.json', 'npm'],
  ['yarn-1.lock', 'yarn.lock', 'yarn'],
  ['yarn-4.lock', 'yarn.lock', 'yarn-berry'],
  ['pnpm-5.yaml', 'pnpm-lock.yaml', 'pnpm'],
  ['pnpm-6.yaml', 'pnpm-lock.yaml', 'pnpm'],
  ['pnpm-9.yaml', 'pnpm-lock.yaml', 'pnpm'],
  ['bun-1.lock', 'bun.lock', 'bun'],
] as const

const ours = { ws: 'npm:@rosetta-ws/ws@^8.23.0', ws1: 'npm:@rosetta-ws/ws1@^1.1.5' }

const overrides: Record<Manager, Record<string, string>> = {
  npm: { 'ws@^8': ours.ws, 'ws@<2': ours.ws1 },
  yarn: { '**/engine.io/ws': ours.ws, '**/engine.io-client/ws': ours.ws1 },
  'yarn-berry': { 'engine.io/ws': ours.ws, 'engine.io-client/ws': ours.ws1 },
  pnpm: { 'engine.io@6.6.4>ws': ours.ws, 'engine.io-client@1.8.5>ws': ours.ws1 },
  // Bun overrides a package only as a whole.
  bun: {},
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rosetta-lockfile-'))
  copyFileSync(join(fixtures, 'package.json'), join(folder, 'package.json'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const read = () => readLockfiles(folder, projectsOf(readWorkspace(folder)))

describe.each(forms)('%s', (fixture, name, manager) => {
  it('tells who brings which version along', () => {
    copyFileSync(join(fixtures, fixture), join(folder, name))
    const { lockfiles, problems } = read()
    expect(problems).toEqual([])
    expect(lockfiles.map((one) => [one.path, one.manager])).toEqual([[name, manager]])
    const found = transitiveUses(lockfiles[0]).map((use) => ({
      is: `${use.name}@${use.version.replace(/^8\..*/, '8')}`,
      facade: use.original.facade,
      users: use.users.map((user) => `${user.name}@${user.version}`).sort(),
      way: use.path.map((one) => one.replace(/^(ws@8).*/, '$1')),
      isOlderApi: use.isOlderApi,
    }))
    expect(found.sort((a, b) => a.is.localeCompare(b.is))).toEqual([
      {
        is: 'ws@1.1.5',
        facade: '@rosetta-ws/ws1',
        users: ['engine.io-client@1.8.5'],
        way: ['engine.io-client@1.8.5', 'ws@1.1.5'],
        isOlderApi: false,
      },
      {
        is: 'ws@3.3.3',
        facade: '@rosetta-ws/ws',
        users: ['websocket-stream@5.5.2'],
        way: ['websocket-stream@5.5.2', 'ws@3.3.3'],
        isOlderApi: true,
      },
      {
        is: 'ws@8',
        facade: '@rosetta-ws/ws',
        users: ['engine.io@6.6.4'],
        way: ['engine.io@6.6.4', 'ws@8'],
        isOlderApi: false,
      },
    ])
  })

  it('says what to set', () => {
    copyFileSync(join(fixtures, fixture), join(folder, name))
    const [lockfile] = read().lockfiles
    expect(overridesFor(lockfile, transitiveUses(lockfile))).toEqual({
      lockfile: name,
      manager,
      at: {
        npm: ['overrides'],
        pnpm: ['pnpm', 'overrides'],
        yarn: ['resolutions'],
        'yarn-berry': ['resolutions'],
        bun: ['overrides'],
      }[manager],
      entries: overrides[manager],
    })
  })

  it('is a problem with its path when it is cut off', () => {
    const text = readFileSync(join(fixtures, fixture), 'utf8')
    writeFileSync(join(folder, name), `${text.slice(0, text.length / 2)}\n\t<<<<<<< ours\n`)
    expect(read()).toEqual({
      closed: [],
      lockfiles: [],
      problems: [{ path: name, message: expect.stringContaining('lockfile') }],
    })
  })
})

it('says soon that a yarn.lock is cut off in a string or has conflicts', () => {
  const text = readFileSync(join(fixtures, 'yarn-1.lock'), 'utf8')
  writeFileSync(join(folder, 'yarn.lock'), text.slice(0, text.lastIndexOf('"')))
  expect(read().problems).toEqual([{ path: 'yarn.lock', message: expect.stringContaining('lockfile') }])
  writeFileSync(join(folder, 'yarn.lock'), `${text}<<<<<<< HEAD\n`)
  expect(read().problems).toEqual([{ path: 'yarn.lock', message: expect.stringContaining('merge conflicts') }])
})

it('reads a lockfile of nothing', () => {
  writeFileSync(join(folder, 'package-lock.json'), '{"name":"x","lockfileVersion":1}')
  expect(read().lockfiles.map(({ nodes }) => nodes.size)).toEqual([0])
})

it('does not take other JSON for a lockfile', () => {
  writeFileSync(join(folder, 'package-lock.json'), '[]')
  writeFileSync(join(folder, 'pnpm-lock.yaml'), 'a: 1')
  expect(read().problems.map(({ path }) => path)).toEqual(['package-lock.json', 'pnpm-lock.yaml'])
})

it('reads the projects of a workspace', () => {
  const root = JSON.stringify({ name: 'root', workspaces: ['packages/*'] })
  const packages = {
    '': { name: 'root', workspaces: ['packages/*'] },
    'packages/a': { name: 'a', version: '1.0.0', dependencies: { websocket: '^1.0.34', b: '*' } },
    'node_modules/a': { resolved: 'packages/a', link: true },
    'packages/a/node_modules/websocket': { version: '1.0.34' },
    'node_modules/b': { version: '2.0.0', dependencies: { websocket: '^1.0.30' } },
    'node_modules/websocket': { version: '1.0.30' },
  }
  writeFileSync(join(folder, 'package.json'), root)
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }))
  const uses = transitiveUses(read().lockfiles[0])
  expect(uses.map(({ version, path }) => [version, path])).toEqual([['1.0.30', ['b@2.0.0', 'websocket@1.0.30']]])
})

it('reads the projects of a workspace of Bun', () => {
  const lock = `{
    "lockfileVersion": 1,
    "workspaces": {
      "": { "name": "root" }, // a comment
      "packages/a": { "name": "@x/a", "version": "1.0.0", "dependencies": { "b": "workspace:*", "ws": "8.18.0", }, },
      "packages/b": { "name": "b", "dependencies": { "@y/c": "1", }, "optionalDependencies": { "gone": "1", }, },
    },
    "packages": {
      "@x/a": ["@x/a@workspace:packages/a"],
      "@y/c": ["@y/c@1.0.0", "", { "dependencies": { "ws": "8" } }, "sha512-"],
      "b": ["b@workspace:packages/b"],
      "git": ["git@github:x/git#1234567", { "dependencies": { "ws": "1" } }, "x-git-1234567"],
      "ws": ["ws@8.17.0", "", {}, "sha512-"],
      "@x/a/ws": ["ws@8.18.0", "", {}, "sha512-"],
      "git/ws": ["ws@1.1.5", "", {}, "sha512-"],
    },
  }`
  writeFileSync(join(folder, 'bun.lock'), lock)
  const uses = transitiveUses(read().lockfiles[0])
  expect(uses.map(({ version, path, users }) => [version, path.join(), users.map(({ name }) => name).join()])).toEqual([
    ['8.17.0', '@y/c@1.0.0,ws@8.17.0', '@y/c'],
    ['1.1.5', 'ws@1.1.5', 'git'],
  ])
})

it.each(['[]', '{}', '{"lockfileVersion":1}', '{"lockfileVersion":1,"workspaces":{"":1}}'])(
  'does not take %s for a bun.lock',
  (text) => {
    writeFileSync(join(folder, 'bun.lock'), text)
    expect(read()).toEqual({ closed: [], lockfiles: [], problems: [{ path: 'bun.lock', message: expect.any(String) }] })
  },
)

it('names a bun.lockb with what to do, unless there is a bun.lock', () => {
  writeFileSync(join(folder, 'bun.lockb'), Buffer.from('#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0\xff', 'latin1'))
  expect(read()).toEqual({
    lockfiles: [],
    problems: [],
    closed: [{ path: 'bun.lockb', message: expect.stringContaining('bun install --save-text-lockfile') }],
  })
  writeFileSync(join(folder, 'bun.lock'), '{ "lockfileVersion": 1, "workspaces": {} }')
  expect(read()).toMatchObject({ lockfiles: [{ manager: 'bun' }], closed: [] })
})
