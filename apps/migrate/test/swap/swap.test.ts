/**
 * Swaps change only what they must, and are undone to the letter.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeAll } from '../../src/files/write-all.js'
import { readLockfiles } from '../../src/lockfiles/read-lockfile.js'
import { projectsOf, readWorkspace } from '../../src/manifests/workspace.js'
import { dependenciesOf } from '../../src/scan/scan.js'
import { planSwap, type SwapOptions } from '../../src/swap/plan.js'
import { recordName } from '../../src/swap/record.js'
import { changesBack, changesOf } from '../../src/swap/swap.js'
import { filesIn, folderOf } from '../temporary-folder.js'

const ours = {
  ws: 'npm:@rosetta-ws/ws@^8.23.0',
  ws1: 'npm:@rosetta-ws/ws1@^1.1.5',
  wsd: 'npm:@rosetta-ws/wsd@^0.0.18',
  websocket: 'npm:@rosetta-ws/websocket@^1.0.35',
  'nodejs-websocket': 'npm:@rosetta-ws/nodejs-websocket@^1.7.2',
}

function planOf(root: string, options: SwapOptions = {}) {
  const workspace = readWorkspace(root)
  const { lockfiles } = readLockfiles(root, projectsOf(workspace))
  return planSwap(workspace, dependenciesOf(workspace), lockfiles, options)
}

function swap(root: string, options: SwapOptions = {}) {
  const plan = planOf(root, options)
  writeAll(root, changesOf(root, plan))
  return plan
}

function back(root: string) {
  const { lockfiles } = readLockfiles(root, projectsOf(readWorkspace(root)))
  const found = changesBack(root, lockfiles)!
  writeAll(root, found.changes)
  return found.problems
}

const textOf = (root: string, path = 'package.json') => readFileSync(join(root, path), 'utf8')
const jsonOf = (root: string, path = 'package.json') => JSON.parse(textOf(root, path))

describe('direct dependencies', () => {
  it.each([
    ['dependencies', 'ws', '^8.18.0', ours.ws],
    ['dependencies', 'ws', '8', ours.ws],
    ['devDependencies', 'ws', '*', ours.ws],
    ['optionalDependencies', 'ws', 'latest', ours.ws],
    ['dependencies', 'ws', '~1.1.0', ours.ws1],
    ['dependencies', 'ws', '0.8.1', ours.ws1],
    ['dependencies', 'wsd', '0.0.18', ours.wsd],
    ['dependencies', 'websocket', '>=1.0.20', ours.websocket],
    ['dependencies', 'nodejs-websocket', '^1.0.0', ours['nodejs-websocket']],
    ['dependencies', 'legacy', 'npm:ws@1.1.5', ours.ws1],
    ['dependencies', 'anything', 'npm:websocket', ours.websocket],
  ])('%s %s %s', (group, name, range, expected) => {
    const root = folderOf({ 'package.json': { name: 'x', [group]: { a: '1.0.0', [name]: range, z: '1.0.0' } } })
    const before = filesIn(root)
    swap(root)
    expect(jsonOf(root)).toEqual({ name: 'x', [group]: { a: '1.0.0', [name]: expected, z: '1.0.0' } })
    expect(back(root)).toEqual([])
    expect(filesIn(root)).toEqual(before)
  })

  it.each(['^7.5.0', '2.0.0', '^3.3.1'])('leaves ws %s, whose API is older than ours', (range) => {
    const root = folderOf({ 'package.json': { dependencies: { ws: range } } })
    expect(planOf(root)).toMatchObject({ edits: [], left: [{ reason: expect.stringContaining('ws 8') }] })
    expect(planOf(root, { acrossMajors: true }).edits).toMatchObject([{ after: ours.ws }])
  })

  it('takes the installed version for the one that counts', () => {
    const modules = { 'node_modules/ws/package.json': { version: '1.1.5' } }
    const root = folderOf({ 'package.json': { dependencies: { ws: '*' } }, ...modules })
    expect(planOf(root).edits).toMatchObject([{ after: ours.ws1 }])
  })

  it.each(['file:../ws', 'github:websockets/ws', 'https://example.com/ws.tgz', 'workspace:*'])('leaves %s', (range) => {
    const root = folderOf({ 'package.json': { dependencies: { ws: range } } })
    expect(planOf(root)).toMatchObject({ edits: [], left: [{ reason: expect.stringContaining('registry') }] })
  })

  it('leaves peer dependencies, and what is swapped already', () => {
    const root = folderOf({ 'package.json': { dependencies: { ws: ours.ws }, peerDependencies: { websocket: '1' } } })
    expect(planOf(root)).toMatchObject({ edits: [], left: [{ what: 'peerDependencies.websocket: 1' }] })
  })

  it('takes only what is named', () => {
    const root = folderOf({ 'package.json': { dependencies: { ws: '8', websocket: '1' } } })
    expect(planOf(root, { only: ['websocket'] }).edits.map(({ at }) => at[1])).toEqual(['websocket'])
  })

  it('says which types are not needed any more', () => {
    const content = { dependencies: { ws: '8' }, devDependencies: { '@types/ws': '8', '@types/websocket': '1' } }
    const root = folderOf({ 'package.json': content })
    expect(planOf(root).unusedTypes).toEqual([{ file: 'package.json', name: '@types/ws' }])
  })
})

describe('the text', () => {
  it.each([
    ['four blanks', '{\n    "dependencies": {\n        "ws": "^8.0.0"\n    }\n}\n'],
    ['tabs and no last line end', '{\n\t"dependencies": {\n\t\t"ws": "^8.0.0"\n\t}\n}'],
    ['CR LF', '{\r\n  "dependencies": {\r\n    "ws": "^8.0.0"\r\n  }\r\n}\r\n'],
    ['one line', '{"dependencies":{"ws":"^8.0.0"}}'],
    ['a byte order mark', '\uFEFF{ "dependencies": { "ws": "^8.0.0" } }\n'],
    ['odd blanks', '{ "b" : 1,\n\n "dependencies" :{ "ws":   "^8.0.0" } ,"a":[ 1,2 ]}\n\n'],
  ])('stays with %s', (_, text) => {
    const root = folderOf({ 'package.json': text })
    swap(root)
    expect(textOf(root)).toBe(text.replace('^8.0.0', ours.ws))
    back(root)
    expect(filesIn(root)).toEqual({ 'package.json': text })
  })

  it('gets new objects in its own indent', () => {
    const lock = { lockfileVersion: 3, packages: locked({ a: '^8.0.0' }) }
    const text = '{\n\t"name": "x",\n\t"dependencies": { "a": "1.0.0" }\n}\n'
    const root = folderOf({ 'package.json': text, 'package-lock.json': lock })
    swap(root)
    expect(textOf(root)).toBe(
      `{\n\t"name": "x",\n\t"dependencies": { "a": "1.0.0" },\n\t"overrides": {\n\t\t"ws": "${ours.ws}"\n\t}\n}\n`,
    )
    back(root)
    expect(textOf(root)).toBe(text)
  })
})

/** The packages of a package-lock.json: packages that ask for ws, and what they get. */
function locked(askers: Record<string, string>) {
  const entries = Object.entries(askers).flatMap(([name, range]) => [
    [`node_modules/${name}`, { version: '1.0.0', dependencies: { ws: range } }],
    [`node_modules/${name}/node_modules/ws`, { version: range.replace('^', '') }],
  ])
  return {
    '': { dependencies: Object.fromEntries(Object.keys(askers).map((name) => [name, '1'])) },
    ...Object.fromEntries(entries),
  }
}

describe('what other packages bring along', () => {
  it('is overridden by version where versions differ', () => {
    const lock = { lockfileVersion: 3, packages: locked({ a: '^8.0.0', b: '^1.1.0', c: '^7.0.0' }) }
    const root = folderOf({ 'package.json': { name: 'x' }, 'package-lock.json': lock })
    const { left } = swap(root)
    expect(jsonOf(root).overrides).toEqual({ 'ws@^8': ours.ws, 'ws@<2': ours.ws1 })
    expect(left).toMatchObject([{ what: 'ws@7.0.0 of c' }])
  })

  it('keeps an override of the user', () => {
    const lock = { lockfileVersion: 3, packages: locked({ a: '^8.0.0' }) }
    const root = folderOf({ 'package.json': { overrides: { ws: '8.17.1' } }, 'package-lock.json': lock })
    expect(planOf(root)).toMatchObject({ edits: [], left: [{ reason: 'It is overridden already.' }] })
  })

  it('stays without transitive', () => {
    const lock = { lockfileVersion: 3, packages: locked({ a: '^8.0.0' }) }
    const root = folderOf({ 'package.json': {}, 'package-lock.json': lock })
    expect(planOf(root, { transitive: false })).toMatchObject({ edits: [], left: [] })
  })

  it('goes to resolutions for yarn', () => {
    const lock =
      '# yarn lockfile v1\n\na@1:\n  version "1.0.0"\n  dependencies:\n    ws "^8.0.0"\n\nws@^8.0.0:\n  version "8.1.0"\n'
    const root = folderOf({ 'package.json': { dependencies: { a: '1' } }, 'yarn.lock': lock })
    swap(root)
    expect(jsonOf(root).resolutions).toEqual({ ws: ours.ws })
  })

  const pnpmLock =
    "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: '1'\n        version: 1.0.0\npackages:\n  a@1.0.0: {}\n  ws@8.1.0: {}\nsnapshots:\n  a@1.0.0:\n    dependencies:\n      ws: 8.1.0\n  ws@8.1.0: {}\n"

  it('goes to pnpm.overrides for pnpm', () => {
    const root = folderOf({ 'package.json': { pnpm: { x: 1 } }, 'pnpm-lock.yaml': pnpmLock })
    swap(root)
    expect(jsonOf(root).pnpm).toEqual({ x: 1, overrides: { ws: ours.ws } })
  })

  describe('with Bun', () => {
    const lock = (versions: Record<string, string>) =>
      JSON.stringify({
        lockfileVersion: 1,
        workspaces: {
          '': { name: 'x', dependencies: Object.fromEntries(Object.keys(versions).map((one) => [one, '1'])) },
        },
        packages: Object.fromEntries(
          Object.entries(versions).flatMap(([name, ws]) => [
            [name, [`${name}@1.0.0`, '', { dependencies: { ws: '*' } }, '']],
            [`${name}/ws`, [`ws@${ws}`, '', {}, '']],
          ]),
        ),
      })

    it('goes to overrides where all are of one API', () => {
      const root = folderOf({ 'package.json': { name: 'x' }, 'bun.lock': lock({ a: '8.17.0', b: '8.18.0' }) })
      expect(swap(root).left).toEqual([])
      expect(jsonOf(root)).toEqual({ name: 'x', overrides: { ws: ours.ws } })
    })

    it('is left alone where they are of several', () => {
      const root = folderOf({
        'package.json': { name: 'x' },
        'bun.lock': lock({ a: '1.1.5', b: '8.18.0', c: '7.0.0' }),
      })
      const { edits, left } = planOf(root)
      expect(edits).toEqual([])
      const whole = expect.stringContaining('only as a whole')
      expect(left).toEqual([
        { file: 'bun.lock', what: 'ws@7.0.0 of c', reason: expect.stringContaining('older API') },
        { file: 'bun.lock', what: 'ws@1.1.5 of a', reason: whole },
        { file: 'bun.lock', what: 'ws@8.18.0 of b', reason: whole },
      ])
    })
  })

  it('goes to pnpm-workspace.yaml for a pnpm that reads overrides there', () => {
    const files = { 'package.json': { packageManager: 'pnpm@10.34.9' }, 'pnpm-lock.yaml': pnpmLock }
    const yaml = '# why\npackages:\n  - a # first\n'
    const root = folderOf({ ...files, 'pnpm-workspace.yaml': yaml })
    const before = filesIn(root)
    swap(root)
    expect(textOf(root, 'pnpm-workspace.yaml')).toBe(`${yaml}overrides:\n  ws: ${ours.ws}\n`)
    back(root)
    expect(filesIn(root)).toEqual(before)
    const bare = folderOf(files)
    const clean = filesIn(bare)
    swap(bare)
    expect(textOf(bare, 'pnpm-workspace.yaml')).toBe(`overrides:\n  ws: ${ours.ws}\n`)
    back(bare)
    expect(filesIn(bare)).toEqual(clean)
  })
})

describe('the lockfile of npm, which keeps another package when its version fits', () => {
  const manifest = { dependencies: { ws: '^8.0.0', a: '1' } }
  const forms = {
    'version 3': {
      lockfileVersion: 3,
      packages: {
        '': manifest,
        'node_modules/a': { version: '1.0.0', dependencies: { ws: '^8.0.0' } },
        'node_modules/ws': { version: '8.23.0' },
        'node_modules/ws/node_modules/b': { version: '1.0.0' },
        'node_modules/z': { version: '1.0.0' },
      },
    },
    'version 1': {
      lockfileVersion: 1,
      dependencies: {
        a: { version: '1.0.0', requires: { ws: '^8.0.0' }, dependencies: { ws: { version: '8.1.0' } } },
        ws: { version: '8.23.0' },
        z: { version: '1.0.0' },
      },
    },
  }

  it.each(Object.entries(forms))('loses the entries of what is swapped: %s', (_, lock) => {
    const root = folderOf({ 'package.json': manifest, 'package-lock.json': lock })
    const before = filesIn(root)
    swap(root)
    const names = textOf(root, 'package-lock.json')
    expect(names).not.toContain('8.23.0')
    expect(names).not.toContain('8.1.0')
    expect(
      Object.keys(jsonOf(root, 'package-lock.json').packages ?? jsonOf(root, 'package-lock.json').dependencies),
    ).toContain(lock.lockfileVersion === 3 ? 'node_modules/z' : 'z')
    back(root)
    expect(filesIn(root)).toEqual(before)
  })

  it('loses the entries of ours when the swap is undone after an install', () => {
    const root = folderOf({ 'package.json': manifest, 'package-lock.json': forms['version 3'] })
    swap(root)
    const installed = {
      ...forms['version 3'],
      packages: { ...forms['version 3'].packages, 'node_modules/ws': { name: '@rosetta-ws/ws', version: '8.23.0' } },
    }
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(installed, null, 2))
    expect(back(root)).toEqual([])
    expect(Object.keys(jsonOf(root, 'package-lock.json').packages)).toEqual(['', 'node_modules/a', 'node_modules/z'])
    expect(jsonOf(root)).toEqual(manifest)
  })

  it('loses those of ours too when there was no lockfile before', () => {
    const root = folderOf({ 'package.json': manifest })
    swap(root)
    const packages = { '': {}, 'node_modules/ws': { name: '@rosetta-ws/ws', version: '8.23.0' } }
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }))
    back(root)
    expect(jsonOf(root, 'package-lock.json').packages).toEqual({ '': {} })
  })
})

it('makes the first step of the example, and takes it back', () => {
  const step = (name: string) => filesIn(join(import.meta.dirname, '../../examples/chat', name))
  const files = ({ 'package.json': manifest, [recordName]: record }: Record<string, string>) => ({ manifest, record })
  const root = folderOf(step('0-start'))
  swap(root)
  expect(files(filesIn(root))).toEqual(files(step('1-swap')))
  back(root)
  expect(files(filesIn(root))).toEqual(files(step('0-start')))
})

describe('workspaces', () => {
  it('swaps in every project', () => {
    const root = folderOf({
      'package.json': { workspaces: { packages: ['packages/*', '!packages/c'] } },
      'packages/a/package.json': { dependencies: { ws: '8' } },
      'packages/b/package.json': { devDependencies: { websocket: '1' } },
      'packages/c/package.json': { dependencies: { ws: '8' } },
      'packages/a/node_modules/x/package.json': { dependencies: { ws: '8' } },
    })
    expect(swap(root).edits.map(({ file }) => file)).toEqual(['packages/a/package.json', 'packages/b/package.json'])
  })

  it('reads the projects of pnpm', () => {
    const root = folderOf({
      'package.json': {},
      'pnpm-workspace.yaml': 'packages:\n  - apps/**\n',
      'apps/x/y/package.json': { dependencies: { ws: '8' } },
    })
    expect(swap(root).edits.map(({ file }) => file)).toEqual(['apps/x/y/package.json'])
  })
})

describe('back', () => {
  it('undoes what it set in a file that was edited since', () => {
    const root = folderOf({ 'package.json': { dependencies: { ws: '8', websocket: '1' } } })
    swap(root)
    const edited = jsonOf(root)
    edited.dependencies.more = '2'
    edited.dependencies.websocket = '1.0.35'
    writeFileSync(join(root, 'package.json'), JSON.stringify(edited))
    expect(back(root)).toMatchObject([{ message: expect.stringContaining('dependencies.websocket') }])
    expect(jsonOf(root)).toEqual({ dependencies: { ws: '8', websocket: '1.0.35', more: '2' } })
    expect(Object.keys(filesIn(root))).toEqual(['package.json'])
  })

  it('removes objects that the swap made, when they are empty', () => {
    const lock = { lockfileVersion: 3, packages: locked({ a: '^8.0.0' }) }
    const root = folderOf({ 'package.json': { name: 'x' }, 'package-lock.json': lock })
    swap(root)
    writeFileSync(join(root, 'package.json'), textOf(root).replace('"x"', '"y"'))
    expect(back(root)).toEqual([])
    expect(jsonOf(root)).toEqual({ name: 'y' })
  })

  it('undoes two swaps at once', () => {
    const root = folderOf({ 'package.json': { dependencies: { ws: '8', websocket: '1' } } })
    const before = filesIn(root)
    swap(root, { only: ['ws'] })
    swap(root)
    expect(jsonOf(root).dependencies).toEqual({ ws: ours.ws, websocket: ours.websocket })
    back(root)
    expect(filesIn(root)).toEqual(before)
  })

  it('undoes two swaps with an edit between', () => {
    const root = folderOf({ 'package.json': { dependencies: { ws: '8', websocket: '1' } } })
    swap(root, { only: ['ws'] })
    writeFileSync(join(root, 'package.json'), textOf(root).replace('{', '{ "name": "x",'))
    swap(root)
    expect(back(root)).toEqual([])
    expect(jsonOf(root)).toEqual({ name: 'x', dependencies: { ws: '8', websocket: '1' } })
  })

  it('is undefined without a record, and throws for a damaged one', () => {
    const root = folderOf({ 'package.json': {} })
    expect(changesBack(root, [])).toBeUndefined()
    writeFileSync(join(root, recordName), '{')
    expect(() => changesBack(root, [])).toThrow(SyntaxError)
  })
})
