/**
 * Runs a program to its end in a thread of its own, and gives what it printed.
 */
import { Worker } from 'node:worker_threads'

/** How long a program may take. The longest takes some three seconds, most of them waiting. */
const limit = 30_000

/** What a program printed; an error that ended it is the last line. */
export function runProgram(path: string, workerData?: unknown): Promise<string> {
  return new Promise((resolve) => {
    const worker = new Worker(path, { stdout: true, stderr: true, execArgv: [], workerData })
    let text = ''
    let trouble = ''
    worker.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    worker.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      trouble += chunk
    })
    const timer = setTimeout(() => {
      trouble += 'It did not end in time.\n'
      void worker.terminate()
    }, limit)
    worker.on('error', (error: Error) => {
      trouble += `${error.stack ?? error}\n`
    })
    worker.on('exit', () => {
      clearTimeout(timer)
      resolve(text + trouble)
    })
  })
}

/** Runs tasks, a few at a time. */
export async function inTurns<T, R>(items: readonly T[], width: number, task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length)
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await task(items[index])
    }
  }
  await Promise.all(Array.from({ length: width }, work))
  return results
}
