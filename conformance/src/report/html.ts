/**
 * Writes a report as one HTML page that needs nothing else: a table of cases by agents, and what happened in each case.
 */
import { isFailure, verdicts } from '../judge/verdict.js'
import { pageScript, pageStyle } from './html-page.js'
import type { Report } from './report.js'
import { agentLine } from './summary.js'
import { traceLines } from './trace.js'

/** Lines of a trace that the page keeps. */
const keptLines = 120

function htmlText(text: string): string {
  return text.replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

function pageData(report: Report) {
  return {
    cases: report.cases,
    agents: report.agents.map((agent) => ({
      name: `${agent.name} (${agent.role})`,
      results: Object.fromEntries(
        agent.results.map((result) => {
          const { wire, ...rest } = result
          const lines = traceLines(wire)
          const trace =
            lines.length > keptLines
              ? [...lines.slice(0, keptLines), `… ${lines.length - keptLines} more lines`]
              : lines
          return [result.id, { ...rest, failure: isFailure(result), trace: trace.join('\n') }]
        }),
      ),
    })),
  }
}

/** The whole page. */
export function html(report: Report): string {
  const data = JSON.stringify(pageData(report)).replace(/</g, '\\u003c')
  const filters = ['all', 'failures', ...verdicts].map((word) => `<option>${word}</option>`).join('')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>WebSocket conformance</title><style>${pageStyle}</style></head>
<body><header><h1>WebSocket conformance</h1>
<ul>${report.agents.map((agent) => `<li>${htmlText(agentLine(agent))}</li>`).join('')}</ul>
<label>Show <select id="filter">${filters}</select></label> <label>Search <input id="search" type="search"></label>
<label><input id="differing" type="checkbox"> only where agents differ</label></header>
<main><table><thead></thead><tbody></tbody></table></main>
<dialog><form method="dialog"><button>Close</button></form><div id="detail"></div></dialog>
<script type="application/json" id="data">${data}</script><script>${pageScript}</script></body></html>
`
}
