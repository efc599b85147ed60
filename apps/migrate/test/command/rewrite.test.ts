import { execFileSync } from 'node:child_process'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rewriteCommand } from '../../src/command/rewrite.js'
import { filesIn, folderOf } from '../temporary-folder.js'
import { runCommand } from './run-command.js'

const run = (cwd: string, ...args: string[]) => runCommand(rewriteCommand(), cwd, args)

const client = `const { w3cwebsocket: Socket } = require('websocket')\nconst socket = new Socket(url)\nsocket.close()\n`

/** A repository in which everything is committed. */
function repository(files: Record<string, unknown>): string {
  const root = folderOf(files)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.example', ...args], { cwd: root, stdio: 'pipe' })
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'all')
  return root
}

const codeOf = (root: string) =>
  Object.fromEntries(Object.entries(filesIn(root)).filter(([path]) => !path.startsWith('.git')))

describe('rewrite', () => {
  test('prints a diff and changes nothing', () => {
    const root = folderOf({ 'a.js': client })
    const { status, out } = run(root, '--from', 'websocket')
    expect(status).toBe(0)
    expect(out).toContain('--- a/a.js\n+++ b/a.js\n')
    expect(out).toContain(`-const { w3cwebsocket: Socket } = require('websocket')\n`)
    expect(out).toContain(`+const { WebSocket: Socket } = require('ws')\n`)
    expect(out).toContain('1 file would change. Add --write to change them.')
    expect(filesIn(root)).toEqual({ 'a.js': client })
  })

  test('--write changes files where git can take it back, and keeps their mode', () => {
    const root = repository({ 'a.js': client })
    chmodSync(join(root, 'a.js'), 0o755)
    execFileSync('git', ['update-index', '--chmod=+x', 'a.js'], { cwd: root })
    const refused = run(root, '--from', 'websocket', '--write')
    expect(refused).toMatchObject({ status: 2, error: expect.stringContaining('not committed') })
    expect(codeOf(root)).toEqual({ 'a.js': client })

    const forced = run(root, '--from', 'websocket', '--write', '--force')
    expect(forced).toMatchObject({ status: 0, out: expect.stringContaining('1 file rewritten.') })
    expect(readFileSync(join(root, 'a.js'), 'utf8')).toContain(`require('ws')`)
    expect(statSync(join(root, 'a.js')).mode & 0o777).toBe(0o755)
    expect(Object.keys(codeOf(root))).toEqual(['a.js'])
  })

  test('a file that is not UTF-8 is named and left alone, and the others are rewritten', () => {
    const root = folderOf({ 'a.js': client, 'b.js': '' })
    const bytes = Buffer.from(`${client}// caf\xe9\n`, 'latin1')
    writeFileSync(join(root, 'b.js'), bytes)
    const { status, out } = run(root, '--from', 'websocket', '--write', '--force')
    expect(status).toBe(1)
    expect(out).toContain('b.js: It is not UTF-8, and would be damaged. Convert it first.')
    expect(out).toContain('1 file rewritten.')
    expect(readFileSync(join(root, 'b.js'))).toEqual(bytes)
  })

  test('--write asks for no more than a clean tree, and is refused without git', () => {
    expect(run(repository({ 'a.js': client }), '--from', 'websocket', '--write').status).toBe(0)
    const root = folderOf({ 'a.js': client })
    expect(run(root, '--from', 'websocket', '--write')).toMatchObject({
      status: 2,
      error: expect.stringContaining('no way back'),
    })
    expect(filesIn(root)).toEqual({ 'a.js': client })
  })

  test('a file that cannot be parsed is named; the rest goes on; the exit code is 1', () => {
    const root = folderOf({ 'bad.js': 'const = require("websocket")', 'good.js': client })
    const { status, out } = run(root, '--from', 'websocket', '--write', '--force')
    expect(status).toBe(1)
    expect(out).toContain('bad.js:1:7')
    expect(readFileSync(join(root, 'good.js'), 'utf8')).toContain(`require('ws')`)
  })

  test('only the paths that are given change; ignored files and node_modules never', () => {
    const files = { 'src/a.js': client, 'b.js': client, 'dist/c.js': client, '.gitignore': 'dist\n' }
    const root = folderOf({ ...files, 'node_modules/x/index.js': client })
    expect(JSON.parse(run(root, '--from', 'websocket', '--json', 'src').out).files).toMatchObject([
      { path: 'src/a.js' },
    ])
    const all = JSON.parse(run(root, '--from', 'websocket', '--json').out)
    expect(all.files.map(({ path }: { path: string }) => path)).toEqual(['b.js', 'src/a.js'])
  })

  test('a second run finds nothing', () => {
    const root = folderOf({ 'a.js': client })
    run(root, '--from', 'websocket', '--write', '--force')
    expect(run(root, '--from', 'websocket').out.trim()).toBe('Nothing to rewrite.')
  })

  test('code of ws 8 is not taken for code of ws 1.x', () => {
    const root = folderOf({ 'package.json': { dependencies: { ws: '^8.0.0' } }, 'a.js': `require('ws')` })
    expect(run(root, '--from', 'ws1')).toMatchObject({ status: 2, error: expect.stringContaining('ws ^8.0.0') })
    expect(run(root, '--from', 'ws1', '--force').status).toBe(0)
    const old = folderOf({ 'package.json': { dependencies: { ws: 'npm:@rosetta-ws/ws1@^1.1.5' } }, 'a.js': '' })
    expect(run(old, '--from', 'ws1').status).toBe(0)
  })

  test.each([
    [[], 'required option'],
    [['--from', 'sockjs'], 'Allowed choices are websocket, nodejs-websocket, ws1'],
    [['--from', 'websocket', '--to', 'wsd'], 'Allowed choices are ws'],
    [['--from', 'websocket', 'nowhere'], 'nowhere does not exist'],
  ])('wrong use: %s', (args, message) => {
    const root = folderOf({})
    writeFileSync(join(root, 'a.js'), client)
    expect(run(root, ...args)).toMatchObject({ status: 2, error: expect.stringContaining(message) })
  })
})
