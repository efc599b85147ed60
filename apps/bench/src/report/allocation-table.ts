/** Where a measured process allocated, by call site, as Markdown tables. */
import type { Results, ScenarioResult, SideResult } from '../results.js'
import { alignColumns, formatFigure } from './columns.js'

/** Sites below this share of a side's bytes are summed up. */
const NOTABLE = 0.03

/** A table of sites for each scenario in which allocations were watched; empty if there is none. */
export function renderAllocations({ scenarios }: Pick<Results, 'scenarios'>): string {
  return scenarios
    .filter(({ sides }) => sides.some(({ samples }) => samples.some(({ allocated }) => allocated)))
    .map(
      (scenario) =>
        `### ${scenario.title}\n\n${alignColumns([['side', 'allocated by', 'B/message'], ...rowsOf(scenario)])}`,
    )
    .join('\n\n')
}

function rowsOf({ sides }: ScenarioResult): string[][] {
  return sides.flatMap((tally) => {
    const sites = bytesBySite(tally)
    const total = sites.reduce((sum, [, bytes]) => sum + bytes, 0)
    const notable = sites.filter(([, bytes]) => bytes >= total * NOTABLE)
    const rest = total - notable.reduce((sum, [, bytes]) => sum + bytes, 0)
    return [...notable, ['all others', rest] as const].map(([site, bytes]) => [tally.side, site, formatFigure(bytes)])
  })
}

/** Bytes a message, over all rounds. */
function bytesBySite({ samples }: SideResult): [string, number][] {
  const units = samples.reduce((sum, { work }) => sum + work.units, 0)
  const bytes = new Map<string, number>()
  for (const { site, bytes: some } of samples.flatMap(({ allocated }) => allocated?.sites ?? []))
    bytes.set(site, (bytes.get(site) ?? 0) + some / units)
  return [...bytes].sort(([, a], [, b]) => b - a)
}
