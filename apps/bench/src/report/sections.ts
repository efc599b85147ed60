/** The sections of a report, in order, whatever form it takes. Not the forms (`document.ts`, `page.ts`). */
import type { Results } from '../results.js'
import { renderAllocations } from './allocation-table.js'
import { renderGrowth } from './growth.js'
import { renderFailures, renderFigures, renderGoals, renderLoad } from './table.js'
import { renderTargets } from './target-table.js'

export interface Section {
  title: string
  note?: string
  /** Markdown that can be read as it is. */
  body: string
}

interface Form {
  title: string
  note?: string
  /** Empty where there is nothing to say. */
  render(results: Results): string
}

const FORMS: Form[] = [
  {
    title: 'Targets',
    note:
      'In brackets is what has to be reached. "× ws" is the processor time of `ws` divided by that of our `ws`, "engine ÷ raw" ' +
      'that of our engine without a facade divided by that of bare sockets, "raw × ws" what bare sockets reach, so the most that there is.',
    render: renderTargets,
  },
  { title: 'Reached and not', render: renderGoals },
  {
    title: 'Figures',
    note: '"A 10 × B" means that A needs a tenth of B\'s time; "A 1.2 ÷ B" that it needs 1.2 times as much.',
    render: renderFigures,
  },
  {
    title: 'Where it is allocated',
    note:
      "Bytes in V8's heap. What no server can avoid is the object that the user gets a message in (a Buffer takes 96 bytes, " +
      'a string its characters), and what Node itself allocates for each read and write, which `raw` shows. ' +
      '`subject.js` is the measured program itself, as a user would write it.',
    render: renderAllocations,
  },
  { title: 'Growth', render: renderGrowth },
  {
    title: 'Load',
    note: 'A generator near 100 % beside a server far from it would measure the generator.',
    render: renderLoad,
  },
  { title: 'Failures', render: renderFailures },
]

/** Those that have something to say. */
export function sectionsOf(results: Results): Section[] {
  return FORMS.map(({ title, note, render }) => ({ title, note, body: render(results) })).filter(({ body }) => body)
}
