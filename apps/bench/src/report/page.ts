/** The results as one HTML file that needs nothing else. The charts in it are drawn by `charts.ts`. */
import { readFileSync } from 'node:fs'
import type { Results } from '../results.js'
import { sectionsOf } from './sections.js'
import { renderMachine } from './table.js'

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 1120px; margin: 2rem auto; padding: 0 1rem; color: #222; }
  pre { font-size: 11px; line-height: 1.35; overflow-x: auto; background: #f6f6f4; padding: 1rem; }
  h2 { margin-top: 2.5rem; }
  .machine { white-space: pre-line; color: #555; }
`

/** A self-contained page: charts, then the tables. */
export function renderPage(results: Results): string {
  const charts = readFileSync(new URL('./charts.global.js', import.meta.url), 'utf8')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Rosetta benchmarks</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Rosetta benchmarks</h1>
<p class="machine">${escapeMarkup(renderMachine(results))}</p>
<div id="charts"></div>
${sectionsOf(results)
  .map(
    ({ title, note = '', body }) =>
      `<h2>${title}</h2>\n<p>${escapeMarkup(note)}</p>\n<pre>${escapeMarkup(body)}</pre>\n`,
  )
  .join('')}<script type="application/json" id="results">${forScript(JSON.stringify(results))}</script>
<script>${forScript(charts)}</script>
</body>
</html>
`
}

function escapeMarkup(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Nothing inside may look like the end of the script element. */
function forScript(code: string): string {
  return code.replace(/<(?=\/script|!--)/gi, '\\u003c')
}
