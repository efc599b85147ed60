/**
 * A listener for `message` of websocket gets `(data, isBinary)`. Where the code proves the kind of a message, nothing asks again.
 */
import { describe, expect, test } from 'vitest'
import { type RewriteReport, rewriteTexts } from '../../../src/rewrite/rewrite.js'

const path = '/app/main.js'

/** Rewrites the listeners of a connection `c`. */
function rewritten(listeners: string, file = path): RewriteReport & { after: string } {
  const head = `const { server: Server } = require('websocket')\nconst wss = new Server({ httpServer, autoAcceptConnections: true, keepalive: false })\n`
  const code = `${head}wss.on('connect', (c) => {\n  c.on('error', log)\n  ${listeners}\n})\n`
  const report = rewriteTexts('/app', new Map([[file, code]]), new Set([file]), 'websocket')
  return { ...report, after: report.files[0].after.split("c.on('error', log)\n  ")[1].slice(0, -4) }
}

/** The new body of `c.on('message', (m) => { … })`. */
function body(code: string): string {
  const { after, todos } = rewritten(`c.on('message', (m) => { ${code} })`)
  expect(todos).toEqual([])
  return /^c\.on\('message', \(data, isBinary\) => \{ (.*) \}\)$/.exec(after)![1]
}

describe('a payload whose kind is proved', () => {
  test.each([
    ['then', `if (m.type === 'utf8') c.sendUTF(m.utf8Data)`, `if (!isBinary) c.send(data.toString())`],
    [
      'else',
      `if (m.type === 'utf8') { log() } else { c.sendBytes(m.binaryData) }`,
      `if (!isBinary) { log() } else { c.send(data) }`,
    ],
    ['return', `if (m.type !== 'utf8') return; c.sendUTF(m.utf8Data)`, `if (isBinary) return; c.send(data.toString())`],
    [
      'return in a block',
      `if (m.type === 'binary') { log(); return } c.sendUTF(m.utf8Data)`,
      `if (isBinary) { log(); return } c.send(data.toString())`,
    ],
    [
      'return from two branches',
      `if (a) return; else if (m.type == 'utf8') { log(); return } c.sendBytes(m.binaryData)`,
      `if (a) return; else if (!isBinary) { log(); return } c.send(data)`,
    ],
    [
      'switch',
      `switch (m.type) { case 'utf8': c.sendUTF(m.utf8Data); break; default: { c.sendBytes(m.binaryData) } }`,
      `switch (isBinary ? 'binary' : 'utf8') { case 'utf8': c.send(data.toString()); break; default: { c.send(data) } }`,
    ],
    [
      'a constant',
      `const isText = m.type === 'utf8'; if (isText) c.sendUTF(m.utf8Data)`,
      `const isText = !isBinary; if (isText) c.send(data.toString())`,
    ],
    [
      'the type in a variable',
      `var type = m.type; if (type === 'utf8') c.sendUTF(m.utf8Data)`,
      `var type = isBinary ? 'binary' : 'utf8'; if (type === 'utf8') c.send(data.toString())`,
    ],
    [
      'both in one condition',
      `if (m.type !== 'utf8' || !m.utf8Data) return; log(m.utf8Data.toString())`,
      `if (isBinary || !data.toString()) return; log(data.toString())`,
    ],
    ['and', `m.type === 'utf8' && c.sendUTF(m.utf8Data)`, `!isBinary && c.send(data.toString())`],
    [
      'conditional',
      `c.send(m.type === 'utf8' ? m.utf8Data : m.binaryData)`,
      `c.send(!isBinary ? data.toString() : data)`,
    ],
    [
      'a later function',
      `if (m.type === 'utf8') later(() => c.sendUTF(m.utf8Data))`,
      `if (!isBinary) later(() => c.send(data.toString()))`,
    ],
    ['no binary data', `if (!m.binaryData) log(m.utf8Data)`, undefined],
  ])('by %s', (_, code, expected) => {
    const found = body(code)
    if (expected) expect(found).toBe(expected)
    else expect(found).toContain('log(data.toString())')
  })

  test('of a listener with a pattern', () => {
    const { after, todos } = rewritten(
      `c.on('message', ({ type, utf8Data: text, binaryData }) => { if (type === 'utf8') c.sendUTF(text); else keep({ binaryData }) })`,
    )
    expect(after).toBe(
      `c.on('message', (data, isBinary) => { if (!isBinary) c.send(data.toString()); else keep({ binaryData: data }) })`,
    )
    expect(todos).toEqual([])
  })
})

describe('a payload whose kind nothing proves', () => {
  test.each([
    [
      'where it is declared',
      `const t = m.utf8Data; log(t)`,
      `const t = isBinary ? undefined : data.toString(); log(t)`,
    ],
    [
      'as a constant where it is used otherwise',
      `log(JSON.parse(m.utf8Data), m.utf8Data)`,
      `const utf8Data = isBinary ? undefined : data.toString(); log(JSON.parse(utf8Data), utf8Data)`,
    ],
    [
      'under another name where that is taken',
      `const binaryData = 1; log(binaryData, m.binaryData)`,
      `const messageBytes = isBinary ? data : undefined; const binaryData = 1; log(binaryData, messageBytes)`,
    ],
    [
      'when a condition says nothing of it',
      `if (m.type === 'utf8' || a) log(m.utf8Data)`,
      `const utf8Data = isBinary ? undefined : data.toString(); if (!isBinary || a) log(utf8Data)`,
    ],
    [
      'when another case runs into it',
      `switch (m.type) { case 'binary': log(); case 'utf8': log(m.utf8Data) }`,
      `const utf8Data = isBinary ? undefined : data.toString(); switch (isBinary ? 'binary' : 'utf8') { case 'binary': log(); case 'utf8': log(utf8Data) }`,
    ],
    [
      'when the test is set again',
      `let isText = m.type === 'utf8'; for (isText of all) if (isText) log(m.utf8Data)`,
      `const utf8Data = isBinary ? undefined : data.toString(); let isText = !isBinary; for (isText of all) if (isText) log(utf8Data)`,
    ],
    [
      'in a function that can run before the test',
      `f(); if (m.type !== 'utf8') return; function f() { log(m.utf8Data) }`,
      `const utf8Data = isBinary ? undefined : data.toString(); f(); if (isBinary) return; function f() { log(utf8Data) }`,
    ],
  ])('is undefined for the other kind: %s', (_, code, expected) => {
    expect(body(code)).toBe(expected)
  })

  test('without a block, where it stands', () => {
    expect(rewritten(`c.on('message', (m) => log(m.utf8Data))`).after).toBe(
      `c.on('message', (data, isBinary) => log(isBinary ? undefined : data.toString()))`,
    )
  })

  test('made sendUTF() throw: it does still, and a comment says so', () => {
    const { after, todos } = rewritten(`c.on('message', (m) => {\n    c.sendUTF(m.utf8Data)\n    log(m.utf8Data)\n  })`)
    expect(after.split('\n').filter((line) => !line.includes('TODO'))).toEqual([
      `c.on('message', (data, isBinary) => {`,
      `    if (isBinary) throw new TypeError('A text message was expected')`,
      `    c.send(data.toString())`,
      `    log(data.toString())`,
      `  })`,
    ])
    expect(todos).toMatchObject([{ text: expect.stringMatching(/^sendUTF\(\) threw for a binary message/) }])
  })

  test.each([
    [
      `c.on('message', (m) => c.sendBytes(m.binaryData))`,
      `{ if (!isBinary) throw new TypeError('A binary message was expected'); c.send(data) }`,
    ],
    [
      `c.on('message', (m) => { if (a) c.sendUTF(m.utf8Data); else log() })`,
      `if (a) { if (isBinary) throw new TypeError('A text message was expected'); c.send(data.toString()); } else log()`,
    ],
    [
      `c.on('message', (m) => { const t = m.utf8Data; c.sendUTF(t) })`,
      `const t = isBinary ? undefined : data.toString(); if (isBinary) throw new TypeError('A text message was expected'); c.send(t)`,
    ],
    [
      `c.on('message', (m) => { keep(m); c.sendUTF(m.utf8Data) })`,
      `keep(m); if (isBinary) throw new TypeError('A text message was expected'); c.send(m.utf8Data)`,
    ],
    [
      `c.on('message', (m) => { a && c.sendUTF(m.utf8Data) })`,
      `const expectText = () => { if (isBinary) throw new TypeError('A text message was expected'); return data.toString() }; a && c.send(expectText())`,
    ],
    [
      `c.on('message', (m) => a && c.sendBytes(m.binaryData))`,
      `=> { const expectBytes = () => { if (!isBinary) throw new TypeError('A binary message was expected'); return data }; a && c.send(expectBytes()) }`,
    ],
    [
      `c.on('message', (m) => {\n    const t = m.utf8Data\n    a ? c.sendUTF(t) : log(m)\n  })`,
      `    const expectText = () => {\n      if (isBinary) throw new TypeError('A text message was expected')\n      return data.toString()\n    }\n`,
    ],
  ])('%s', (code, expected) => {
    const { after, todos } = rewritten(code)
    expect(after).toContain(expected)
    expect(todos).toHaveLength(1)
  })
})

test('a message that is needed as a whole by an arrow function is left to a person, with its parameter', () => {
  const code = `c.on('message', (m) => a && (log(m), c.sendUTF(m.utf8Data)))`
  const { after, todos } = rewritten(code)
  expect(after).toContain(`c.on('message', (m) => a && (log(m), c.send(m.utf8Data)))`)
  expect(todos).toHaveLength(1)
})

test('lines at the top of a listener are indented with it', () => {
  const code = `const { server: Server } = require('websocket')\nconst wss = new Server({ httpServer, keepalive: false })\nwss.on('request', (r) => {\n  if (bad) return r.reject()\n  const c = r.accept()\n  c.on('message', (m) => {\n    // all of it\n    log(m)\n  })\n})\n`
  const text = `const httpServer = require('http').createServer()\n${code}`
  const [{ after }] = rewriteTexts('/app', new Map([[path, text]]), new Set([path]), 'websocket').files
  expect(after).toMatch(/\n {6}const m = .*\n {6}\/\/ all of it\n {6}log\(m\)\n/)
})
