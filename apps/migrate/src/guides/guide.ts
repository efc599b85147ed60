/**
 * Makes the guides of docs/migrate: the steps, and for each topic both forms and a table of members from the catalogue.
 * It does not write files.
 */
import { catalogue } from '../catalogue/catalogue.js'
import { type Topic, topics } from '../catalogue/concepts/concept.js'
import { type ConceptName, conceptTable } from '../catalogue/concepts/index.js'
import { dialectNames } from '../catalogue/entries.js'
import { type Dialect, dialects, type Entry, type Kind, type Move } from '../catalogue/model.js'
import { stepsFor } from './steps.js'
import type { TopicText, Way } from './topic-text.js'
import { nodejsWebsocketTexts } from './ways-nodejs-websocket.js'
import { websocketTexts } from './ways-websocket.js'
import { wsTexts } from './ways-ws.js'
import { ws1Texts } from './ways-ws1.js'

export const texts: Readonly<Record<Dialect, TopicText>> = {
  ws: wsTexts,
  websocket: websocketTexts,
  'nodejs-websocket': nodejsWebsocketTexts,
  ws1: ws1Texts,
}

/** Every page of docs/migrate by its name. */
export function guides(): Record<string, string> {
  const pairs = dialects.flatMap((from) => dialects.filter((to) => to !== from).map((to) => [from, to] as const))
  const pages = pairs.map(([from, to]) => [`${from}-to-${to}.md`, guide(from, to)] as const)
  return { 'README.md': index(), ...Object.fromEntries(pages) }
}

const made = '<!-- Made by `npm run guides` in apps/migrate from its catalogue. Edit that, not this. -->'

function guide(from: Dialect, to: Dialect): string {
  const names = Object.keys(topics) as Topic[]
  return `# From ${titles[from]} to ${titles[to]}

${made}

Five steps; the program works after each of them, and you can stop after any. Then the topics, with both APIs side by side.

${stepsFor(from, to)}

# Topics

${effortWords}

${names.map((topic) => topicSection(topic, from, to)).join('\n\n')}
`
}

const titles: Readonly<Record<Dialect, string>> = {
  ws: '`ws`',
  websocket: '`websocket`',
  'nodejs-websocket': '`nodejs-websocket`',
  ws1: '`ws` 1.x and `wsd`',
}

const effortWords = `In the tables, **none** means that the same code works, **mechanical** that it can be rewritten without a thought, **judgement**
that you must decide, **impossible** that the other API has nothing of the kind. Members in italics are not documented by
the original, and yet in use.`

function topicSection(topic: Topic, from: Dialect, to: Dialect): string {
  const entries = catalogue.filter(
    (entry) => entry.dialect === from && conceptTable[entry.concept as ConceptName].topic === topic,
  )
  return [
    `## ${topics[topic]}`,
    way(from, texts[from][topic]),
    way(to, texts[to][topic]),
    topic === 'internals' ? internals(entries) : table(entries, from, to),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function way(dialect: Dialect, { text, code }: Way): string {
  const paragraph = `In ${titles[dialect]}: ${text}`
  return code ? `${paragraph}\n\n\`\`\`js\n${code}\n\`\`\`` : paragraph
}

function table(entries: readonly Entry[], from: Dialect, to: Dialect): string {
  if (entries.length === 0) return ''
  const rows = merged(entries, to).map(
    ({ labels, entry, move }) =>
      `| ${labels.join(', ')} | ${entry.facade}${entry.facadeNote ? `: ${cell(entry.facadeNote)}` : ''} | ${move.to ? code(move.to) : ''} | **${move.effort}** ${cell(move.note)} |`,
  )
  return [`| ${dialectNames[from]} | In ours | ${dialectNames[to]} | What to do |`, '|---|---|---|---|', ...rows].join(
    '\n',
  )
}

/** Entries that need the same are one row. */
function merged(entries: readonly Entry[], to: Dialect): { labels: string[]; entry: Entry; move: Move }[] {
  const rows = new Map<string, { labels: string[]; entry: Entry; move: Move }>()
  for (const entry of entries) {
    const move = entry.moves[to]!
    const key = [entry.kind, entry.form, entry.facade, entry.facadeNote, entry.concept, move.effort, move.to].join('\n')
    const row = rows.get(key)
    if (row) row.labels.push(label(entry))
    else rows.set(key, { labels: [label(entry)], entry, move })
  }
  return [...rows.values()]
}

/** `connection.sendUTF`, `connection` on `message`, option `keepalive` of a server. */
function label({ kind, form, name, isPrivate }: Entry): string {
  const text = {
    export: `export ${code(name)}`,
    method: code(`${kind}.${name}()`),
    property: code(`${kind}.${name}`),
    event: `${code(kind)} event ${code(name)}`,
    option: `option ${code(name)} of ${optionOwners[kind] ?? kind}`,
  }[form]
  return isPrivate ? `*${text}*` : text
}

const optionOwners: Partial<Record<Kind, string>> = {
  serverOptions: 'a server',
  connectOptions: 'a client',
  sendOptions: 'sending',
  deflateOptions: '`perMessageDeflate`',
  cookieOptions: 'a cookie',
  mountOptions: 'a router',
}

function internals(entries: readonly Entry[]): string {
  const kinds = [...new Set(entries.map(({ kind }) => kind))]
  const lines = kinds.flatMap((kind) => {
    const own = entries.filter((entry) => entry.kind === kind)
    const list = (those: readonly Entry[]) => those.map(({ name }) => code(name)).join(', ')
    const present = own.filter(({ facade }) => facade !== 'missing')
    const missing = own.filter(({ facade }) => facade === 'missing')
    return [
      ...(present.length > 0 ? [`- \`${kind}\`, there in ours: ${list(present)}`] : []),
      ...(missing.length > 0 ? [`- \`${kind}\`, not there in ours: ${list(missing)}`] : []),
    ]
  })
  return [
    'None of these is documented, and none has a counterpart: find out what the code wants from it.',
    ...(lines.length > 0 ? [lines.join('\n')] : []),
  ].join('\n\n')
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string) => (text.includes('`') ? cell(text) : `\`${cell(text)}\``)

function index(): string {
  const row = (from: Dialect) =>
    `| **${titles[from]}** | ${dialects.map((to) => (to === from ? '' : `[guide](${from}-to-${to}.md)`)).join(' | ')} |`
  return `# Moving between the APIs

${made}

| from, to | ${dialects.map((to) => titles[to]).join(' | ')} |
|---|---|---|---|---|
${dialects.map(row).join('\n')}

Each guide has the same five steps (swap, compare, bridge, rewrite, remove) and the same topics, so that a link to a topic
leads to the same place in each. The tool is [\`@rosetta-ws/migrate\`](../../apps/migrate/README.md):

\`\`\`
npx @rosetta-ws/migrate scan
npx @rosetta-ws/migrate swap
npx @rosetta-ws/migrate rewrite --from websocket --to ws
\`\`\`

The tables of members are made from the tool's catalogue, which is proved complete: a test reflects over the originals and
over ours, and fails for a name that it does not have. \`npm run guides\` in \`apps/migrate\` makes the pages,
\`npm run guides -- --check\` says whether they are as they should be.
`
}
