// The packed command judges a server that is not ours, repeats a single case by its Autobahn number,
// and compares two runs of a script that requires.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: 0, perMessageDeflate: { threshold: 0 } })
server.on('connection', (socket) => {
  socket.on('error', () => {})
  socket.on('message', (data, isBinary) => {
    const [, code, reason] = /^conformance:close (\d+) ?(.*)$/.exec(isBinary ? '' : data.toString()) ?? []
    if (code) socket.close(Number(code), reason)
    else socket.send(data, { binary: isBinary })
  })
})
await once(server, 'listening')
const url = `ws://127.0.0.1:${server.address().port}`

try {
  await command('server', url, '-g', 'autobahn', '!performance', '--html', 'report.html', '--json', 'report.json')
  const { counts } = JSON.parse(readFileSync('report.json', 'utf8')).agents[0]
  const expected = { strict: 240, 'non-strict': 4, informational: 3, unimplemented: 0, failed: 0, failures: 0 }
  assert.deepEqual(counts, expected)
  assert.match(readFileSync('report.html', 'utf8'), /<html/)
  assert.match(await command('replay', '7.9.5', url), /close\/code-1006 .*Autobahn 7\.9\.5/)

  writeFileSync('program.cjs', "console.log(typeof require('ws').WebSocketServer)")
  const same = /^No difference; the runs ended: code 0, code 0$/m
  assert.match(await command('diff', 'program.cjs', '--original', 'ws', '--candidate', 'ws'), same)
  const paths = ['--name', 'ws', '--original', './node_modules/ws', '--candidate', './node_modules/ws/index.js']
  assert.match(await command('diff', 'program.cjs', ...paths), same)
} finally {
  server.close()
}

/** Runs the installed command; gives what it wrote. */
async function command(...args) {
  const child = spawn('node_modules/.bin/rosetta-conformance', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(data))
  const [code] = await once(child, 'close')
  const text = Buffer.concat(output).toString()
  assert.equal(code, 0, text)
  return text
}
