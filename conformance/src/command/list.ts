/**
 * `list`: shows the cases, or the groups.
 */
import { Command } from 'commander'
import { groupOf } from '../cases/case.js'
import { performanceGroups, select } from '../cases/catalogue.js'
import { type RunOptions, selectedCases } from './options.js'

interface ListOptions extends Pick<RunOptions, 'group' | 'case'> {
  groups?: boolean
  json?: boolean
}

function groupLines(): string[] {
  const counts = new Map<string, number>()
  for (const one of select({})) counts.set(groupOf(one), (counts.get(groupOf(one)) ?? 0) + 1)
  return [
    ...[...counts].map(([group, count]) => `${group.padEnd(22)} ${count}`),
    `performance            = ${performanceGroups.join(', ')}`,
    'autobahn               = the cases of the Autobahn testsuite; also 1 to 13 for its groups',
  ]
}

function run(options: ListOptions): void {
  const lines = options.groups
    ? groupLines()
    : selectedCases(options).map((one) =>
        options.json
          ? JSON.stringify({
              id: one.id,
              autobahn: one.autobahn,
              rfc: one.rfc,
              roles: one.roles ?? ['server', 'client'],
              purpose: one.purpose,
              expectation: one.expectation,
            })
          : `${one.id.padEnd(52)} ${(one.autobahn ?? '').padEnd(8)} ${one.rfc.join(', ').padEnd(24)} ${one.purpose}`,
      )
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** The command. */
export function listCommand(): Command {
  return new Command('list')
    .description('list the cases')
    .option('-g, --group <names...>', 'only these groups')
    .option('-c, --case <ids...>', 'only these cases')
    .option('--groups', 'list the groups instead')
    .option('--json', 'one JSON object per line')
    .action(run)
}
