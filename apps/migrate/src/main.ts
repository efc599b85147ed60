/**
 * The command line of the tool. Each command stands in command/.
 */
import { createRequire } from 'node:module'
import { Command } from 'commander'
import { Misuse } from './command/misuse.js'
import { rewriteCommand } from './command/rewrite.js'
import { scanCommand } from './command/scan.js'
import { swapCommand } from './command/swap.js'
import { WriteFailure } from './files/write-all.js'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

const program = new Command('rosetta-migrate')
  .description('Moves a code base between the WebSocket APIs of Node.')
  .version(version)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
for (const command of [scanCommand, swapCommand, rewriteCommand])
  program.addCommand(command().copyInheritedSettings(program))

// A reader that has seen enough, as `head`, is no failure: what was asked for is done all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof Misuse) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 2
  } else if (error instanceof WriteFailure) {
    process.stderr.write(`${error.message}\nNothing is written.\n`)
    process.exitCode = 1
  } else throw error
}
