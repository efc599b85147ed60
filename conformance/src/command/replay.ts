/**
 * `replay <case>`: runs one case and prints every frame with its octets.
 */
import { Command } from 'commander'
import type { Case } from '../cases/case.js'
import { isFailure } from '../judge/verdict.js'
import { traceLines } from '../report/trace.js'
import { runAgainstServer } from '../run/server-run.js'
import { addSelection, chosenTiming, Misuse, type RunOptions, selectedCases, targetUrl } from './options.js'

function theCase(id: string): Case {
  const cases = selectedCases({ case: [id] }, 'server')
  if (cases.length > 1) throw new Misuse(`${id} stands for ${cases.length} cases; replay runs one.`)
  return cases[0]!
}

async function run(id: string, url: string, options: RunOptions & { insecure?: boolean }): Promise<void> {
  const one = theCase(id)
  const target = { url: targetUrl(url), insecure: options.insecure ?? false }
  const [result] = await runAgainstServer({ target, cases: [one], concurrency: 1, timing: chosenTiming(options) })
  const lines = [
    `${one.id}${one.autobahn ? ` (Autobahn ${one.autobahn})` : ''}, RFC ${one.rfc.join(', RFC ')}`,
    `Purpose:     ${one.purpose}`,
    `Expectation: ${one.expectation}`,
    '',
    ...traceLines(result!.wire),
    '',
    `Verdict: ${result!.verdict}: ${result!.reason}`,
    `Closing: ${result!.closing}: ${result!.closingReason}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  process.exitCode = Number(isFailure(result!))
}

/** The command. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('run one case against a server and print the annotated trace')
    .argument('<case>', 'id or Autobahn id')
    .argument('<url>', 'the server')
    .option('--insecure', 'accept any certificate')
    .action(run)
  return addSelection(command)
}
