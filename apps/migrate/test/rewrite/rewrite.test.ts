import { describe, expect, test } from 'vitest'
import type { SourceDialect } from '../../src/rewrite/move.js'
import { type RewriteReport, rewriteTexts, spoiltFiles } from '../../src/rewrite/rewrite.js'

/** Rewrites files in memory. Only those that `selected` names may change. */
function run(
  files: Record<string, string>,
  from: SourceDialect = 'websocket',
  selected = Object.keys(files),
): RewriteReport {
  const texts = new Map(Object.entries(files).map(([path, text]) => [`/app/${path}`, text]))
  return rewriteTexts('/app', texts, new Set(selected.map((path) => `/app/${path}`)), from)
}

/** The new text of one file. */
function text(code: string, from: SourceDialect = 'websocket', path = 'main.js'): string {
  return run({ [path]: code }, from).files[0]?.after ?? code
}

const server = `const httpServer = require('http').createServer()\nconst { server: Server } = require('websocket')\nconst wss = new Server({ httpServer, keepalive: false })\n`

describe('the form of a file stays', () => {
  test('double quotes, semicolons, tabs and comments', () => {
    const code = [
      '/* licence */',
      'var ws = require("nodejs-websocket"); // the package',
      'ws.connect("ws://x", function () {',
      '\t/* inside */ this.sendText("a");',
      '}).on("text", function (text) {',
      '\t// a comment',
      '\tlog(text);',
      '});',
      '',
    ].join('\n')
    expect(text(code, 'nodejs-websocket')).toBe(
      [
        '/* licence */',
        'var ws = require("ws"); // the package',
        'new ws.WebSocket("ws://x").on(\'open\', function () {',
        '\t/* inside */ this.send("a");',
        '}).on("message", function (data, isBinary) {',
        '\tif (isBinary) return;',
        '\tconst text = data.toString();',
        '\t// a comment',
        '\tlog(text);',
        '});',
        '',
      ].join('\n'),
    )
  })

  test('line ends of Windows', () => {
    const code = `${server}wss.on('request', (r) => {\n  if (bad) return r.reject()\n  const c = r.accept()\n  c.close()\n})\n`
    const found = text(code.replaceAll('\n', '\r\n'))
    expect(found).toContain('handleUpgrade')
    expect(found.replaceAll('\r\n', '')).not.toContain('\n')
  })

  test('statements on one line stay apart, and an accept() for itself leaves nothing', () => {
    const upgrade = text(
      `${server}wss.on('request', (r) => {\n  if (ok) { const c = r.accept(); c.close() }\n  else r.reject()\n})\n`,
    )
    expect(upgrade).toContain(`wss.emit('connection', c, r); c.close(`)
    const connection = text(`${server}wss.on('request', (r) => { const c = r.accept(); c.close(1000, '') })\n`)
    expect(connection).toContain(`{ c.on('error', console.error); c.close(1000, '') }`)
    expect(text(`${server}wss.on('request', (r) => {\n  r.accept()\n})\n`)).toContain(
      `wss.on('connection', (connection, r) => {\n  connection.on('error', console.error)\n})`,
    )
  })

  test('statements that are added on a line with others are ended', () => {
    const last = text(
      `${server}wss.on('request', (r) => { r.accept() })\nfunction stop() { wss.shutDown(); httpServer.close() }\n`,
    )
    expect(last).toContain(
      `{ wss.clients.forEach((client) => client.close(1000, 'Normal connection closure')); wss.close(); httpServer.close() }`,
    )
    const client = `var C = require('websocket').client\nvar c = new C(); c.on('connect', f); c.connect('ws://x'); g()\n`
    expect(text(client)).toContain(
      `var c = new C('ws://x', { maxPayload: 8 * 1024 * 1024 }); c.on('error', console.error); c.on('open', () => f(c)); g()\n`,
    )
    const closed = text(
      `var ws = require('ws'), s = new ws.Server({ port: 1 })\nfunction f() { s.close(); g() }\n`,
      'ws1',
    )
    expect(closed).toContain('{ s.clients.forEach((client) => client.terminate()); s.close(); g() }')
  })

  test('statements that are added to the only one of an if belong to it', () => {
    const down = text(`${server}wss.on('request', (r) => { r.accept() })\nif (a) wss.shutDown()\nelse b()\n`)
    expect(down).toContain(
      `if (a) { wss.clients.forEach((client) => client.close(1000, 'Normal connection closure')); wss.close() }\nelse b()`,
    )
    const socket = text(`const { w3cwebsocket: W } = require('websocket')\nlet w\nif (a) w = new W(u); else b()\n`)
    expect(socket).toContain(
      `{ maxPayload: 8 * 1024 * 1024 }); w.binaryType = 'arraybuffer'; w.onerror = () => {} } else b()`,
    )
    const closed = text(`var W = require('ws'), s = new W.Server({ port: 1 })\nif (a) s.close(); else b()\n`, 'ws1')
    expect(closed).toContain('if (a) { s.clients.forEach((client) => client.terminate()); s.close(); } else b()')
  })

  test('imports are added outside of statements that go over several lines', () => {
    const code = `'use strict'; var http = require('http')\n  , W = require('websocket')\nvar r = new W.router(), c = new W.w3cwebsocket('ws://x')\n`
    expect(text(code)).toContain(
      `'use strict'; const ws = require('ws'); var http = require('http')\n  , W = require('websocket')\n`,
    )
    const inline = `var W = require('websocket').server; run(function () {\n  new W().on('request', function (r) { r.accept().sendUTF('x') })\n})\n`
    expect(text(inline)).toContain(
      `var W = require('websocket').server; const { asWs } = require('@rosetta-ws/bridge'); run(function () {\n`,
    )
  })

  test('template literals are not indented with the code around them', () => {
    const code = `${server}wss.on('request', (r) => {\n  if (bad) {\n    r.reject()\n    return\n  }\n  const c = r.accept()\n  c.sendUTF(\`\n  as it is\n\`)\n})\n`
    expect(text(code)).toContain('    c.send(`\n  as it is\n`)\n')
  })

  test('JSX', () => {
    const code = `import { client as Client } from 'websocket'\nexport const App = () => {\n  const client = new Client()\n  client.connect('ws://x')\n  return <button onClick={() => client.on('connectFailed', log)}>send</button>\n}\n`
    const found = text(code, 'websocket', 'app.jsx')
    expect(found).toContain(`import { WebSocket as Client } from 'ws'`)
    expect(found).toContain(`<button onClick={() => client.on('error', log)}>send</button>`)
  })
})

describe('w3cwebsocket in a browser is that of the browser, so that ws has no place there', () => {
  const use = `const socket = new W3C('ws://x')\nsocket.close()\n`

  test.each([
    ['a component', 'app.jsx', `import { w3cwebsocket as W3C } from 'websocket'\n${use}`],
    ['a framework', 'a.js', `import { ref } from 'vue'\nimport { w3cwebsocket as W3C } from 'websocket'\n${use}`],
    ['globals', 'a.js', `const W3C = require('websocket').w3cwebsocket\n${use}document.title = 'x'\n`],
  ])('%s', (_, path, code) => {
    const { files, todos } = run({ [path]: code })
    expect(todos).toEqual([expect.objectContaining({ text: expect.stringContaining('without an import') })])
    expect(files[0].after.replace(/\/\/ TODO.*\n/, '')).toBe(code)
  })

  test('not where a name is of the file itself', () => {
    expect(text(`const W3C = require('websocket').w3cwebsocket\n${use}const window = {}\nwindow.x = 1\n`)).toContain(
      `'ws'`,
    )
  })
})

describe('imports', () => {
  test.each([
    [`const S = require('websocket').server; f(S)`, `const S = require('ws').WebSocketServer;`],
    [`const S = require('websocket/lib/WebSocketClient'); f(S)`, `const S = require('ws').WebSocket;`],
    [
      `const { server } = require('websocket'); f(server)`,
      `const { WebSocketServer } = require('ws'); f(WebSocketServer)`,
    ],
    [`import S from 'websocket/lib/WebSocketServer'`, `import { WebSocketServer as S } from 'ws'`],
    [`import w from 'websocket'; f(w.w3cwebsocket)`, `import * as w from 'ws'; f(w.WebSocket)`],
    [
      `import { server, router } from 'websocket'; new router()`,
      `import { WebSocketServer } from 'ws'\nimport { router } from 'websocket';`,
    ],
    [`export { client as Client } from 'websocket'`, `export { WebSocket as Client } from 'ws'`],
    [
      `const w = require('websocket'); f(w.client, w.router)`,
      `const ws = require('ws')\nconst w = require('websocket'); f(ws.WebSocket, w.router)`,
    ],
  ])('%s', (code, expected) => {
    expect(text(code, 'websocket', code.includes('require') ? 'main.js' : 'main.mjs')).toContain(expected)
  })
})

describe('what is not understood stays', () => {
  test.each([
    [
      'an unknown object',
      `${server}module.exports = (c) => { c.sendUTF('x'); c.on('message', (m) => m.utf8Data) }`,
      `c.sendUTF('x')`,
    ],
    [
      'two possible origins',
      `${server}let c = require('pool').take()\nwss.on('connect', (x) => { c = x })\nc.sendUTF('x')`,
      `c.sendUTF('x')`,
    ],
    [
      'a module behind the same helper',
      `const a = _interopRequireDefault(require('http'))\nconst b = _interopRequireDefault(require('ws'))\nfunction _interopRequireDefault(o) { return o && o.__esModule ? o : { default: o } }\na.default.createServer(f)\nb.default.createServer({ port: 1 }, f)`,
      'a.default.createServer(f)',
    ],
  ])('%s', (name, code, expected) => {
    expect(text(code, name.startsWith('a module') ? 'ws1' : 'websocket')).toContain(expected)
  })

  test('it is named', () => {
    const { unproved } = run({ 'main.js': `${server}module.exports = (c) => c.sendUTF('x')` })
    expect(unproved).toMatchObject([{ path: 'main.js', line: 4, expression: 'c', name: 'sendUTF' }])
  })

  test('a file that cannot be parsed is named, and the others are rewritten', () => {
    const { files, problems } = run({
      'bad.js': 'const = require("websocket")',
      'good.js': `new (require('websocket').client)()`,
    })
    expect(problems).toMatchObject([{ path: 'bad.js', line: 1, column: 7 }])
    expect(files.map(({ path }) => path)).toEqual(['good.js'])
  })
})

test('a file whose new text is no program is left alone', () => {
  const files = [
    { path: 'a.js', before: '', after: 'f() g()' },
    { path: 'b.js', before: '', after: 'f(); g()' },
  ]
  expect(spoiltFiles('/app', files)).toEqual([
    { path: 'a.js', line: 1, column: 5, message: expect.stringContaining('a fault of this tool') },
  ])
})

describe('what a connection of websocket had otherwise', () => {
  const on = (code: string) =>
    run({ 'main.js': `${server}wss.on('request', (r) => {\n  const c = r.accept()\n  ${code}\n})\n` })
  const after = (code: string) => on(code).files[0].after

  test('send() made a text of booleans, arrays and objects', () => {
    expect(after(`c.send(true); c.send(!a); c.send([1])`)).toContain(
      `c.send(String(true)); c.send(String(!a)); c.send(String([1]))`,
    )
    expect(on('c.send(JSON.stringify(a)); c.send(Buffer.from(a)); c.send(1)').notes).toHaveLength(1)
    expect(on('c.send(a)').notes.map(({ text }) => text)).toContainEqual(expect.stringContaining('typed arrays'))
  })

  test('close() with a constant sent its description', () => {
    expect(after('c.close(Connection.CLOSE_REASON_NORMAL)')).toContain(
      `c.close(Connection.CLOSE_REASON_NORMAL, 'Normal`,
    )
  })

  test('protocol was null or undefined', () => {
    expect(after(`if (c.protocol == null || undefined != c.protocol) a()`)).toContain(
      `c.protocol == '' || '' != c.protocol`,
    )
    expect(on('if (c.protocol === null) a()').todos).toHaveLength(1)
    expect(on('log(c.protocol)').notes).toHaveLength(2)
    const old = `const n = require('nodejs-websocket')\nconst c = n.connect(u)\nif (c.protocol !== undefined) f()\n`
    expect(text(old, 'nodejs-websocket')).toContain(`c.protocol !== ''`)
  })
})

describe('what no rule sees is marked', () => {
  const marked = (code: string) =>
    run({ 'main.js': `${server}wss.on('request', async (r) => {\n  const c = r.accept()\n  ${code}\n})\n` }).todos.map(
      (todo) => todo.text,
    )

  test.each([
    [
      `const [m] = await once(c, 'message')`,
      `once() of node:events gives what ws emits: 'message' with (data, isBinary).`,
    ],
    [`for await (const [m] of events.on(c, 'message')) f(m)`, 'on() of node:events gives what ws emits'],
    [`c.emit('message', { type: 'utf8' })`, 'The listeners are those of ws now'],
    [`c[name](a)`, 'Which method is called is known at run time only'],
    [`c.on('message', function () { f(arguments[0]) })`, 'A message is (data, isBinary) in ws'],
    [`c.on('close', function (code) { f(arguments[1]) })`, 'The text of a close is a Buffer'],
  ])('%s', (code, expected) => {
    expect(marked(code)).toEqual([expect.stringContaining(expected)])
  })

  test.each([
    `await once(c, 'drain')`,
    `c.emit('mine')`,
    `c[key] = 1`,
    `c.on('close', function () { f(function () { g(arguments) }) })`,
  ])('but not %s', (code) => expect(marked(code)).toEqual([]))
})

describe('an array of connections that is kept', () => {
  const head = `var W = require('ws'), wss = new W.Server({ port: 1 })\n`
  const marked = (code: string) => run({ 'main.js': head + code }, 'ws1').todos.map((todo) => todo.text)

  test.each([
    'var all = wss.clients\nfunction f() { all.forEach(g) }\n',
    'exports.clients = wss.clients\n',
    'module.exports = { clients: wss.clients }\n',
  ])('is a copy now, which is said: %j', (code) => {
    expect(marked(code)).toEqual([expect.stringContaining('is a copy now')])
  })

  test.each(['wss.clients.splice(0, 1)\n', 'wss.clients[0] = a\n'])(
    'is changed as a copy, which is said: %j',
    (code) => {
      expect(marked(code)).toEqual([expect.stringContaining('changes a copy')])
    },
  )

  test('is not where it is used at once', () => {
    expect(
      marked('function f() { var all = wss.clients; for (var i = 0; i < all.length; i++) all[i].send(a) }\n'),
    ).toEqual([])
  })
})

test('connected is a comparison, also where it is the last operand', () => {
  const code = `${server}wss.on('request', (r) => {\n  const c = r.accept()\n  log('a' + c.connected)\n  b = c.connected == c.connected\n})\n`
  expect(text(code)).toContain(`log('a' + (c.readyState === c.OPEN))\n`)
  expect(text(code)).toContain(`b = (c.readyState === c.OPEN) == (c.readyState === c.OPEN)\n`)
})

test('a listener of a client that is a method gets the client', () => {
  const head = `const { client: Client } = require('websocket')\nfunction App(u) {\n  const client = new Client()\n`
  const methods = `App.prototype.open = function (connection) {\n  connection.sendUTF('a')\n}\n`
  const found = text(`${head}  client.on('connect', this.open.bind(this))\n  client.connect(u)\n}\n${methods}`)
  expect(found).toContain(`client.on('open', () => this.open(client))`)
  expect(found).toContain(`function (connection) {\n  connection.send('a')`)
})

describe('broadcast() becomes a loop', () => {
  const all = (call: string) =>
    text(`${server}wss.on('request', (r) => {\n  r.accept()\n})\nif (a) ${call}; else b()\n`)

  test('in which what is sent is computed once', () => {
    expect(all('wss.broadcastUTF(name)')).toContain(
      'if (a) wss.clients.forEach((client) => client.send(String(name))); else b()',
    )
    expect(all('wss.broadcast(n++, done)')).toContain(
      'if (a) { const message = n++; wss.clients.forEach((client) => client.send(message, done)) } else b()',
    )
    expect(all('wss.broadcastUTF(next())')).toContain(
      '{ const message = next(); wss.clients.forEach((client) => client.send(String(message))) }',
    )
  })

  test('whose name for a connection nothing else has', () => {
    expect(all('wss.broadcastBytes(client.data)')).toContain(
      'wss.clients.forEach((connection) => connection.send(client.data))',
    )
  })
})

test('a server of nodejs-websocket that stays keeps its members, and its connections are seen through the bridge', () => {
  const code = `const n = require('nodejs-websocket')\nconst s = n.createServer((c) => join(c))\ns.on('connection', joined)\nstart(() => s.listen(1))\nconst stop = () => { s.connections.forEach((c) => c.sendText('bye')); log(s.socket.address(), s.connections.length); s.close() }\n`
  const { files, todos } = run({ 'main.js': code }, 'nodejs-websocket')
  const { after } = files[0]
  expect(todos).toHaveLength(1)
  expect(after).toContain('n.createServer((c) => join(asWs(c)))')
  expect(after).toContain(`s.on('connection', (connection) => joined(asWs(connection)))`)
  expect(after).toContain(
    `s.connections.map((one) => asWs(one)).forEach((c) => c.send('bye')); log(s.socket.address(), s.connections.length)`,
  )
  expect(run({ 'main.js': after }, 'nodejs-websocket').files).toEqual([])
})

test('the path and the query are taken without a URL, which throws for what a peer may ask for', () => {
  const code = `${server}wss.on('request', (r) => {\n  if (r.resourceURL.pathname !== '/a' || !r.resourceURL.query.id) return r.reject()\n  r.accept()\n})\n`
  const condition = /if \((.*)\) return/.exec(text(code))![1]
  expect(condition).toBe(`r.url.split('?')[0] !== '/a' || !new URLSearchParams(r.url.replace(/^[^?]*/, '')).get('id')`)
  const isRefused = new Function('r', `return ${condition}`) as (request: { url: string }) => boolean
  expect(['/a?id=1', '/a?x&id=%201?', '//', '*@h:99999999', '/a', '/a?id='].map((url) => isRefused({ url }))).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
  ])
})

describe('what a connection of ws 1.x had otherwise', () => {
  const head = `var W = require('ws'), wss = new W.Server({ port: 1 })\n`
  const move = (code: string) => run({ 'main.js': `${head}${code}\n` }, 'ws1')
  const after = (code: string) => move(code).files[0].after

  test('ping() had options and a flag', () => {
    const code = `wss.on('connection', function (ws) { ws.ping('', false, true); ws.pong(a, {}, true); ws.ping(a, { mask: true }) })`
    expect(after(code)).toContain(`{ ws.ping(''); ws.pong(a); ws.ping(a) }`)
    expect(move(`wss.on('connection', function (ws) { ws.ping(a, b, true) })`).todos).toHaveLength(1)
  })

  test('send() threw on a closed connection', () => {
    const code = (tried: string) => `wss.on('connection', function (ws) { try { ${tried} } catch (e) { gone(ws) } })`
    expect(move(code('ws.send(a)')).todos).toEqual([
      expect.objectContaining({ text: expect.stringContaining("send() threw 'not opened'") }),
    ])
    expect(move(code('ws.send(a, function () {})')).todos).toEqual([])
    expect(move(code('later(function () { ws.send(a) })')).todos).toEqual([])
  })

  test('flags had more than binary', () => {
    const { files, todos } = move(
      `wss.on('connection', function (ws) {\n  ws.on('message', function (m, flags) { log(flags) })\n})`,
    )
    expect(files[0].after).toContain(`const flags = { binary: isBinary }; log(flags)`)
    expect(todos).toHaveLength(1)
    const pattern = `wss.on('connection', function (ws) { ws.on('message', function (m, { binary }) { log(binary) }) })`
    expect(move(pattern).todos).toEqual([])
    expect(after(pattern)).toContain('const { binary } = { binary: isBinary }; log(binary)')
  })

  test('a client could have its subprotocol among its options', () => {
    expect(text(`var W = require('ws'), c = new W(u, { protocol: p, origin: o })\n`, 'ws1')).toContain(
      'new W(u, p, { origin: o })',
    )
    const { todos } = run({ 'main.js': `var W = require('ws'), o = { protocol: p }, c = new W(u, o)\n` }, 'ws1')
    expect(todos).toEqual([expect.objectContaining({ text: expect.stringContaining('second argument') })])
  })

  test('a method that the program gave to a server has it as this', () => {
    const code = `wss.broadcast = function (data) { for (var i in this.clients) this.clients[i].send(data) }`
    expect(after(code)).toContain('for (var i in Array.from(this.clients)) Array.from(this.clients)[i].send(data) }')
  })

  test('a server that is the module has its members there, too', () => {
    const code = `var W = require('ws')\nmodule.exports = new W.Server({ port: 1 })\nfunction f() { return module.exports.clients.length }\n`
    expect(text(code, 'ws1')).toContain('return module.exports.clients.size')
  })

  test('send() at the top of a file', () => {
    expect(run({ 'main.js': `var W = require('ws'), c = new W(u)\nc.send('a')\n` }, 'ws1').todos).toEqual([])
  })

  test('upgradeReq is the request, also behind handleUpgrade()', () => {
    const code = `function got(ws) { log(ws.upgradeReq.url); wss.emit('connection', ws) }\nwss.handleUpgrade(req, s, h, got)\nwss.handleUpgrade(req, s, h, function (ws) { wss.emit('connection', ws) })`
    const { files, todos } = move(code)
    expect(todos).toEqual([])
    expect(files[0].after).toContain(
      `function got(ws, request) { log(request.url); wss.emit('connection', ws, request) }`,
    )
    expect(files[0].after).toContain(`function (ws) { wss.emit('connection', ws, req) }`)
  })

  test('Server is no member of the default export of ES modules', () => {
    expect(text(`import W from 'ws'\nconst { Server } = W\nnew Server({ port: 1 })\n`, 'ws1', 'main.mjs')).toBe(
      `import W, { WebSocketServer } from 'ws'\nconst Server = WebSocketServer\nnew Server({ port: 1 })\n`,
    )
  })
})

describe('clients of nodejs-websocket with options in a variable', () => {
  const move = (code: string) =>
    run({ 'main.js': `const n = require('nodejs-websocket')\n${code}\n` }, 'nodejs-websocket')

  test('give them to ws', () => {
    const { files, todos } = move('f((o) => n.connect(u, o, () => g()))')
    expect(todos).toEqual([])
    expect(files[0].after).toContain(
      `new n.WebSocket(u, o?.protocols, { ...o, headers: o?.extraHeaders }).on('open', () => g())`,
    )
    expect(move('const o = { protocols: p }\nn.connect(u, o)').files[0].after).toContain(
      'new n.WebSocket(u, o?.protocols',
    )
  })

  test('are left where the second argument may be anything', () => {
    expect(move('f((x) => n.connect(u, x))').todos).toHaveLength(1)
    expect(move('f((callback) => n.connect(u, callback))').todos).toEqual([])
  })
})

describe('what has one import in a file moves together, or not at all', () => {
  const staying = (code: string, from: SourceDialect = 'websocket') => {
    const { files, todos } = run({ 'main.js': code }, from)
    return { after: files[0].after, reasons: todos.map(({ text }) => text) }
  }

  test('clients of websocket', () => {
    const { after, reasons } = staying(
      `var C = require('websocket').client\nvar a = new C(), b = new C({ tlsOptions: {} })\na.connect(u)\na.on('connect', f)\nb.connect(u)\n`,
    )
    expect(after).toContain(`var C = require('websocket').client\n`)
    expect(after).toContain(`var a = new C(), b = new C({ tlsOptions: {} })\na.connect(u)\n`)
    expect(after).toContain(`a.on('connect', (connection) => f(asWs(connection)))`)
    expect(reasons).toHaveLength(2)
  })

  test('servers of websocket', () => {
    const { after, reasons } = staying(
      `${server}wss.on('request', (r) => { r.accept() })\nconst later = new Server()\n`,
    )
    expect(after).toContain('new Server({ httpServer, keepalive: false })')
    expect(reasons).toContainEqual(expect.stringContaining('Another server of this file does.'))
  })

  test('servers and clients of nodejs-websocket', () => {
    const code = `var n = require('nodejs-websocket')\nn.createServer(f).listen(1)\nn.createServer({ key }, f).listen(2)\nvar c = n.connect(u), d = n.connect(u, options())\nc.on('text', g)\nd.sendText('a')\n`
    const { after, reasons } = staying(code, 'nodejs-websocket')
    expect(after).toContain('n.createServer((connection) => f(asWs(connection))).listen(1)')
    expect(after).toContain(`\nvar c = n.connect(u), d = n.connect(u, options())\nc.on('text', g)\nd.sendText('a')\n`)
    expect(reasons).toHaveLength(4)
  })
})

test('a server whose listener for requests uses this stays where the listener would be another', () => {
  const upgrade = `${server}wss.on('request', function (r) {\n  if (a) return r.reject()\n  r.accept()\n  log(this.connections)\n})\n`
  expect(run({ 'main.js': upgrade }).todos[0].text).toContain('uses `this`')
  const plain = `${server}wss.on('request', function (r) {\n  r.accept()\n  log(this.connections.length)\n})\n`
  expect(text(plain)).toContain('log(this.clients.size)')
})

describe('an error that nobody hears does not end the process', () => {
  test('of a connection, also where others of the file are heard', () => {
    const code = `${server}wss.on('request', (r) => {\n  const c = r.accept()\n  c.close(1000, '')\n})\nwatch()\n`
    const other = `function watch() {\n  const { client: Client } = require('websocket')\n  const client = new Client()\n  client.on('connect', (k) => k.on('error', log))\n  client.connect(u)\n}\n`
    expect(text(code + other)).toContain(`(c, r) => {\n  c.on('error', console.error)\n  c.close`)
    const heard = `${server}wss.on('request', (r) => {\n  watch(r.accept())\n})\nfunction watch(c) { c.on('error', log) }\n`
    expect(text(heard)).not.toContain('console.error')
  })

  test('of a w3cwebsocket, whatever another file does', () => {
    const make = (more: string) => `const W = require('websocket').w3cwebsocket\nconst w = new W(u)\n${more}`
    const { files } = run({ 'a.js': make(`w.onerror = log\nw.binaryType = 'blob'\n`), 'b.js': make('') })
    expect(files[0].after).not.toContain('arraybuffer')
    expect(files[1].after).toContain(`w.binaryType = 'arraybuffer'\nw.onerror = () => {}\n`)
  })
})

test('a server that stays says how its listener could move', () => {
  const reason = (listener: string) =>
    run({ 'main.js': `${server}const app = { got(r) { r.accept() } }\nwss.on('request', ${listener})\n` }).todos[0].text
  expect(reason('(r) => app.got(r)')).toContain('accept them in its own body')
  expect(reason('app.got')).toContain('make it a function where it listens')
})

test('an empty subprotocol is none', () => {
  const code = `const { client: C, w3cwebsocket: W } = require('websocket')\nconst c = new C()\nc.connect(u, '', o)\nconst w = new W(u, '')\n`
  expect(text(code)).toContain('(u, { origin: o, maxPayload')
  expect(text(code)).toContain('const w = new W(u, { maxPayload')
})

test('the socket of a client of nodejs-websocket was there before it was open', () => {
  const code = (use: string) => `const n = require('nodejs-websocket')\nconst c = n.connect(u)\n${use}\n`
  const early = run({ 'main.js': code('c.socket.setTimeout(1)') }, 'nodejs-websocket')
  expect(early.files[0].after).toContain('c._socket.setTimeout(1)')
  expect(early.todos).toEqual([expect.objectContaining({ text: expect.stringContaining('_socket is null') })])
  expect(run({ 'main.js': code(`c.on('connect', () => c.socket.unref())`) }, 'nodejs-websocket').todos).toEqual([])
})

test('a listener that waits for one text is left to a person', () => {
  const code = `const n = require('nodejs-websocket')\nconst c = n.connect(u)\nc.once('text', (t) => log(t))\n`
  expect(run({ 'main.js': code }, 'nodejs-websocket').todos).toEqual([
    expect.objectContaining({ text: expect.stringContaining('waited for the first text message') }),
  ])
})

test('a client that stays gives views to a listener that is not found', () => {
  const code = `const { client: Client } = require('websocket')\nnew Promise((resolve) => {\n  const c = new Client()\n  c.on('connect', resolve)\n  later(() => c.connect(u))\n})\n`
  const { files, todos } = run({ 'main.js': code })
  expect(files[0].after).toContain(`c.on('connect', (connection) => resolve(asWs(connection)))`)
  expect(todos).toHaveLength(1)
  const again = run({ 'main.js': files[0].after })
  expect(again.files).toEqual([])
})

test('a pattern over the package is split where a part stays', () => {
  const code = `import websocket from 'websocket'\nconst { server: Server, router } = websocket\nconst s = new Server({ httpServer, keepalive: false })\ns.on('request', (r) => { r.accept().sendUTF('x') })\n`
  const found = text(code, 'websocket', 'main.mjs')
  expect(found).toContain(`import * as ws from 'ws'\nimport websocket from 'websocket'\n`)
  expect(found).toContain('const { WebSocketServer: Server } = ws\nconst { router } = websocket\n')
})

describe('functions that make servers and clients become classes', () => {
  const make = (code: string) => text(code, 'nodejs-websocket')

  test('also where a part of the package stays', () => {
    const found = make(`var n = require('nodejs-websocket')\nn.setMaxBufferLength(1)\nn.createServer(f).listen(1)\n`)
    expect(found).toContain(`const ws = require('ws')\nvar n = require('nodejs-websocket')\n`)
    expect(found).toContain(`new ws.WebSocketServer({ port: 1, `)
  })

  test('by the name that they have', () => {
    const found = make(
      `const { createServer: make, connect } = require('nodejs-websocket')\nmake(f).listen(1)\nconnect(u)\n`,
    )
    expect(found).toContain(`const { WebSocketServer: make, WebSocket } = require('ws')\nnew make({ port: 1, `)
    expect(found).toContain('new WebSocket(u)')
  })

  test('of a require() that is not named', () => {
    expect(make(`require('nodejs-websocket').connect(u)\n`)).toBe(`new (require('ws').WebSocket)(u)\n`)
    expect(text(`require('ws').createServer({ port: 1 })\n`, 'ws1')).toBe(
      `new (require('ws').WebSocketServer)({ port: 1 })\n`,
    )
  })
})

describe('listeners that are not written where they listen', () => {
  const open = server.replace('keepalive', 'autoAcceptConnections: true, keepalive')
  const listen = (listener: string, more = '') =>
    run({
      'main.js': `${open}const { f } = require('x')\nwss.on('connect', (c) => c.on('message', ${listener}))\n${more}`,
    })

  test('get what they got', () => {
    const { files, todos } = listen('f')
    expect(files[0].after).toContain('(data, isBinary) => f(isBinary ? {')
    expect(todos).toEqual([])
  })

  test('are left to a person where a function in between is not the same', () => {
    expect(listen('f()').files[0].after).toContain(`c.on('message', f())`)
    expect(listen('f()').todos).toHaveLength(1)
    const removes = listen('f', `function stop(c) { c.removeListener('message', f) }`)
    expect(removes.todos).toMatchObject([{ text: expect.stringContaining('another function') }])
    const own = `${open}class A {\n  listen(c) { c.on('message', this.hear) }\n  hear(m) { this.sendUTF(m.utf8Data) }\n}\nwss.on('connect', (c) => new A().listen(c))`
    expect(run({ 'main.js': own }).files[0].after).toContain(`c.on('message', this.hear)`)
  })
})

describe('names', () => {
  test('new parameters do not take names that the listener uses', () => {
    const code = `${server}wss.on('connect', (c) => c.on('message', (message) => { const data = 1; use(data, isBinary, message.binaryData) }))`
    expect(text(code)).toContain('(messageData, isBinaryMessage)'.replace('messageData', 'payload'))
  })

  test('a client whose name is taken within the listener keeps that of the listener', () => {
    const code = `const { client: Client } = require('websocket')\nconst client = new Client()\nclient.on('connect', (c) => {\n  const client = 1\n  c.sendUTF('x')\n})\nclient.connect(url)\n`
    expect(text(code)).toContain(`client.on('open', () => {\n  const c = client\n`)
  })
})

describe('comments for a person', () => {
  const drop = `${server}wss.on('request', (request) => {\n  const c = request.accept()\n  c.drop(1008)\n})\n`

  test('stand above the statement, with the reason and the guide', () => {
    const report = run({ 'main.js': drop })
    expect(report.files[0].after).toMatch(
      /^ {2}\/\/ TODO\(rosetta\): .+ https:\/\/\S+\/docs\/migrate\/websocket-to-ws\.md#closing\n {2}c\.drop\(1008\)$/m,
    )
    expect(report.todos).toMatchObject([{ path: 'main.js', line: 6 }])
  })

  test('are written once', () => {
    // The server stays, so that the second run finds the same again.
    const code = `const { server: Server } = require('websocket')\nconst wss = new Server()\nwss.mount({ httpServer })\nwss.on('request', (r) => {\n  const c = r.accept()\n  c.drop(1)\n})\n`
    const once = text(code)
    expect(once).toContain('asWs(r.accept())')
    expect(run({ 'main.js': once }).files).toEqual([])
  })

  test('keepalive that was on is mentioned with what it was', () => {
    const code = `const { server: Server } = require('websocket')\nnew Server({ httpServer, keepaliveInterval: 5000 }).on('request', (r) => { r.accept() })\n`
    expect(run({ 'main.js': code }).todos).toMatchObject([{ text: expect.stringContaining('keepaliveInterval: 5000') }])
  })
})

describe('limits of websocket', () => {
  const construct = (options: string) =>
    run({
      'main.js': `const { server: Server } = require('websocket')\nnew Server({ ${options}, keepalive: false })\n`,
    })
  const connect = (config: string) =>
    run({
      'main.js': `const { client: Client } = require('websocket')\nconst client = new Client(${config})\nclient.connect('ws://x', 'chat')\n`,
    })

  test.each([
    ['httpServer', '1024 * 1024', '64 KiB'],
    ['httpServer, maxReceivedMessageSize: limit', 'limit', '64 KiB'],
    ['httpServer, maxReceivedMessageSize: 1 << 10', '1 << 10', undefined],
  ])('of a server with %s: a message keeps its own, and that of a frame is mentioned', (options, kept, mentioned) => {
    const { files, todos, notes } = construct(options.replace('httpServer', 'autoAcceptConnections: true, httpServer'))
    expect(files[0].after).toContain(`maxPayload: ${kept}`)
    expect(todos).toEqual([])
    expect(notes.map(({ text: said }) => said)).toEqual(
      mentioned ? [expect.stringMatching(`refused a frame above ${mentioned}`)] : [],
    )
  })

  test.each([
    ['maxReceivedFrameSize: 0x1000', 'was 0x1000'],
    ['maxReceivedFrameSize: limits.frame, maxReceivedMessageSize: limits.message', 'was limits.frame'],
    ['maxReceivedFrameSize', 'was maxReceivedFrameSize'],
    ['maxReceivedFrameSize: 2 * 1024 * 1024', undefined],
    ['maxReceivedFrameSize: 4096, maxReceivedMessageSize: 4096', undefined],
  ])('%s of a server is left to a person where it was less than that of a message', (option, said) => {
    const { files, todos } = construct(`autoAcceptConnections: true, httpServer, ${option}`)
    expect(files[0].after).not.toMatch(/^(?!.*TODO).*maxReceived/m)
    if (said) expect(todos).toMatchObject([{ text: expect.stringContaining(said) }])
    else expect(todos).toEqual([])
  })

  test.each([
    ['', '{ maxPayload: 8 * 1024 * 1024 }', [], 1],
    ['{ maxReceivedMessageSize: limit, closeTimeout: 100 }', '{ maxPayload: limit, closeTimeout: 100 }', [], 1],
    ['{ maxReceivedFrameSize: 9, assembleFragments: true }', '{ maxPayload: 8 * 1024 * 1024 }', ['was 9'], 0],
  ])('of a client with (%s)', (config, options, said, mentioned) => {
    const { files, todos, notes } = connect(config)
    expect(files[0].after).toContain(`new Client('ws://x', 'chat', ${options})`)
    expect(todos.map(({ text: one }) => one)).toEqual(said.map((one) => expect.stringContaining(one)))
    expect(notes).toHaveLength(mentioned)
  })

  test.each([
    ['config', 'not written here'],
    ['{ ...config }', 'not written here'],
    ['{ tlsOptions: {} }', 'tlsOptions of its configuration'],
    ['{ webSocketVersion: 8 }', 'no other webSocketVersion than 13'],
  ])('a client with (%s) stays', (config, said) => {
    const { files, todos } = connect(config)
    expect(files).toMatchObject([{ after: expect.stringContaining(`new Client(${config})`) }])
    expect(todos).toMatchObject([{ text: expect.stringContaining(said) }])
  })

  test.each([
    ["'ws://x'", "'ws://x', { maxPayload: 8 * 1024 * 1024 }", 0],
    ["'ws://x', p, null, null, null, { maxReceivedMessageSize: 7 }", "'ws://x', p, { maxPayload: 7 }", 0],
    ["'ws://x', 'p', 'http://o'", "'ws://x', 'p', { origin: 'http://o', maxPayload: 8 * 1024 * 1024 }", 0],
    ['...given', '...given', 1],
    ['', '', 1],
  ])('of a W3CWebSocket of (%s)', (given, expected, said) => {
    const { files, todos } = run({
      'main.js': `const { w3cwebsocket: W3C } = require('websocket')\nconst socket = new W3C(${given})\n`,
    })
    expect(files[0].after).toContain(`new W3C(${expected})`)
    expect(todos).toHaveLength(said)
  })
})

describe('a subprotocol that the client did not ask for was refused', () => {
  const listen = (body: string) => run({ 'main.js': `${server}wss.on('request', (r) => {\n${body}\n})\n` })
  const refusal = { text: expect.stringMatching(/^accept\('x'\) .*had not asked for 'x'/) }

  test.each([
    ['at once', `  const c = r.accept('x')\n  c.close()`],
    ['under a condition', `  if (bad) return r.reject()\n  const c = r.accept('x', r.origin)\n  c.close()`],
    ['after a test that decides nothing', `  if (r.requestedProtocols.includes('x')) log()\n  r.accept('x')`],
    [
      'after a test for another',
      `  if (!r.requestedProtocols.includes('y')) {\n    r.reject()\n    return\n  }\n  r.accept('x')`,
    ],
    [
      'where it was not asked for',
      `  if (r.requestedProtocols.includes('x')) {\n    r.reject()\n    return\n  }\n  r.accept('x')`,
    ],
    ['after a search for its index', `  if (!r.requestedProtocols.indexOf('x')) return r.reject()\n  r.accept('x')`],
    [
      'after a test that is set again',
      `  let isAsked = r.requestedProtocols.includes('x')\n  ;[isAsked] = [true]\n  if (!isAsked) return r.reject()\n  r.accept('x')`,
    ],
    [
      'after a test of another request',
      `  const isAsked = other.requestedProtocols.includes('x')\n  if (!isAsked) return r.reject()\n  r.accept('x')`,
    ],
    [
      'after a test for another, in a variable',
      `  const isAsked = r.requestedProtocols.includes('y')\n  if (isAsked) {\n    r.accept('x')\n  }`,
    ],
  ])('a comment says so: accepted %s', (_, body) => {
    const { files, todos } = listen(body)
    expect(todos).toMatchObject([refusal])
    expect(files[0].after).toMatch(/^ +\/\/ TODO\(rosetta\): accept\('x'\) .*#subprotocols$/m)
  })

  test.each([
    ['none is chosen', '  r.accept(null, r.origin)'],
    ['it is empty', `  r.accept('')`],
    ['it is the first of the request', '  r.accept(r.requestedProtocols[0])'],
    [
      'others have gone',
      `  if (r.requestedProtocols.indexOf('x') < 0) {\n    r.reject()\n    return\n  }\n  r.accept('x')`,
    ],
    [
      'others get another answer',
      `  if (r.requestedProtocols.includes('x')) {\n    r.accept('x')\n  } else {\n    r.reject()\n  }`,
    ],
    [
      'a constant says that others have gone',
      `  const isAsked = r.requestedProtocols.includes('x')\n  if (!isAsked) { r.reject(); return }\n  r.accept('x', r.origin)`,
    ],
    [
      'a variable says so',
      `  var isAsked = r.requestedProtocols.indexOf('x') !== -1\n  if (isAsked) { r.accept('x') } else r.reject()`,
    ],
    [
      'a variable says that it is missing',
      `  let isMissing = r.requestedProtocols.indexOf('x') < 0\n  if (isMissing || isFull) return r.reject()\n  r.accept('x')`,
    ],
    [
      'the list is in a variable',
      `  const asked = r.requestedProtocols\n  const found = asked.filter((one) => one === 'x')\n  if (found.length === 0) throw new Error()\n  r.accept('x')`,
    ],
    ['the first is compared', `  if (r.requestedProtocols[0] !== 'x') return r.reject()\n  r.accept('x')`],
    [
      'a switch compares it',
      `  switch (r.requestedProtocols[0]) {\n    case 'x': {\n      r.accept('x')\n      break\n    }\n    default:\n      r.reject()\n  }`,
    ],
  ])('and nothing where %s', (_, body) => {
    expect(listen(body).todos).toEqual([])
  })
})

describe('what is refused while a server moves', () => {
  test.each([
    ['a try', `wss.on('request', (r) => {\n  try {\n    const c = r.accept()\n    c.close()\n  } catch {}\n})`, 'try'],
    ['cookies', `wss.on('request', (r) => {\n  const c = r.accept(null, r.origin, [{}])\n  c.close()\n})`, 'cookies'],
    ['another function', `const f = (r) => { r.accept() }\nwss.on('request', (r) => {\n  f(r)\n})`, 'another function'],
    [
      'names used outside',
      `wss.on('request', (r) => {\n  if (ok) {\n    var c = r.accept()\n  }\n  use(c)\n})`,
      'outside',
    ],
    [
      'two listeners',
      `wss.on('request', (r) => {\n  r.accept()\n})\nwss.on('request', (r) => {\n  r.reject()\n})`,
      'Several',
    ],
    ['a protocol that is computed', `wss.on('request', (r) => {\n  r.accept(choose())\n})`, 'subprotocol'],
  ])('%s', (_, code, reason) => {
    const { todos, files } = run({ 'main.js': server + code })
    expect(todos.map(({ text: said }) => said).join()).toContain(reason)
    expect(files[0].after).toContain(`require('websocket')`)
  })
})

describe('views of the bridge', () => {
  const load = (names: string) => `const { ${names} } = require('@rosetta-ws/bridge')\n`
  const use = `module.exports = (ws) => {\n  const c = asWebSocketConnection(ws)\n  c.sendUTF('x')\n}\n`
  const used = `module.exports = (ws) => {\n  const c = asWs(ws)\n  c.send('x')\n}\n`

  test.each([
    ['alone', load('asWebSocketConnection') + use, load('asWs') + used],
    ['beside that of ws', load('asWebSocketConnection, asWs') + use, load('asWs') + used],
    ['behind that of ws', load('asWs, asWebSocketConnection') + use, load('asWs') + used],
    ['twice', load('asWs') + load('asWebSocketConnection') + use, load('asWs') + used],
    [
      'under another name',
      load('asWebSocketConnection: see') + use.replace('asWebSocketConnection', 'see'),
      load('asWs: see') + used.replace('asWs', 'see'),
    ],
    [
      'as a member',
      `const bridge = require('@rosetta-ws/bridge')\n${use.replace('as', 'bridge.as')}`,
      `const bridge = require('@rosetta-ws/bridge')\n${used.replace('as', 'bridge.as')}`,
    ],
  ])('move with what uses them: %s', (_, before, after) => {
    const report = run({ 'main.js': before })
    expect(report.files).toMatchObject([{ after }])
    expect(report.unproved).toEqual([])
    expect(run({ 'main.js': after }).files).toEqual([])
  })

  test('of other APIs stay', () => {
    const code = `${load('asNodejsWebSocket, asWs')}module.exports = (x) => [asNodejsWebSocket(x), asWs(x)]\n`
    expect(run({ 'main.js': code }).files).toEqual([])
  })

  test('are imported once where a server stays', () => {
    const code = `const { server: Server } = require('websocket')\n${load('asWebSocketConnection')}const wss = new Server()\nwss.mount({ httpServer })\nwss.on('connect', (c) => {\n  c.sendUTF('x')\n})\nasWebSocketConnection(x).sendUTF('y')\n`
    const after = text(code)
    expect(after.match(/asWs \} = require/g)).toHaveLength(1)
    expect(after).toContain(`asWs(x).send('y')`)
    expect(after).not.toContain('asWebSocketConnection')
  })
})

test('requests that are passed on are followed', () => {
  const code = `${server}const isGood = (request) => request.origin === 'x' && request.resource !== '/'\nwss.on('request', (r) => {\n  if (!isGood(r)) {\n    r.reject(404, 'no ' + r.resource)\n    return\n  }\n  r.accept()\n})`
  const found = text(code)
  expect(found).toContain(`request.headers.origin === 'x' && request.url !== '/'`)
  expect(found).toContain("'no ' + r.url")
  expect(found).toContain('HTTP/1.1 404 Not Found')
})

test('only selected files change, and what crosses the border is named', () => {
  const files = {
    'main.js': `${server}const { greet } = require('./greet')\nwss.on('connect', (c) => greet(c))`,
    'greet.js': `exports.greet = (c) => c.sendUTF('hi')`,
  }
  const report = run(files, 'websocket', ['greet.js'])
  expect(report.files).toMatchObject([{ path: 'greet.js', after: `exports.greet = (c) => c.send('hi')` }])
  expect(report.borders).toMatchObject([{ path: 'main.js', line: 5, text: expect.stringContaining('asWs(c)') }])
})
