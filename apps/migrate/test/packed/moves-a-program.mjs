// The packed command scans a folder, swaps its packages and swaps them back, as npx would run it.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// Some libraries for colours take a pipe for a terminal in CI.
const { FORCE_COLOR, ...others } = process.env
const env = { ...others, CI: 'true' }

const manifest = '{\n\t"dependencies": { "websocket": "^1.0.34" }\n}\n'
mkdirSync('project')
writeFileSync('project/package.json', manifest)
writeFileSync(
  'project/server.js',
  "const { server } = require('websocket')\nnew server({ httpServer }).on('request', (r) => r.accept().sendUTF('x'))\n",
)

assert.match(run(0, '--version'), /^\d+\.\d+\.\d+\n$/)
assert.match(run(0, 'scan', 'project'), /server\.js:2:60 {2}websocket connection sendUTF/)
const report = JSON.parse(run(0, 'scan', 'project', '--json', '--html', 'report.html'))
assert.equal(report.totals.uses, 5)
assert.match(readFileSync('report.html', 'utf8'), /sendUTF/)

run(0, 'swap', 'project')
const swapped = JSON.parse(readFileSync('project/package.json', 'utf8'))
assert.deepEqual(swapped, { dependencies: { websocket: 'npm:@rosetta-ws/websocket@^1.0.35' } })
run(0, 'swap', 'project', '--back')
assert.equal(readFileSync('project/package.json', 'utf8'), manifest)

assert.match(run(0, 'rewrite', '--from', 'websocket', 'project'), /^\+\+\+ b\/project\/server\.js$/m)
run(2, 'rewrite', '--from', 'websocket', 'project', '--write')
run(0, 'rewrite', '--from', 'websocket', 'project', '--write', '--force')
assert.match(readFileSync('project/server.js', 'utf8'), /asWs\(r\.accept\(\)\)\.send\('x'\)/)
assert.match(run(0, 'swap', 'project', '--dry-run'), /^\+.*npm:@rosetta-ws\/websocket/m)
assert.equal(readFileSync('project/package.json', 'utf8'), manifest)
run(2, 'swap', 'project', '--back')
writeFileSync('project/package-lock.json', '{')
run(1, 'swap', 'project')
assert.equal(readFileSync('project/package.json', 'utf8'), manifest)
rmSync('project/package-lock.json')

run(2, 'scan', 'nowhere')
run(2, 'swap', 'project', '--only', 'express')
run(2, 'oops')
writeFileSync('project/bad.ts', 'const = 1')
assert.match(run(1, 'scan', 'project'), /bad\.ts:1:7/)

/** Runs the installed command, expects an exit code, and gives what it wrote. */
function run(code, ...args) {
  const command = join('node_modules', '.bin', 'rosetta-migrate')
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env,
    shell: process.platform === 'win32',
  })
  assert.equal(status, code, `${args.join(' ')}\n${stdout}${stderr}`)
  return stdout
}
