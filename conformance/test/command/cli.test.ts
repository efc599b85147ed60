import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rightBehaviour } from '../mutants/behaviour.js'
import { startEchoServer } from '../mutants/echo-agent.js'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const loader = ['--import', 'tsx', '-C', 'rosetta-source', cli]
const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
const file = (name: string) => join(folder, name)
let good: Awaited<ReturnType<typeof startEchoServer>>
let bad: typeof good

function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...loader, ...args],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })
}

beforeAll(async () => {
  good = await startEchoServer(rightBehaviour())
  bad = await startEchoServer({ ...rightBehaviour(), utf8: 'never' })
})
afterAll(async () => {
  await good.close()
  await bad.close()
  rmSync(folder, { recursive: true })
})

// Each command is a process of its own that loads the sources: slow on a busy machine.
describe.concurrent('the command', { timeout: 60_000 }, () => {
  it('tests a server and writes the reports', async () => {
    const outputs = [
      '--json',
      file('r.json'),
      '--junit',
      file('r.xml'),
      '--html',
      file('r.html'),
      '--markdown',
      file('r.md'),
    ]
    const { code, out, err } = await run('server', good.url.href, '-g', 'framing', '-a', 'mine', ...outputs)
    expect(out).toContain('mine (server): 16 cases')
    expect(err).toContain('framing: 16 cases, 0 failures')
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(file('r.json'), 'utf8')).agents[0].counts.strict).toBe(16)
    for (const name of ['r.xml', 'r.html', 'r.md']) expect(readFileSync(file(name), 'utf8')).toContain('mine')
    const merged = await run('report', file('r.json'), file('r.json'), '--html', file('both.html'))
    expect(merged.out.match(/mine \(server\)/g)).toHaveLength(2)
  })

  it('ends with 1 for failures, and with a baseline only for changes', async () => {
    const selection = ['-c', 'utf8/impossible-*', 'framing/text-0', '--patience', '0.3']
    expect((await run('server', bad.url.href, ...selection)).code).toBe(1)
    const baseline = ['--baseline', file('baseline.json')]
    expect((await run('server', bad.url.href, ...selection, ...baseline, '--update-baseline')).code).toBe(0)
    expect((await run('server', bad.url.href, ...selection, ...baseline)).code).toBe(0)
    const better = await run('server', good.url.href, ...selection, ...baseline)
    expect(better.out).toContain('utf8/impossible-1: failed → strict')
    expect(better.code).toBe(1)
  })

  it('replays a case with its octets', async () => {
    const { code, out } = await run('replay', '2.2', good.url.href)
    expect(out).toContain('ping-pong/ping-text (Autobahn 2.2)')
    expect(out).toMatch(/tester → {2}ping, 13 octets, FIN, key [0-9a-f]{8}\n +header {2}89 8d/)
    expect(out).toContain('Verdict: strict')
    expect(code).toBe(0)
  })

  it.each([[[]], [['--tls']]])('replays a case against a client %s', async (options) => {
    const agent = ['agents/ws-client.mjs', 'original-ws', '{url}', 'mine', '{"rejectUnauthorized":false}']
    const { code, out } = await run('replay', '2.2', ...options, '--', process.execPath, ...agent)
    expect(out).toContain('GET /runCase?case=1&agent=mine HTTP/1.1')
    expect(out).toMatch(/tester → {2}ping, 13 octets, FIN\n +header {2}89 0d/)
    expect(out).toContain('Verdict: strict')
    expect(code).toBe(0)
  })

  it('starts a client and counts what it left out', async () => {
    const { code, out } = await run('client', '-c', '1.1.1', '--', process.execPath, '-e', 'process.exit(0)')
    expect(out).toContain('The client did not run this case.')
    expect(code).toBe(1)
  })

  it('lists cases and groups', async () => {
    expect((await run('list', '-c', '7.9.5')).out).toContain('close/code-1006')
    expect((await run('list', '--groups')).out).toMatch(/^utf8 +145$/m)
  })

  it.each([
    [['server', 'http://localhost'], 'is not a ws:// or wss:// URL'],
    [['server', 'ws://127.0.0.1:1'], 'Cannot connect to'],
    [['server', 'ws://127.0.0.1:1', '-c', 'no/such'], 'No case matches'],
    [['server', 'ws://127.0.0.1:1', '--patience', 'x'], 'Not a number above 0'],
    [['client'], 'Give the client to start'],
    [['replay', 'framing/*', 'ws://127.0.0.1:1'], 'replay runs one'],
    [['replay', '2.2'], 'Give the URL of a server, a client'],
    [['replay', '2.2', '--', 'true'], 'ended without running the case'],
    [['report', 'no-such-file'], 'Cannot read'],
  ])('ends with 2 for misuse: %s', async (args, message) => {
    const { code, err } = await run(...args)
    expect(err).toContain(message)
    expect(code).toBe(2)
  })
})
