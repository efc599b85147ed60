/**
 * The command line of the kit. Each command stands in command/.
 */
import { createRequire } from 'node:module'
import { Command } from 'commander'
import { clientCommand } from './command/client.js'
import { diffCommand } from './command/diff.js'
import { listCommand } from './command/list.js'
import { Misuse } from './command/options.js'
import { replayCommand } from './command/replay.js'
import { reportCommand } from './command/report.js'
import { serverCommand } from './command/server.js'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

const program = new Command('rosetta-conformance')
  .description('Tests WebSocket servers and clients in any language against RFC 6455 and RFC 7692.')
  .version(version)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
for (const command of [serverCommand, clientCommand, replayCommand, listCommand, reportCommand, diffCommand]) {
  program.addCommand(command().copyInheritedSettings(program))
}

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof Misuse)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
