/**
 * `client`: tests clients, either one that the kit starts (`-- command`) or those that come (`--listen`).
 */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import type { Case } from '../cases/case.js'
import { selfSignedCertificate } from '../peer/certificate.js'
import { CaseServer } from '../run/case-server.js'
import type { CaseResult } from '../run/run-case.js'
import {
  addOutput,
  addSelection,
  chosenTiming,
  Misuse,
  type RunOptions,
  selectedCases,
  wholeNumber,
} from './options.js'
import { conclude } from './outcome.js'
import { showProgress } from './progress.js'

/** Where the client comes from, and what it meets. */
export interface ClientOptions extends RunOptions {
  listen?: number
  host: string
  tls?: boolean
  cert?: string
  key?: string
}

async function tlsOptions(options: ClientOptions) {
  if (!options.tls && !options.cert && !options.key) return undefined
  if (!options.cert !== !options.key) throw new Misuse('--cert and --key go together.')
  if (!options.cert) return selfSignedCertificate()
  return { cert: await readFile(options.cert), key: await readFile(options.key!) }
}

/** Starts the client; resolves when it has ended. `{url}` in its arguments stands for the server. */
function startClient(command: string[], url: string): Promise<void> {
  const [program, ...rest] = command.map((part) => part.replaceAll('{url}', url))
  const child = spawn(program!, rest, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CONFORMANCE_URL: url },
  })
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Misuse(`Cannot start ${program}: ${error.message}`)))
    child.on('exit', () => resolve())
  })
}

/** Serves the cases until the client has ended, a client asks to stop, or the user does. */
export async function meetClients(
  cases: Case[],
  command: string[],
  options: ClientOptions,
  onResult?: (result: CaseResult) => void,
): Promise<CaseServer> {
  const server = new CaseServer({
    cases,
    timing: chosenTiming(options),
    tls: await tlsOptions(options),
    onResult: (_agent, result) => onResult?.(result),
  })
  const url = await server.listen(options.listen ?? 0, options.host)
  process.stderr.write(`Cases are served on ${url}\n`)
  try {
    const interrupted = new Promise<void>((resolve) => process.once('SIGINT', resolve))
    await Promise.race([command.length > 0 ? startClient(command, url) : server.stopped, interrupted])
  } finally {
    await server.close()
  }
  return server
}

async function run(command: string[], options: ClientOptions): Promise<void> {
  if (command.length === 0 && options.listen === undefined) {
    throw new Misuse('Give the client to start behind --, or --listen PORT to wait for clients.')
  }
  const cases = selectedCases(options, 'client')
  const progress = showProgress(cases)
  const started = new Date()
  const server = await meetClients(cases, command, options, progress.onResult).finally(progress.stop)
  const agents = server.results.size > 0 ? [...server.results.keys()] : ['no agent']
  for (const agent of agents) {
    const run = {
      cases,
      role: 'client' as const,
      agent: options.agent ?? agent,
      started,
      results: server.resultsOf(agent),
    }
    process.exitCode = Math.max(Number(process.exitCode ?? 0), await conclude(run, options))
  }
}

/** Adds the options that say how clients come. */
export function addClientOptions(command: Command): Command {
  return command
    .addOption(new Option('--listen <port>', 'wait for clients on this port').argParser(wholeNumber(0)))
    .addOption(new Option('--host <address>', 'address to listen on').default('127.0.0.1'))
    .option('--tls', 'serve wss: with a certificate made for the occasion')
    .option('--cert <file>', 'serve wss: with this certificate (PEM)')
    .option('--key <file>', 'and its key')
}

/** The command. */
export function clientCommand(): Command {
  const command = new Command('client')
    .description('test a client that echoes; $CONFORMANCE_URL and {url} tell it where the cases are')
    .argument('[command...]', 'the client to start, behind --')
    .action(run)
  return addOutput(addSelection(addClientOptions(command)))
}
