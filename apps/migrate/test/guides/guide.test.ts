/**
 * The committed guides are those of the catalogue, their anchors exist, and their examples are code of the API they name.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analysis.js'
import { openSources } from '../../src/analysis/source-files.js'
import { catalogue } from '../../src/catalogue/catalogue.js'
import { topics } from '../../src/catalogue/concepts/concept.js'
import { type Dialect, dialects } from '../../src/catalogue/model.js'
import { guides, texts } from '../../src/guides/guide.js'

const folder = join(import.meta.dirname, '../../../../docs/migrate')

it('docs/migrate is as the catalogue says (npm run guides in apps/migrate)', () => {
  const committed = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  )
  expect(Object.keys(committed).sort()).toEqual(Object.keys(guides()).sort())
  const stale = Object.entries(guides()).filter(([name, text]) => committed[name] !== text)
  expect(stale.map(([name]) => name)).toEqual([])
})

it('has a heading for the anchor of every move', () => {
  const pages = guides()
  const anchors = new Map(Object.entries(pages).map(([name, text]) => [name, anchorsOf(text)]))
  const lost = catalogue.flatMap((entry) =>
    Object.entries(entry.moves)
      .filter(([to, { anchor }]) => !anchors.get(`${entry.dialect}-to-${to}.md`)?.has(anchor))
      .map(([to]) => `${entry.dialect} ${entry.name} to ${to}`),
  )
  expect(lost).toEqual([])
  expect(Object.entries(topics).filter(([name, title]) => slug(title) !== name)).toEqual([])
})

it('names every member that is not internal in the table of each guide', () => {
  const pages = guides()
  for (const entry of catalogue) {
    for (const to of dialects.filter((one) => one !== entry.dialect)) {
      expect(pages[`${entry.dialect}-to-${to}.md`]).toMatch(new RegExp(`[\`.]${entry.name}(\\(\\))?\``))
    }
  }
})

it('links only to pages that exist', () => {
  const root = join(import.meta.dirname, '../../../..')
  const known = new Set([...Object.keys(guides()).map((name) => `docs/migrate/${name}`), 'docs/bridge.md'])
  const broken = Object.entries(guides()).flatMap(([page, text]) =>
    [...text.matchAll(/\]\(([^)#]+)/g)]
      .map(([, target]) => join('docs/migrate', target))
      .filter((target) => !known.has(target) && !exists(join(root, target)))
      .map((target) => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

describe.each(dialects)('examples for %s', (dialect) => {
  const examples = Object.entries(texts[dialect]).filter(([, { code }]) => code !== undefined)

  it('can be parsed, and use only what the API has', () => {
    const files = examples.map(
      ([topic, { code }]) => [`/${topic}.mjs`, `${context[dialect]}\n{\n${code}\n}\n`] as const,
    )
    const sources = openSources('/', new Map(files))
    expect(sources.problems).toEqual([])
    const { uses, unproved } = analyse(sources, { dialectOfWs: dialect === 'ws1' ? 'ws1' : 'ws' })
    expect(
      uses.filter(({ entry, form }) => form !== 'import' && !entry).map(({ path, name }) => `${path} ${name}`),
    ).toEqual([])
    expect(unproved.map(({ path, expression }) => `${path} ${expression}`)).toEqual([])
    const lines = context[dialect].split('\n').length
    const bare = examples.filter(([topic]) => !uses.some(({ path, line }) => path === `${topic}.mjs` && line > lines))
    expect(bare.map(([topic]) => topic)).toEqual([])
  })
})

/** The variables that examples take for granted. */
const context: Record<Dialect, string> = {
  ws: "import { WebSocket, WebSocketServer } from 'ws'\nconst wss = new WebSocketServer({ port: 1 })\nconst ws = new WebSocket('ws://x')",
  websocket:
    "import websocket from 'websocket'\nconst { server: WebSocketServer } = websocket\nconst server = new WebSocketServer({ httpServer })\nlet connection\nserver.on('connect', (one) => { connection = one })",
  'nodejs-websocket':
    "import nodejsWebsocket from 'nodejs-websocket'\nconst server = nodejsWebsocket.createServer()\nconst conn = nodejsWebsocket.connect('ws://x')",
  ws1: "import WebSocket from 'ws'\nconst wss = new WebSocket.Server({ port: 1 })\nconst ws = new WebSocket('ws://x')",
}

const slug = (title: string) => title.toLowerCase().replaceAll(' ', '-')
const anchorsOf = (text: string) => new Set([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => slug(title)))
function exists(path: string): boolean {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}
