// Exit codes and signals pass through, in both directions.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runQuiet } from '../child.mjs'

const child = fileURLToPath(new URL('../child.mjs', import.meta.url))

/** A process that runs `program` live and takes over its exit code. */
function runner(program) {
  const script = `
    import { runLive } from ${JSON.stringify(child)}
    process.exitCode = await runLive(process.execPath, ['-e', ${JSON.stringify(program)}])`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}

test('the exit code of a child is ours', async () => {
  const [code] = await once(runner('process.exitCode = 7'), 'exit')
  expect(code).toBe(7)
})

test('a child that a signal ended gives 128 and the number of the signal', async () => {
  const [code] = await once(runner("process.kill(process.pid, 'SIGKILL')"), 'exit')
  expect(code).toBe(137)
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('%s reaches the child, which decides how to end', async (signal) => {
  const program = `
    process.on('${signal}', () => process.exit(3))
    setInterval(() => {}, 1000)
    console.log('ready')`
  const run = runner(program)
  await once(run.stdout, 'data')
  run.kill(signal)
  const [code] = await once(run, 'exit')
  expect(code).toBe(3)
})

test('a quiet child gives its code and both of its streams', async () => {
  const program = "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 4"
  const { code, output } = await runQuiet(process.execPath, ['-e', program])
  expect(code).toBe(4)
  expect([output.includes('out'), output.includes('err')]).toEqual([true, true])
})
