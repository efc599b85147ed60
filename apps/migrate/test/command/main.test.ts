import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { folderOf } from '../temporary-folder.js'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

test('a reader that closes the pipe early is no failure', async () => {
  const uses = Array.from({ length: 400 }, (_, index) => `c.sendUTF('${index}')`)
  const code = `const { client: C } = require('websocket')\nnew C().on('connect', (c) => {\n${uses.join('\n')}\n})\n`
  const root = folderOf({ 'package.json': '{}', 'a.js': code })
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', 'rosetta-source', main, 'scan', root], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  child.stdout.destroy()
  const [status] = await once(child, 'close')
  expect(said).toBe('')
  expect(status).toBe(0)
})
