// Runs one program of a dependent and compares what it prints with its transcript, line by line.
// A transcript is what the program printed on the original.

import { spawn } from 'node:child_process'

/**
 * Runs a program to its end.
 *
 * @param {string} folder where it is, and where its packages are
 * @param {string} file its name in the folder
 * @param {number} limit milliseconds after which it is ended and has failed
 * @returns {Promise<{ lines: string[], failure: string | null, seconds: number }>} its output, and what went wrong
 */
export function runProgram(folder, file, limit) {
  const start = performance.now()
  const child = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (output[name] += text))
  }
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, limit)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      const ended = late ? `it did not end within ${limit / 1000} s` : `it ended with ${signal ?? `code ${code}`}`
      resolve({
        lines: output.stdout.trimEnd().split('\n'),
        failure: code === 0 ? null : `${ended}\n${output.stderr}`,
        seconds: (performance.now() - start) / 1000,
      })
    })
  })
}

/**
 * The lines that differ, as in a diff: `-` for the transcript's, `+` for the program's.
 *
 * @param {string[]} expected
 * @param {string[]} actual
 * @returns {string[]} empty when they are the same
 */
export function differences(expected, actual) {
  const places = Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) => index)
  return places
    .filter((index) => expected[index] !== actual[index])
    .flatMap((index) => [
      ...(index < expected.length ? [`- ${expected[index]}`] : []),
      ...(index < actual.length ? [`+ ${actual[index]}`] : []),
    ])
}

/** The transcript as it must be on ours: lines that the table lists as mended are replaced. */
export function withMended(lines, mended = {}) {
  return lines.map((line) => (Object.hasOwn(mended, line) ? mended[line] : line))
}
