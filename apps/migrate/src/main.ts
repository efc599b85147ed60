/**
 * The command line of the tool. Each command stands in command/.
 */
import { createRequire } from 'node:module'
import { Command } from 'commander'
import { Misuse } from './command/misuse.js'
import { rewriteCommand } from './command/rewrite.js'
import { scanCommand } from './command/scan.js'
import { swapCommand } from './command/swap.js'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

const program = new Command('rosetta-migrate')
  .description('Moves a code base between the WebSocket APIs of Node.')
  .version(version)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
for (const command of [scanCommand, swapCommand, rewriteCommand])
  program.addCommand(command().copyInheritedSettings(program))

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
