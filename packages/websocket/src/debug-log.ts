/** What the environment variable DEBUG shows: names separated by commas or blanks, `*` for anything, `-` to leave out. */

import { format } from 'node:util'

export interface DebugLog {
  (text: string, ...values: unknown[]): void
  /** Writes what a log of its own has gathered; these logs write at once. */
  printOutput(): void
}

const none: DebugLog = Object.assign(function debug() {}, { printOutput: () => {} })

/** A log that writes to the standard error stream, or nothing where DEBUG does not name it. */
export function debugLog(name: string, id?: unknown): DebugLog {
  if (!isEnabled(name, process.env.DEBUG)) return none
  const prefix = id === undefined ? name : `${name} - ${id}`
  return Object.assign(
    (text: string, ...values: unknown[]) => {
      process.stderr.write(`${new Date().toISOString()} ${prefix} - ${format(text, ...values)}\n`)
    },
    { printOutput: () => {} },
  )
}

function isEnabled(name: string, patterns = ''): boolean {
  let enabled = false
  for (const pattern of patterns.split(/[\s,]+/)) {
    const negative = pattern.startsWith('-')
    if (matches(name, negative ? pattern.slice(1) : pattern)) enabled = !negative
  }
  return enabled
}

function matches(name: string, pattern: string): boolean {
  const star = pattern.indexOf('*')
  return star < 0 ? name === pattern : name.startsWith(pattern.slice(0, star))
}
