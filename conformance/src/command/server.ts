/**
 * `server <url>`: tests a server.
 */
import { Command, Option } from 'commander'
import { openSocket, type Target } from '../peer/transport.js'
import { runAgainstServer } from '../run/server-run.js'
import {
  addOutput,
  addSelection,
  chosenTiming,
  Misuse,
  type RunOptions,
  selectedCases,
  targetUrl,
  wholeNumber,
} from './options.js'
import { conclude } from './outcome.js'
import { showProgress } from './progress.js'

async function mustBeReachable(target: Target): Promise<void> {
  try {
    const socket = await openSocket(target)
    socket.destroy()
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    throw new Misuse(`Cannot connect to ${target.url.href}: ${message || code}`)
  }
}

async function run(text: string, options: RunOptions & { concurrency: number; insecure?: boolean }): Promise<void> {
  const target: Target = { url: targetUrl(text), insecure: options.insecure ?? false }
  const cases = selectedCases(options, 'server')
  await mustBeReachable(target)
  const progress = showProgress(cases)
  const started = new Date()
  const results = await runAgainstServer({
    target,
    cases,
    concurrency: options.concurrency,
    timing: chosenTiming(options),
    onResult: progress.onResult,
  }).finally(progress.stop)
  process.exitCode = await conclude(
    { cases, role: 'server', agent: options.agent ?? target.url.host, started, results },
    options,
  )
}

/** The command. */
export function serverCommand(): Command {
  const command = new Command('server')
    .description('test a server: it must echo text as text and binary as binary')
    .argument('<url>', 'ws://host:port/path or wss://…')
    .option('--insecure', 'accept any certificate')
    .addOption(new Option('--concurrency <count>', 'cases at a time').default(16).argParser(wholeNumber(1)))
    .action(run)
  return addOutput(addSelection(command))
}
