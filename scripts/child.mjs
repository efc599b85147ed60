// Runs child processes: live, passing signals and the exit code through, or quietly, keeping the output for later.
// It does not decide what to run.

import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** How often we look whether npm is still there, in milliseconds. */
const parentCheck = 500

/**
 * Runs a command on our own terminal. A signal to us is passed on, and the child decides how to end.
 *
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it, as a shell says it
 */
export function runLive(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  const cleanups = forwarded.map((signal) => {
    // A terminal sends Ctrl-C to the whole foreground group: the child has it already, and a second one often means
    // "at once".
    const handler = () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    process.on(signal, handler)
    return () => process.off(signal, handler)
  })
  cleanups.push(onOrphaned(() => child.kill('SIGTERM')))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      for (const cleanUp of cleanups) cleanUp()
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

/**
 * npm passes a signal to the shell between it and us, and the shell dies of it without a word to us: all that we can
 * see is another parent.
 *
 * @returns {() => void} stops looking
 */
function onOrphaned(listener) {
  if (!process.env.npm_lifecycle_event) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    listener()
  }, parentCheck)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Runs a command without a terminal and collects what it says, both streams in order of arrival.
 *
 * @returns {Promise<{ code: number, output: string, seconds: number }>}
 */
export function runQuiet(command, args, options = {}) {
  const start = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  const chunks = []
  child.stdout.on('data', (chunk) => chunks.push(chunk))
  child.stderr.on('data', (chunk) => chunks.push(chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      const seconds = (performance.now() - start) / 1000
      resolve({ code: code ?? 128 + constants.signals[signal], output: Buffer.concat(chunks).toString(), seconds })
    })
  })
}
