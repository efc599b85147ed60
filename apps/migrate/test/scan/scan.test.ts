/**
 * What a scan reports of whole folders.
 */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { htmlReport } from '../../src/report/html.js'
import { terminalReport } from '../../src/report/terminal.js'
import { scan } from '../../src/scan/scan.js'
import { folderOf } from '../temporary-folder.js'

const chat = `const { server: Server } = require('websocket')
const wsServer = new Server({ httpServer, keepalive: true })
wsServer.on('request', (request) => {
  const connection = request.accept(null, request.origin)
  connection.on('message', (message) => connection.sendUTF(message.utf8Data))
  connection.bufferList.take()
})
function later(thing) { thing.sendUTF('x') }
`

const places = (root: string) =>
  scan(root).files.flatMap(({ path, uses }) =>
    uses.map((use) => `${path}:${use.line}:${use.column} ${use.kind}.${use.name}`),
  )

describe('uses', () => {
  it('have a place, what ours does, and what a move needs', () => {
    const root = folderOf({ 'package.json': { dependencies: { websocket: '^1.0.34' } }, 'src/chat.js': chat })
    const report = scan(root)
    expect(report.files.map(({ path }) => path)).toEqual(['src/chat.js'])
    const find = (name: string) => report.files[0].uses.find((use) => use.name === name)
    expect(find('sendUTF')).toEqual({
      line: 5,
      column: 52,
      dialect: 'websocket',
      kind: 'connection',
      form: 'method',
      name: 'sendUTF',
      facade: 'same',
      move: {
        effort: 'mechanical',
        to: 'send(String(text), callback)',
        note: expect.any(String),
        guide: expect.stringMatching(/\/docs\/migrate\/websocket-to-ws\.md#sending$/),
      },
    })
    expect(find('keepalive')).toMatchObject({ line: 2, column: 43, move: { effort: 'judgement' } })
    expect(find('bufferList')).toMatchObject({ facade: 'differs', facadeNote: expect.any(String) })
    expect(report.files[0].unproved).toEqual([
      { line: 8, column: 25, expression: 'thing', name: 'sendUTF', dialect: 'websocket' },
    ])
  })

  it('are counted by file and in total', () => {
    const root = folderOf({
      'a.js': chat,
      'b.mjs': chat.replace(/const \{.*/, "import { server as Server } from 'websocket'"),
    })
    const { files, totals, filesRead } = scan(root)
    expect(files.map((file) => file.totals.uses)).toEqual([files[0].uses.length - 1, files[1].uses.length - 1])
    expect(totals.uses).toBe(files[0].totals.uses + files[1].totals.uses)
    expect(totals.moves.mechanical + totals.moves.judgement + totals.moves.none + totals.moves.impossible).toBe(
      totals.uses,
    )
    expect(totals).toMatchObject({ imports: 2, unproved: 2 })
    expect(filesRead).toBe(2)
  })

  it.each([
    ['a.cjs', "const W = require('ws')\nnew W('ws://x').on('open', f)\n", 2],
    ['a.mjs', "import W from 'ws'\nnew W('ws://x').on('open', f)\n", 2],
    ['a.ts', "import { WebSocket as W } from 'ws'\nconst w: W = new W('ws://x')\nw.on('open', f)\n", 3],
    ['a.tsx', "import W from 'ws'\nexport const f = () => <a onClick={() => new W('ws://x').on('open', f)} />\n", 2],
    ['a.jsx', "import W from 'ws'\nexport const f = () => <a onClick={() => new W('ws://x').on('open', f)} />\n", 2],
    ['a.js', "const { default: W } = await import('ws')\nnew W('ws://x').on('open', f)\n", 2],
  ])('are found in %s', (path, text, line) => {
    const found = places(folderOf({ [path]: text }))
    expect(found.some((one) => one.startsWith(`${path}:${line}:`) && one.endsWith('connection.open'))).toBe(true)
  })

  it('are found through re-exports', () => {
    const root = folderOf({
      'api.mjs': "export { WebSocketServer } from 'ws'\n",
      'main.mjs': "import { WebSocketServer } from './api.mjs'\nnew WebSocketServer({ port: 1 }).on('connection', f)\n",
    })
    expect(places(root)).toContain('main.mjs:2:37 server.connection')
  })

  it('are found behind the bridge', () => {
    const root = folderOf({
      'a.js':
        "const { asWebSocketConnection } = require('@rosetta-ws/bridge')\nasWebSocketConnection(ws).sendUTF('x')\n",
    })
    const { files, totals } = scan(root)
    expect(files[0].uses).toMatchObject([
      { line: 2, dialect: 'websocket', name: 'sendUTF', move: { to: expect.any(String) } },
    ])
    expect(totals).toMatchObject({ uses: 1, unproved: 0 })
  })

  it('are of ws 1.x where package.json says so', () => {
    const text = "const W = require('ws')\nnew W.Server({}).on('connection', (ws) => ws.upgradeReq)\n"
    const root = folderOf({
      'package.json': { workspaces: ['old'], dependencies: { ws: '^8' } },
      'old/package.json': { dependencies: { ws: '1.1.5' } },
      'old/a.js': text,
      'new/a.js': text,
    })
    const dialects = scan(root).files.map(({ path, uses }) => [path, uses[0].dialect])
    expect(dialects).toEqual([
      ['new/a.js', 'ws'],
      ['old/a.js', 'ws1'],
    ])
    expect(scan(root, { wsDialect: 'ws1' }).files.map(({ uses }) => uses[0].dialect)).toEqual(['ws1', 'ws1'])
  })

  it('are described for another target', () => {
    const root = folderOf({ 'a.js': chat })
    const [use] = scan(root, { target: 'nodejs-websocket' }).files[0].uses.filter(({ name }) => name === 'sendUTF')
    expect(use.move).toMatchObject({
      to: 'sendText(text, callback)',
      guide: expect.stringContaining('websocket-to-nodejs-websocket.md'),
    })
  })
})

describe('bad input', () => {
  it('is reported with its place, and the rest goes on', () => {
    const root = folderOf({
      'package.json': '{\n  "name": "x",\n  oops\n}',
      'package-lock.json': 'oops',
      'bad.js': "const a = require('ws')\nconst = 1\n",
      'good.js': chat,
    })
    const { problems, files } = scan(root)
    expect(files.map(({ path }) => path)).toEqual(['good.js'])
    expect(problems).toEqual([
      { path: 'package.json', line: 3, column: 3, message: expect.stringContaining('JSON') },
      { path: 'package-lock.json', message: expect.stringContaining('lockfile') },
      { path: 'bad.js', line: 2, column: 7, message: expect.any(String) },
    ])
  })

  it.each([
    ['nothing', undefined, 'no such file'],
    ['an array', '[]', 'object'],
    ['a list of dependencies', '{"dependencies":["ws"]}', '"dependencies" must be an object'],
    ['a wrong range', '{"dependencies":{"ws":1}}', '"dependencies" must be an object'],
  ])('of a package.json: %s', (_, text, message) => {
    const root = folderOf(text === undefined ? { 'a.txt': '' } : { 'package.json': text })
    expect(scan(root).problems).toEqual([{ path: 'package.json', message: expect.stringContaining(message) }])
  })
})

it('names a key that package.json has twice where that matters, for only the last one counts', () => {
  const text = '{"scripts":{"a":"1","a":"2"},\n"dependencies":{"ws":"1"},\n "dependencies":{"ws":"2"}}'
  expect(scan(folderOf({ 'package.json': text })).problems).toEqual([
    { path: 'package.json', line: 3, column: 2, message: 'It has "dependencies" twice: only the last one counts.' },
  ])
  const one = '{"scripts":{"a":"1","a":"2"},"dependencies":{"ws":"8.0.0"}}'
  expect(scan(folderOf({ 'package.json': one })).problems).toEqual([])
})

it('does not follow symbolic links, which may lead in circles', () => {
  const root = folderOf({ 'package.json': {}, 'src/a.js': "require('ws')" })
  symlinkSync('..', join(root, 'src/loop'))
  expect(scan(root).files.map(({ path }) => path)).toEqual(['src/a.js'])
})

describe('reports', () => {
  const root = () =>
    folderOf({ 'package.json': { dependencies: { websocket: '^1.0.34', ws: '^7.0.0' } }, '<b>.js': `${chat}// &` })

  it('are text with places', () => {
    const text = terminalReport(scan(root()))
    expect(text).toMatch(/<b>\.js:5:52 {2}websocket connection sendUTF/)
    expect(text).toMatch(/ws 7\.0\.0 has an older API/)
    expect(text).toMatch(/thing is used with "sendUTF"/)
    expect(text).toMatch(/rewrite --from websocket --to ws/)
    expect(terminalReport(scan(root()), { details: false })).not.toContain('5:52')
  })

  it('are a page that needs nothing else, with everything escaped', () => {
    const page = htmlReport(scan(root()))
    expect(page).toContain('&#60;b&#62;.js')
    expect(page).not.toContain('<b>.js')
    expect(page).not.toMatch(/<script|<link|src=|@import|url\(/)
    expect(page.match(/<tr/g)!.length).toBeGreaterThan(10)
  })

  it('say that there is nothing', () => {
    const empty = scan(folderOf({ 'package.json': {} }))
    expect(empty).toMatchObject({ packages: [], transitive: [], overrides: [], files: [], problems: [] })
    expect(terminalReport(empty)).toContain('0 files read')
  })
})
