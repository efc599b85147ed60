import { describe, expect, test } from 'vitest'
import { type AnalysisOptions, analyse } from '../../src/analysis/analysis.js'
import { openSources } from '../../src/analysis/source-files.js'
import { seed } from './seed.js'

/** Every proved member, event and option, as `kind.name`, in order; what cannot be proved has a question mark. */
function uses(files: Record<string, string> | string, options: AnalysisOptions = {}): string[] {
  const texts = typeof files === 'string' ? { 'main.js': files } : files
  const sources = openSources('/app', new Map(Object.entries(texts).map(([path, text]) => [`/app/${path}`, text])))
  expect(sources.problems).toEqual([])
  const analysis = analyse(sources, { lookup: seed, ...options })
  return [
    ...analysis.uses.filter(({ form }) => form !== 'import').map(({ kind, name }) => `${kind}.${name}`),
    ...analysis.unproved.map(({ expression, name }) => `?${expression}.${name}`),
  ]
}

const head = `const { server: Server } = require('websocket')\nconst wss = new Server({ httpServer })\n`

describe('analyse', () => {
  test('follows a server to its requests and connections', () => {
    expect(
      uses(`${head}
        wss.on('request', (request) => {
          const c = request.accept(null, request.origin)
          c.on('message', (m) => { if (m.type === 'utf8') c.sendUTF(m.utf8Data) })
        })`),
    ).toEqual([
      'module.server',
      'serverOptions.httpServer',
      'server.request',
      'request.accept',
      'request.origin',
      'connection.message',
      'message.type',
      'connection.sendUTF',
      'message.utf8Data',
    ])
  })

  test.each([
    ['an ES import', `import { server } from 'websocket'; const s = new server()`],
    ['a default import', `import websocket from 'websocket'; const s = new websocket.server()`],
    ['a namespace', `import * as websocket from 'websocket'; const s = new websocket.server()`],
    ['a member of require', `const S = require('websocket').server; const s = new S()`],
    ['a deep import', `const S = require('websocket/lib/WebSocketServer'); const s = new S()`],
    ['a dynamic import', `const { server } = await import('websocket'); const s = new server()`],
    ['the name of our package', `const { server } = require('@rosetta-ws/websocket'); const s = new server()`],
  ])('knows %s', (_, code) => {
    expect(uses({ 'main.mjs': `${code}; s.shutDown()` })).toContain('server.shutDown')
  })

  test.each([
    [
      'an array and forEach',
      `const all = []; wss.on('connect', (c) => all.push(c)); all.forEach((x) => x.sendUTF(''))`,
    ],
    ['an array by index', `const all = []; wss.on('connect', (c) => all.push(c)); all[3].sendUTF('')`],
    ['an object by key', `const all = {}; wss.on('connect', (c) => { all[id] = c }); all.bob.sendUTF('')`],
    [
      'Object.values',
      `const all = {}; wss.on('connect', (c) => { all[id] = c }); for (const x of Object.values(all)) x.sendUTF('')`,
    ],
    ['a Map', `const all = new Map(); wss.on('connect', (c) => all.set(1, c)); for (const [, x] of all) x.sendUTF('')`],
    ['get of a Map', `const all = new Map(); wss.on('connect', (c) => all.set(1, c)); all.get(1).sendUTF('')`],
    ['a Set', `const all = new Set(); wss.on('connect', (c) => all.add(c)); for (const x of all) x.sendUTF('')`],
    [
      'a Map of Sets',
      `const rooms = new Map(); rooms.set('a', new Set()); wss.on('connect', (c) => rooms.get('a').add(c)); for (const x of rooms.get('a')) x.sendUTF('')`,
    ],
    [
      'objects in an array',
      `const users = []; wss.on('connect', (connection) => users.push({ connection })); users.filter(Boolean).map((u) => u.connection).forEach((x) => x.sendUTF(''))`,
    ],
    [
      'destructuring',
      `const users = []; wss.on('connect', (connection) => users.push({ connection })); for (const { connection: x } of users) x.sendUTF('')`,
    ],
    ['the list of the server', `wss.connections.filter((x) => x).forEach((x) => x.sendUTF(''))`],
    ['a called function', `function greet(x) { x.sendUTF('') } wss.on('connect', (c) => greet(c))`],
    ['a named listener', `function greet(x) { x.sendUTF('') } wss.on('connect', greet)`],
    ['this of a listener', `wss.on('connect', (c) => c.on('close', function () { this.sendUTF('') }))`],
    [
      'a field of a class',
      `class A { constructor(c) { this.c = c } go() { this.c.sendUTF('') } } wss.on('connect', (c) => new A(c).go())`,
    ],
    [
      'a prototype',
      `function A(c) { this.c = c } A.prototype.go = function () { this.c.sendUTF('') }; wss.on('connect', (c) => new A(c).go())`,
    ],
    [
      'a bound method',
      `class A { constructor() { wss.on('connect', this.go.bind(this)) } go(c) { c.sendUTF('') } } new A()`,
    ],
    [
      'an emitter of the user',
      `class A extends EventEmitter { run() { wss.on('connect', (c) => this.emit('hi', c)) } } const a = new A(); a.on('hi', (c) => c.sendUTF(''))`,
    ],
    [
      'a promise',
      `const p = new Promise((resolve) => wss.on('connect', resolve)); (async () => { const c = await p; c.sendUTF('') })()`,
    ],
    ['then', `const p = new Promise((resolve) => wss.on('connect', (c) => resolve(c))); p.then((c) => c.sendUTF(''))`],
    ['a field of a connection', `wss.on('connect', (c) => { c.peer = c; c.peer.sendUTF('') })`],
    ['a variable set later', `let c; wss.on('connect', (x) => { c = x }); setInterval(() => c && c.sendUTF(''), 1)`],
    ['a chain', `wss.on('connect', () => {}).on('connect', (c) => c.sendUTF(''))`],
    ['a subclass', `class S extends Server {} new S().on('connect', (c) => c.sendUTF(''))`],
  ])('follows a connection through %s', (_, code) => {
    expect(uses(`${head}${code}`)).toContain('connection.sendUTF')
    expect(uses(`${head}${code}`).filter((use) => use.startsWith('?'))).toEqual([])
  })

  test.each([
    [
      'CommonJS names',
      `exports.greet = (c) => c.sendUTF('')`,
      `const { greet } = require('./greet'); wss.on('connect', greet)`,
    ],
    [
      'module.exports',
      `module.exports = function (c) { c.sendUTF('') }`,
      `const greet = require('./greet.js'); wss.on('connect', greet)`,
    ],
    [
      'an object',
      `module.exports = { greet(c) { c.sendUTF('') } }`,
      `const g = require('./greet'); wss.on('connect', (c) => g.greet(c))`,
    ],
    [
      'a class',
      `class A { greet(c) { c.sendUTF('') } } module.exports = A`,
      `const A = require('./greet'); const a = new A(); wss.on('connect', (c) => a.greet(c))`,
    ],
    [
      'ES exports',
      `export function greet(c) { c.sendUTF('') }`,
      `import { greet } from './greet.js'; wss.on('connect', greet)`,
    ],
    [
      'a default export',
      `export default (c) => c.sendUTF('')`,
      `import greet from './greet.js'; wss.on('connect', greet)`,
    ],
  ])('follows a connection to another file through %s', (_, greet, code) => {
    expect(uses({ 'main.js': head + code, 'greet.js': greet })).toContain('connection.sendUTF')
  })

  describe('what the bridge gives is a connection of the API that its view is in', () => {
    const bridge = `const bridge = require('@rosetta-ws/bridge')\nconst { asWs, asWebSocketConnection } = bridge\n`

    test.each([
      ['asWs', 'ws', `const c = asWs(x); c.ping()`],
      ['asWebSocketConnection', 'websocket', `const c = asWebSocketConnection(x); c.sendUTF('')`],
      ['asNodejsWebSocket', 'nodejs-websocket', `bridge.asNodejsWebSocket(x).sendText('')`],
      ['asWsd', 'ws1', `bridge.asWsd(x).on('message', f)`],
      ['asWs1', 'ws1', `bridge['asWs1'](x).upgradeReq`],
      [
        'an import',
        'websocket',
        `import { asWebSocketConnection as see } from '@rosetta-ws/bridge'; see(x).sendUTF('')`,
      ],
      [
        'a default import',
        'websocket',
        `import all from '@rosetta-ws/bridge'; all.asWebSocketConnection(x).sendUTF('')`,
      ],
      ['a map', 'websocket', `;[x].map(asWebSocketConnection).forEach((c) => c.sendUTF(''))`],
    ])('%s', (_, dialect, code) => {
      const text = code.startsWith('import') ? code : bridge + code
      const sources = openSources('/app', new Map([['/app/main.mjs', text]]))
      const { uses: found, unproved } = analyse(sources)
      expect(found.map((use) => `${use.dialect} ${use.kind}`)).toEqual([`${dialect} connection`])
      expect(unproved).toEqual([])
    })

    test('and not of the one that it had', () => {
      const code = `${head}${bridge}wss.on('connect', (c) => { asWs(c).ping(); c.sendUTF('') })`
      const { uses: found } = analyse(openSources('/app', new Map([['/app/a.js', code]])))
      expect(found.slice(-2)).toMatchObject([
        { dialect: 'ws', name: 'ping' },
        { dialect: 'websocket', name: 'sendUTF' },
      ])
    })

    test('behind the place where a parameter is replaced by it', () => {
      const of = (body: string) => uses(`${head}${bridge}wss.on('connect', (c) => {\n${body}\n})`).slice(3)
      const api = (body: string) => {
        const sources = openSources(
          '/app',
          new Map([['/app/a.js', `${head}${bridge}wss.on('connect', (c) => {${body}})`]]),
        )
        return analyse(sources)
          .uses.filter(({ kind }) => kind === 'connection')
          .map(({ dialect }) => dialect)
      }
      expect(api(`c.sendUTF(''); c = asWs(c); c.ping(); later(() => c.close())`)).toEqual(['websocket', 'ws', 'ws'])
      expect(of(`if (maybe) c = asWs(c); c.sendUTF('')`)).toEqual(['?c.sendUTF'])
      expect(of(`c = asWs(c); c = other; c.sendUTF('')`)).toEqual(['?c.sendUTF'])
    })

    test('and nothing else of it is', () => {
      expect(uses(`${bridge}bridge.mount(http, {}); bridge.toString().sendUTF('')`)).toEqual([
        '?bridge.toString().sendUTF',
      ])
    })
  })

  test('follows re-exports', () => {
    const files = {
      'main.js': `import { Server } from './ws.js'; new Server().shutDown()`,
      'ws.js': `export { server as Server } from 'websocket'`,
    }
    expect(uses(files)).toContain('server.shutDown')
  })

  test('reads the types of TypeScript', () => {
    const code = `import { connection, request as R } from 'websocket'
      interface User { c: connection }
      const users: User[] = load()
      for (const user of users) user.c.sendUTF('')
      export function f(r: R, all: Map<string, connection>) { r.reject(); all.get('')!.close() }`
    const found = uses({ 'main.ts': code })
    expect(found).toEqual(expect.arrayContaining(['connection.sendUTF', 'request.reject', 'connection.close']))
  })

  test.each([
    ['an unknown parameter', `module.exports = (c) => c.sendUTF('')`, '?c.sendUTF'],
    ['a result of another package', `require('pool').take().sendUTF('')`, `?require('pool').take().sendUTF`],
    [
      'a variable of two origins',
      `let c = require('pool').take(); wss.on('connect', (x) => { c = x }); c.sendUTF('')`,
      '?c.sendUTF',
    ],
    ['an event on what is not known', `module.exports = (c) => c.on('message', () => {})`, '?c.message'],
  ])('says so of %s', (_, code, expected) => {
    expect(uses(head + code)).toContain(expected)
    expect(uses(head + code)).not.toContain('connection.sendUTF')
  })

  test('leaves alone what is of the user', () => {
    const code = `const bus = { sendUTF() {}, on() {} }; bus.sendUTF(''); bus.on('message', () => {}); process.stdin.on('data', () => {})`
    expect(uses(head + code)).toEqual(['module.server', 'serverOptions.httpServer'])
  })

  test('comes to an end where things go in circles or deep', () => {
    const circles = `type Json = string | Json[] | { [key: string]: Json }
      interface Node { next: Node; c: connection }
      import type { connection } from 'websocket'
      class A extends A {}
      const f = (x) => f(x); let y = y
      export const g = (json: Json, node: Node) => node.next.next.c.sendUTF('')`
    expect(uses({ 'main.ts': circles })).toContain('connection.sendUTF')
    const deep = `const wide = ${Array.from({ length: 300 }, (_, index) => `'${index}'`).join(' + ')}`
    expect(uses(`${head}${deep}\nwss.shutDown()`)).toContain('server.shutDown')
  })

  test('ws is what it is told to be', () => {
    const code = `const WebSocket = require('ws'); new WebSocket.Server({ port: 1 }).on('connection', (c) => c.upgradeReq)`
    expect(uses(code, { dialectOfWs: 'ws1' })).toContain('connection.upgradeReq')
    expect(uses(code, { dialectOfWs: 'ws' })).not.toContain('connection.upgradeReq')
  })

  test('a file with a syntax error is named, and the others are read', () => {
    const sources = openSources(
      '/app',
      new Map([
        ['/app/a.js', 'const = 1'],
        ['/app/b.js', 'let b'],
      ]),
    )
    expect(sources.problems).toMatchObject([{ path: 'a.js', line: 1, column: 7 }])
    expect(sources.files.map((file) => file.fileName)).toEqual(['/app/b.js'])
  })
})
