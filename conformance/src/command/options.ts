/**
 * The options that the commands share, and what is read from them.
 */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { AgentRole, Case } from '../cases/case.js'
import { select } from '../cases/catalogue.js'
import { type Timing, timing } from '../run/timing.js'

/** A mistake of the caller: printed without a stack, exit code 2. */
export class Misuse extends Error {}

/** Parsed options of `server`, `client` and `replay`. */
export interface RunOptions {
  group?: string[]
  case?: string[]
  patience: number
  messages: number
  agent?: string
  json?: string
  junit?: string
  html?: string
  markdown?: string
  baseline?: string
  updateBaseline?: boolean
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`Not a whole number of at least ${least}.`)
    return value
  }
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('Not a number above 0.')
  return value
}

/** Which cases, and how long to wait. */
export function addSelection(command: Command): Command {
  return command
    .option(
      '-g, --group <names...>',
      'groups to run; * stands for anything, ! in front leaves out (try: list --groups)',
    )
    .option('-c, --case <ids...>', 'cases to run, by id or Autobahn id; * and ! as with --group')
    .addOption(new Option('--patience <factor>', 'multiplies every waiting time').default(2).argParser(positive))
    .addOption(
      new Option('--messages <count>', 'at most that many messages in the cases that send a thousand')
        .default(1000)
        .argParser(wholeNumber(1)),
    )
}

/** Where the results go, and what they are measured against. */
export function addOutput(command: Command): Command {
  return command
    .option('-a, --agent <name>', 'name of the implementation in the reports')
    .option('--json <file>', 'write the report as JSON')
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--html <file>', 'write the report as one HTML page')
    .option('--markdown <file>', 'append a summary in Markdown (for $GITHUB_STEP_SUMMARY)')
    .option('--baseline <file>', 'exit with 1 only where the results differ from this baseline')
    .option('--update-baseline', 'write the results to the baseline instead of comparing')
}

/** The selected cases. @throws Misuse if there are none */
export function selectedCases(options: Pick<RunOptions, 'group' | 'case'>, role?: AgentRole): Case[] {
  const cases = select({ groups: options.group, cases: options.case, role })
  if (cases.length === 0) throw new Misuse('No case matches --group and --case. "list" shows what there is.')
  return cases
}

/** The waiting times. */
export function chosenTiming(options: Pick<RunOptions, 'patience' | 'messages'>): Timing {
  return timing(options.patience, options.messages)
}

/** The server to test. @throws Misuse */
export function targetUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'ws:' && url?.protocol !== 'wss:') throw new Misuse(`"${text}" is not a ws:// or wss:// URL.`)
  return url
}
