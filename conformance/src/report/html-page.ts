/**
 * The style and the script of the HTML report, as text. The script runs in the reader's browser.
 */

export const pageStyle = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif }
body { margin: 0 } header { padding: 12px 20px; border-bottom: 1px solid #8884 } h1 { font-size: 18px; margin: 0 }
header label { margin-right: 16px } table { border-collapse: collapse; margin: 0 20px 40px }
th { position: sticky; top: 0; background: Canvas; text-align: left } td, th { padding: 2px 8px; border-bottom: 1px solid #8883 }
tr.group td { font-weight: 600; padding-top: 14px } td.id { font-family: ui-monospace, monospace; font-size: 12px }
button.cell { border: 0; border-radius: 4px; padding: 1px 8px; font: inherit; cursor: pointer; color: #000; min-width: 7em }
.strict { background: #9be29b } .non-strict { background: #d5e58a } .informational { background: #a9cdf5 }
.unimplemented { background: #c9c9c9 } .failed { background: #ff9d94 } .bad { outline: 2px solid #e33; outline-offset: -2px }
dialog { width: min(1000px, 92vw); max-height: 86vh } pre { overflow: auto; font-size: 12px } dt { font-weight: 600 }
`

export const pageScript = `
const data = JSON.parse(document.getElementById('data').textContent)
const element = (name, text, className) => {
  const node = document.createElement(name)
  if (text !== undefined) node.textContent = text
  if (className) node.className = className
  return node
}
const detail = (one, agent, result) => {
  const list = element('dl')
  const add = (term, text) => list.append(element('dt', term), element('dd', text))
  add('Case', one.id + (one.autobahn ? ' (Autobahn ' + one.autobahn + ')' : '') + ', RFC ' + one.rfc.join(', RFC '))
  add('Purpose', one.purpose)
  add('Expectation', one.expectation)
  add(agent.name, result.verdict + ': ' + result.reason)
  add('Closing', result.closing + ': ' + result.closingReason)
  add('Time', result.duration + ' ms')
  document.getElementById('detail').replaceChildren(list, element('pre', result.trace))
  document.querySelector('dialog').showModal()
}
const head = element('tr')
head.append(element('th', 'Case'), element('th', 'Autobahn'), ...data.agents.map((agent) => element('th', agent.name)))
document.querySelector('thead').append(head)
const draw = () => {
  const filter = document.getElementById('filter').value
  const search = document.getElementById('search').value.toLowerCase()
  const differing = document.getElementById('differing').checked
  let group = ''
  const rows = []
  for (const one of data.cases) {
    const results = data.agents.map((agent) => agent.results[one.id])
    const words = new Set(results.map((result) => result && result.verdict + result.closing))
    const shown = results.some((r) => r && (filter === 'all' || (filter === 'failures' ? r.failure : r.verdict === filter)))
    if (!shown || (differing && words.size < 2)) continue
    if (search && !(one.id + ' ' + one.autobahn + ' ' + one.purpose).toLowerCase().includes(search)) continue
    if (one.group !== group) {
      group = one.group
      const row = element('tr', undefined, 'group')
      row.append(element('td', group))
      rows.push(row)
    }
    const row = element('tr')
    const name = element('td', one.id, 'id')
    name.title = one.purpose
    row.append(name, element('td', one.autobahn || ''))
    results.forEach((result, i) => {
      const cell = element('td')
      if (result) {
        const button = element('button', result.verdict, 'cell ' + result.verdict + (result.failure ? ' bad' : ''))
        button.title = result.reason
        button.onclick = () => detail(one, data.agents[i], result)
        cell.append(button)
        if (!['ok', 'none', 'informational'].includes(result.closing)) cell.append(' ' + result.closing)
      }
      row.append(cell)
    })
    rows.push(row)
  }
  document.querySelector('tbody').replaceChildren(...rows)
}
for (const id of ['filter', 'search', 'differing']) document.getElementById(id).addEventListener('input', draw)
draw()
`
