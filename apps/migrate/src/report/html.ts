/**
 * The report of a scan as one HTML page that needs nothing else: no script and no file beside it.
 */
import { dialectNames } from '../catalogue/entries.js'
import { problemLine } from '../problem.js'
import type { FileUses, ReportedUse, ScanReport, Totals } from '../scan/report.js'

/** A piece of HTML; other strings are escaped where they are put in. */
class Markup {
  constructor(readonly text: string) {}
}

type Piece = string | number | undefined | Markup | readonly Piece[]

function html(parts: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < pieces.length ? textOf(pieces[index]) : '')).join(''))
}

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text
  if (Array.isArray(piece)) return piece.map(textOf).join('')
  return String(piece ?? '').replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Code; a phrase that has code in it is a sentence. */
const asCode = (text: string): Piece => (text.includes('`') ? prose(text) : html`<code>${text}</code>`)

/** A sentence with code between backticks. */
function prose(text: string | undefined): Piece {
  return text?.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))
}

/** The page. */
export function htmlReport(report: ScanReport): string {
  const { packages, transitive, overrides, files, totals, problems, filesRead, target } = report
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rosetta scan</title>
<style>${new Markup(style)}</style>
<h1>Rosetta scan</h1>
<p>${filesRead} files read, ${files.length} with uses. Moves are to <b>${dialectNames[target]}</b>.</p>
${totalsTable(totals)}
${problems.length > 0 ? html`<h2>Cannot be read</h2><ul>${problems.map((one) => html`<li class="impossible">${problemLine(one)}</li>`)}</ul>` : ''}
<h2>Dependencies</h2>
${
  packages.length === 0
    ? html`<p>None of the four packages.</p>`
    : html`<table><tr><th>File<th>Group<th>Package<th>Installed<th>Ours</tr>${packages.map(
        (one) =>
          html`<tr><td>${one.manifest}<td>${one.group}<td><code>${one.name} ${one.range}</code><td>${one.version}<td>${one.isSwapped ? 'in use' : html`<code>${one.facade}</code>`} ${one.note}</tr>`,
      )}</table>`
}
${
  transitive.length === 0
    ? ''
    : html`<h2>Through other packages</h2>
<table><tr><th>Package<th>For<th>Path<th>Ours</tr>${transitive.map(
        (one) =>
          html`<tr><td><code>${one.name}@${one.version}</code><td>${one.users.join(', ')}<td>${one.path.join(' › ')}<td><code>${one.facade}</code> ${one.note}</tr>`,
      )}</table>`
}
${overrides.map(
  ({ lockfile, at, entries }) =>
    html`<p>To install ours for them (${lockfile}), in package.json:</p><pre>${JSON.stringify(
      at.reduceRight<object>((inner, key) => ({ [key]: inner }), entries),
      null,
      2,
    )}</pre>`,
)}
<h2>Files</h2>
${files.map(fileSection)}
</html>
`
  return page.text
}

function totalsTable({ uses, unproved, facade, moves }: Totals): Markup {
  return html`<table class="totals"><tr><th>Uses<th>Same in ours<th>Differ<th>Missing<th>Not of the API<th>Move: none<th>mechanical<th>judgement<th>impossible<th>Not proved</tr>
<tr><td>${uses}<td>${facade.same}<td>${facade.differs}<td>${facade.missing}<td>${facade.unknown}<td>${moves.none}<td class="mechanical">${moves.mechanical}<td class="judgement">${moves.judgement}<td class="impossible">${moves.impossible}<td>${unproved}</tr></table>`
}

function fileSection({ path, uses, unproved, totals }: FileUses): Markup {
  return html`<details><summary><code>${path}</code> ${totals.uses} uses: ${totals.moves.mechanical} mechanical, ${totals.moves.judgement} of judgement, ${totals.moves.impossible} impossible${unproved.length > 0 ? `, ${unproved.length} not proved` : ''}</summary>
<table><tr><th>Place<th>What<th>In ours<th>Move</tr>${uses.map(useRow)}${unproved.map(
    (one) =>
      html`<tr class="unproved"><td>${one.line}:${one.column}<td><code>${one.expression}</code><td colspan="2">used with <code>${one.name}</code> as in ${dialectNames[one.dialect]}, but cannot be proved to be of it</tr>`,
  )}</table></details>
`
}

function useRow({ line, column, dialect, kind, form, name, facade, facadeNote, move }: ReportedUse): Markup {
  const said = move
    ? html`<span class="${move.effort}">${move.effort}</span> ${move.to ? html`${asCode(move.to)} ` : ''}${prose(move.note)} ${
        move.effort === 'none' ? '' : html`<a href="${move.guide}">guide</a>`
      }`
    : ''
  return html`<tr><td>${line}:${column}<td>${dialectNames[dialect]} ${form === 'import' ? '' : kind} ${form} <code>${name}</code><td>${facade} ${prose(facadeNote)}<td>${said}</tr>`
}

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #ddd }
code, pre { font: 13px/1.4 ui-monospace, monospace; background: #f4f4f4; padding: .1em .3em; overflow-wrap: anywhere }
pre { padding: .8rem; overflow-x: auto }
summary { cursor: pointer; padding: .3rem 0 }
.none, .mechanical { color: #116329 } .judgement { color: #8a5300 } .impossible { color: #b3261e } .unproved td { color: #8a5300 }
@media (prefers-color-scheme: dark) {
  body { color: #ddd; background: #161616 } th, td { border-color: #333 } code, pre { background: #242424 } a { color: #8ab4f8 }
  .none, .mechanical { color: #7ee787 } .judgement, .unproved td { color: #e3b341 } .impossible { color: #ff8f87 }
}
`
