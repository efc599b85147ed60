/**
 * `replay <case>`: runs one case, against a server or a client, and prints every frame with its octets.
 */
import { Command } from 'commander'
import type { AgentRole, Case } from '../cases/case.js'
import { isFailure } from '../judge/verdict.js'
import { traceLines } from '../report/trace.js'
import type { CaseResult } from '../run/run-case.js'
import { runAgainstServer } from '../run/server-run.js'
import { addClientOptions, type ClientOptions, meetClients } from './client.js'
import { addSelection, chosenTiming, Misuse, selectedCases, targetUrl } from './options.js'

interface ReplayOptions extends ClientOptions {
  insecure?: boolean
}

function theCase(id: string, role: AgentRole): Case {
  const cases = selectedCases({ case: [id] }, role)
  if (cases.length > 1) throw new Misuse(`${id} stands for ${cases.length} cases; replay runs one.`)
  return cases[0]!
}

async function againstServer(one: Case, url: string, options: ReplayOptions): Promise<CaseResult | undefined> {
  const target = { url: targetUrl(url), insecure: options.insecure ?? false }
  const [result] = await runAgainstServer({ target, cases: [one], concurrency: 1, timing: chosenTiming(options) })
  return result
}

async function againstClient(one: Case, command: string[], options: ClientOptions): Promise<CaseResult | undefined> {
  const server = await meetClients([one], command, options)
  return [...server.results.values()][0]?.get(one.id)
}

/** Without a URL, what stands behind `--` is a client, as for the command `client`. */
async function run(id: string, peer: string[], options: ReplayOptions): Promise<void> {
  const [first = ''] = peer
  const isServer = peer.length === 1 && /^wss?:\/\//.test(first)
  if (peer.length === 0 && options.listen === undefined) {
    throw new Misuse('Give the URL of a server, a client to start behind --, or --listen PORT to wait for a client.')
  }
  const one = theCase(id, isServer ? 'server' : 'client')
  const result = isServer ? await againstServer(one, first, options) : await againstClient(one, peer, options)
  if (!result) throw new Misuse('The client ended without running the case.')
  const lines = [
    `${one.id}${one.autobahn ? ` (Autobahn ${one.autobahn})` : ''}, RFC ${one.rfc.join(', RFC ')}`,
    `Purpose:     ${one.purpose}`,
    `Expectation: ${one.expectation}`,
    '',
    ...traceLines(result.wire),
    '',
    `Verdict: ${result.verdict}: ${result.reason}`,
    `Closing: ${result.closing}: ${result.closingReason}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  process.exitCode = Number(isFailure(result))
}

/** The command. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('run one case against a server or a client and print the annotated trace')
    .argument('<case>', 'id or Autobahn id')
    .argument('[peer...]', 'the URL of a server, or a client to start, behind --')
    .option('--insecure', 'accept any certificate')
    .action(run)
  return addSelection(addClientOptions(command))
}
