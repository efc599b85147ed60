/** The program that `npm start` runs, as a process. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const { scripts } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { scripts: { start: string } }

let child: ChildProcess | null = null

afterEach(() => {
  child?.kill('SIGKILL')
  child = null
})

/** Starts the script `start`; its first word is `node`. */
function start(env: Record<string, string>): ChildProcess {
  const [, ...args] = scripts.start.split(' ')
  child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return child
}

/** What the process has said when it is up, or has ended. */
async function said(process: ChildProcess): Promise<string> {
  let output = ''
  for (const stream of [process.stdout, process.stderr]) stream?.on('data', (chunk) => (output += chunk))
  await new Promise<void>((resolve) => {
    process.stdout?.on('data', () => output.includes('Ctrl-C') && resolve())
    process.once('close', () => resolve())
  })
  return output
}

/** A port that was free a moment ago, and is taken until the returned server is closed. */
async function takePort() {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  return { port: (taken.address() as AddressInfo).port, taken }
}

describe('npm start', () => {
  it('prints its URL and serves the page on PORT, and ends when told to', async () => {
    const { port, taken } = await takePort()
    taken.close()
    await once(taken, 'close')
    const process = start({ PORT: String(port) })
    const output = await said(process)
    expect(output).toContain(`http://127.0.0.1:${port}/`)
    const response = await fetch(`http://127.0.0.1:${port}/`)
    const html = await response.text()
    expect(html).toContain('<title>Rosetta playground</title>')
    const [, script] = /src="([^"]+\.js)"/.exec(html) ?? []
    expect((await fetch(`http://127.0.0.1:${port}${script}`)).headers.get('content-type')).toContain('javascript')
    process.kill('SIGTERM')
    process.kill('SIGINT')
    expect(await once(process, 'exit')).toEqual([0, null])
  })

  it('takes the next free port when PORT is taken', async () => {
    const { port, taken } = await takePort()
    const output = await said(start({ PORT: String(port) }))
    taken.close()
    const [, used] = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(output) ?? []
    expect(output).toContain(`Port ${port} is taken.`)
    expect(Number(used)).toBeGreaterThan(port)
    expect((await fetch(`http://127.0.0.1:${used}/`)).status).toBe(200)
  })

  it('says what is wrong with PORT', async () => {
    const process = start({ PORT: 'eighty' })
    expect(await said(process)).toBe('PORT is "eighty", which is no port: give a number from 0 to 65535.\n')
    expect(process.exitCode).toBe(1)
  })
})
