// Packs the kit, installs the tarball in an empty folder beside an npm server that is not ours, and tests that server.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const kit = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'conformance-packed-'))
const npm = (...args) => execFileSync('npm', args, { cwd: folder, stdio: 'inherit' })

try {
  execFileSync('npx', ['tsup'], { cwd: kit, stdio: 'inherit' })
  execFileSync('npx', ['--yes', 'pnpm@10.34.9', 'pack', '--pack-destination', folder], { cwd: kit, stdio: 'inherit' })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  npm('init', '-y')
  npm('install', '--no-audit', '--no-fund', `./${tarball}`, 'ws@8.23.0')
  for (const name of ['ws-server.mjs', 'close-command.mjs']) copyFileSync(join(kit, 'agents', name), join(folder, name))
  const server = spawn(process.execPath, ['ws-server.mjs', 'ws'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const url = await new Promise((resolve) => server.stdout.once('data', (data) => resolve(String(data).trim())))
    const args = [
      'rosetta-conformance',
      'server',
      url,
      '-g',
      'autobahn',
      '!performance',
      '--html',
      'r.html',
      '--json',
      'r.json',
    ]
    const run = spawnSync('npx', args, { cwd: folder, encoding: 'utf8' })
    process.stdout.write(run.stdout + run.stderr)
    assert.equal(run.status, 0)
    const { counts } = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')).agents[0]
    assert.deepEqual(counts, {
      strict: 240,
      'non-strict': 4,
      informational: 3,
      unimplemented: 0,
      failed: 0,
      failures: 0,
    })
    const replay = spawnSync('npx', ['rosetta-conformance', 'replay', '7.9.5', url], { cwd: folder, encoding: 'utf8' })
    assert.match(replay.stdout, /close\/code-1006 .*Autobahn 7\.9\.5/)
    assert.equal(replay.status, 0)
    console.log('The packed kit works in an empty folder.')
  } finally {
    server.kill()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
