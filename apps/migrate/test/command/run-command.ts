/**
 * Runs a command as main.ts does, in a folder, and says what it printed, without colours.
 */
import { stripVTControlCharacters } from 'node:util'
import { type Command, CommanderError } from 'commander'
import { vi } from 'vitest'
import { Misuse } from '../../src/command/misuse.js'

export function runCommand(
  command: Command,
  cwd: string,
  args: readonly string[],
): { status: number; out: string; error: string } {
  const said = { out: '', error: '' }
  const hear = (name: 'stdout' | 'stderr', into: 'out' | 'error') =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      said[into] += stripVTControlCharacters(String(text))
      return true
    })
  const spies = [hear('stdout', 'out'), hear('stderr', 'error')]
  const before = process.cwd()
  process.chdir(cwd)
  try {
    command.exitOverride().parse(args, { from: 'user' })
    return { status: Number(process.exitCode ?? 0), ...said }
  } catch (error) {
    if (error instanceof Misuse) said.error += error.message
    else if (!(error instanceof CommanderError)) throw error
    return { status: 2, ...said }
  } finally {
    process.exitCode = undefined
    process.chdir(before)
    for (const spy of spies) spy.mockRestore()
  }
}
