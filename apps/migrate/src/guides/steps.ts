/**
 * The order in which a person moves from one API to another: the first part of each guide.
 */
import { dialectNames } from '../catalogue/entries.js'
import type { Dialect } from '../catalogue/model.js'

/** How the guides speak of an API. */
interface Names {
  /** The package that code requires. */
  readonly module: string
  readonly facade: string
  /** The page with the differences between the original and ours. */
  readonly differences: string
  /** The function of the bridge that gives a view in this API. */
  readonly view: string
  /** What a connection is called in examples. */
  readonly connection: string
}

export const namesOf: Readonly<Record<Dialect, Names>> = {
  ws: { module: 'ws', facade: '@rosetta-ws/ws', differences: 'ws', view: 'asWs', connection: 'ws' },
  websocket: {
    module: 'websocket',
    facade: '@rosetta-ws/websocket',
    differences: 'websocket',
    view: 'asWebSocketConnection',
    connection: 'connection',
  },
  'nodejs-websocket': {
    module: 'nodejs-websocket',
    facade: '@rosetta-ws/nodejs-websocket',
    differences: 'nodejs-websocket',
    view: 'asNodejsWebSocket',
    connection: 'conn',
  },
  ws1: { module: 'ws', facade: '@rosetta-ws/ws1', differences: 'wsd', view: 'asWs1', connection: 'ws' },
}

/** The five steps, as Markdown. */
export function stepsFor(from: Dialect, to: Dialect): string {
  return [swap(from), compare(from), bridge(from, to), rewrite(from, to), remove(from, to)].join('\n\n')
}

function swap(from: Dialect): string {
  const { module, facade, differences } = namesOf[from]
  const wsd = from === 'ws1' ? ' (`@rosetta-ws/wsd` for `wsd`)' : ''
  return `## Step 1: swap

Look first, then install \`${facade}\`${wsd} under the old name. No line of code changes.

\`\`\`
npx @rosetta-ws/migrate scan
npx @rosetta-ws/migrate swap
npm install
\`\`\`

\`swap\` also sets the overrides for packages that bring \`${module}\` along, takes out of package-lock.json what npm would keep
though another package is asked for, and notes in \`rosetta-swap.json\` what it has changed:
\`npx @rosetta-ws/migrate swap --back\` restores every file to the letter. Run the tests of your program. What ours does
differently is in [differences](../differences/${differences}.md); \`scan\` names the places in your code that touch it.${swapNote[from] ?? ''}`
}

const swapNote: Partial<Record<Dialect, string>> = {
  ws: `

Ours has the API of \`ws\` 8. Code for \`ws\` 2 to 7 must move to 8 first, where text arrives as a Buffer, and the reason of
\`close\` too; \`swap\` leaves it alone unless you say \`--across-majors\`.`,
}

function compare(from: Dialect): string {
  const { module, facade } = namesOf[from]
  const original = from === 'ws1' ? 'original-ws1' : `original-${module}`
  const version = { ws: '8.23.0', websocket: '1.0.35', 'nodejs-websocket': '1.7.2', ws1: '1.1.5' }[from]
  return `## Step 2: compare

Run a program of yours on both, and see whether events, arguments, errors and bytes on the wire are the same. The original
stays beside ours under another name for this.

\`\`\`
npm install --save-dev ${original}@npm:${module}@${version} @rosetta-ws/conformance
npx @rosetta-ws/conformance diff my-program.cjs --name ${module} --original ${original} --candidate ${module}
\`\`\`

After the swap \`${module}\` is \`${facade}\`. The program should end by itself. In tests of
your own, \`compare\` of \`@rosetta-ws/conformance/diff\` does the same. [More on the comparison](../conformance/README.md).`
}

function bridge(from: Dialect, to: Dialect): string {
  const { connection } = namesOf[from]
  const { view, facade } = namesOf[to]
  return `## Step 3: bridge

A connection of \`${dialectNames[from]}\` can be handed to a module that is written for \`${dialectNames[to]}\`: the same live connection, without a
reconnect. So files move one by one, and the program works after each.

\`\`\`
npm install @rosetta-ws/bridge ${namesOf[to].module === namesOf[from].module ? facade : `${namesOf[to].module}@npm:${facade}`}
\`\`\`

\`\`\`js
const { ${view} } = require('@rosetta-ws/bridge')

${opened[from]}
  join(${view}(${connection})) // join is written for ${dialectNames[to]}
})
\`\`\`

Both views see every message, and either may send. The API that opened the connection goes on answering pings and Close
frames, and its limits hold. \`mount\` of the bridge lets servers of several APIs share one HTTP server by path.
${to === 'ws1' ? 'For `wsd` it is `asWsd`. ' : ''}[More on the bridge](../bridge.md).`
}

const opened: Readonly<Record<Dialect, string>> = {
  ws: "wss.on('connection', (ws) => {",
  websocket: "server.on('request', (request) => {\n  const connection = request.accept(null, request.origin)",
  'nodejs-websocket': "server.on('connection', (conn) => {",
  ws1: "wss.on('connection', function (ws) {",
}

function rewrite(from: Dialect, to: Dialect): string {
  if (to !== 'ws') {
    return `## Step 4: rewrite

There is no \`rewrite\` to \`${dialectNames[to]}\`: it is done by hand, with the places and what each needs from

\`\`\`
npx @rosetta-ws/migrate scan --to ${to}
\`\`\`

The topics below have both forms side by side.`
  }
  return `## Step 4: rewrite

\`\`\`
npx @rosetta-ws/migrate rewrite --from ${from} --to ws
npx @rosetta-ws/migrate rewrite --from ${from} --to ws --write
\`\`\`

The first shows a diff, the second applies it. What is mechanical is rewritten. Where you must decide, the code stays and
gets a comment \`// TODO(rosetta): …\` with the reason and a link to a topic below. What cannot be proved to be of
\`${dialectNames[from]}\` is left as it is, and named.`
}

function remove(from: Dialect, to: Dialect): string {
  const same = namesOf[from].module === namesOf[to].module
  const install = `npm install ${namesOf[to].module}@npm:${namesOf[to].facade}`
  const uninstall = same ? '' : `npm uninstall ${namesOf[from].module}\n`
  return `## Step 5: remove

When \`scan\` finds no use of \`${dialectNames[from]}\` any more, and nothing calls the bridge:

\`\`\`
${uninstall}npm uninstall @rosetta-ws/bridge
${install}
\`\`\`

\`rosetta-swap.json\` can be deleted then. What other packages bring along stays overridden.`
}
