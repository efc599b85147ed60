// The import walls of biome.walls.json, each broken once: what a file may not import is reported, what it may is not.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runQuiet } from '../child.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const engine = 'packages/engine/src'

/** A file, what it may import, and what it may not. */
const walls = [
  [`${engine}/rfc/a.ts`, ['./b.js'], ['../frames/a.js', '../platform.js', 'node:buffer', 'buffer', 'left-pad']],
  [
    `${engine}/frames/a.ts`,
    ['./b.js', '../rfc/a.js', '../platform.js'],
    ['../messages/a.js', '../node/a.js', 'node:fs'],
  ],
  [`${engine}/frames/c.ts`, [], ['../extensions/codec.js', '../index.js', '../rfc/../node/a.js', './../node/a.js']],
  [`${engine}/messages/a.ts`, ['../frames/a.js', '../extensions/codec.js'], ['../connection/a.js', 'node:zlib']],
  [`${engine}/messages/c.ts`, ['../rfc/a.js'], ['../extensions/permessage-deflate.js', '../handshake/a.js']],
  [`${engine}/extensions/a.ts`, ['../rfc/a.js'], ['../handshake/a.js', '../connection/a.js', 'node:zlib']],
  [`${engine}/handshake/a.ts`, ['../rfc/a.js', '../extensions/a.js'], ['../frames/a.js', 'node:crypto', 'crypto']],
  [`${engine}/connection/a.ts`, ['../messages/a.js', '../handshake/a.js'], ['../node/a.js', 'node:net', '../index.js']],
  [`${engine}/index.ts`, ['./rfc/a.js', './platform.js'], ['./node/a.js', './node/index.js', 'node:net']],
  [`${engine}/node/a.ts`, ['node:net', '../connection/a.js', './b.js'], ['@rosetta-ws/ws', '../../../ws/src/a.js']],
  [
    'packages/ws/src/a.ts',
    ['@rosetta-ws/engine', '@rosetta-ws/engine/node', 'node:http', './b.js'],
    ['@rosetta-ws/wsd'],
  ],
  ['packages/ws/src/b.ts', ['./websocket/a.js'], ['@rosetta-ws/bridge', '../../websocket/src/a.js', '../test/a.js']],
  ['packages/websocket/src/a.ts', ['@rosetta-ws/engine'], ['@rosetta-ws/ws', '../../engine/src/node/a.js']],
  ['packages/nodejs-websocket/src/a.ts', [], ['@rosetta-ws/websocket', '@rosetta-ws/conformance/diff']],
  ['packages/wsd/src/a.ts', [], ['@rosetta-ws/nodejs-websocket', '../../../apps/bench/src/a.js']],
  ['packages/ws1/src/a.ts', ['@rosetta-ws/ws1-dialect', '@rosetta-ws/engine'], ['@rosetta-ws/wsd', '@rosetta-ws/ws']],
  ['packages/wsd/src/b.ts', ['@rosetta-ws/ws1-dialect'], ['@rosetta-ws/ws1', '../../ws1-dialect/src/a.js']],
  ['packages/ws1-dialect/src/a.ts', ['@rosetta-ws/engine/node'], ['@rosetta-ws/ws1', '@rosetta-ws/ws']],
  ['packages/ws/src/c.ts', [], ['@rosetta-ws/ws1-dialect']],
  [
    'packages/bridge/src/a.ts',
    ['@rosetta-ws/ws', '@rosetta-ws/engine'],
    ['@rosetta-ws/conformance', '../../ws/src/a.js'],
  ],
  ['packages/ws/test/a.test.ts', ['@rosetta-ws/conformance', '../src/a.js'], ['../../../apps/bench/src/a.js']],
  ['packages/engine/test/a.test.ts', ['@rosetta-ws/conformance/diff'], ['../../../conformance/src/a.js']],
  ['conformance/src/a.ts', ['node:net', './b.js'], ['@rosetta-ws/engine', '../../packages/engine/src/a.js']],
  ['conformance/src/run/a.ts', ['../judge/a.js'], ['@rosetta-ws/ws', '../../../apps/bench/src/a.js']],
]

/** The ways to name a module in code; each is held by the same wall. */
const forms = [
  (module) => `import '${module}'`,
  (module) => `import type { A } from '${module}'\nexport const a = {} as A`,
  (module) => `export * from '${module}'`,
  (module) => `export const a = () => import('${module}')`,
]

let folder
let blamed

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rosetta-walls-')))
  write('biome.json', JSON.stringify({ extends: [join(root, 'biome.walls.json')] }))
  for (const [file, allowed, refused] of walls) {
    for (const module of [...allowed, ...refused]) {
      forms.forEach((form, index) => {
        write(placeOf(file, module, index), `${form(module)}\n`)
      })
    }
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'lint', '--only=style/noRestrictedImports', '--reporter=github', '--max-diagnostics=none', '.']
  const { output } = await runQuiet(process.execPath, args, { cwd: folder })
  blamed = new Set([...output.matchAll(/^::error .*?file=([^,]+)/gm)].map((match) => relative(folder, match[1])))
}, 30_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

for (const [file, allowed, refused] of walls) {
  for (const module of allowed)
    test(`${file} may import ${module}`, () => expect(verdicts(file, module)).toEqual(all(false)))
  for (const module of refused)
    test(`${file} may not import ${module}`, () => expect(verdicts(file, module)).toEqual(all(true)))
}

/** Each sample is a file of its own, in the folder of the file that it stands for. */
function placeOf(file, module, form) {
  return `${file.slice(0, -'.ts'.length)}-${module.replaceAll(/\W/g, '-')}-${form}.ts`
}

function verdicts(file, module) {
  return forms.map((_, index) => blamed.has(placeOf(file, module, index)))
}

function all(value) {
  return forms.map(() => value)
}

function write(name, text) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}
