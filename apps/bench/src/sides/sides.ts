/**
 * The implementations that the bench knows, and how to find others. Not which of them a scenario compares.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import type { DialectName } from '../control/protocol.js'
import type { Side } from './side.js'

const require = createRequire(import.meta.url)

/** `ws` takes native helpers if it finds them; without them it is what most people run. */
const NO_ADDON = { WS_NO_BUFFER_UTIL: '1', WS_NO_UTF_8_VALIDATE: '1' }
const WITH_ADDON = { WS_NO_BUFFER_UTIL: undefined, WS_NO_UTF_8_VALIDATE: '1' }

const both = { server: true, client: true }

export const SIDES: Side[] = [
  {
    name: 'rosetta-ws',
    dialect: 'ws',
    locate: () => require.resolve('@rosetta-ws/ws'),
    ...both,
    deflate: true,
    packages: ['engine', 'ws'],
  },
  {
    name: 'rosetta-websocket',
    dialect: 'websocket',
    locate: () => ours('websocket'),
    ...both,
    packages: ['engine', 'websocket'],
  },
  {
    name: 'rosetta-nodejs-websocket',
    dialect: 'nodejs-websocket',
    locate: () => ours('nodejs-websocket'),
    ...both,
    packages: ['engine', 'nodejs-websocket'],
  },
  {
    name: 'rosetta-wsd',
    dialect: 'ws1',
    locate: () => ours('wsd'),
    ...both,
    deflate: true,
    packages: ['engine', 'wsd'],
  },
  {
    name: 'engine',
    dialect: 'engine',
    locate: () => require.resolve('@rosetta-ws/engine/node'),
    server: true,
    client: false,
    packages: ['engine'],
  },
  {
    name: 'ws',
    dialect: 'ws',
    locate: () => require.resolve('original-ws'),
    environment: NO_ADDON,
    ...both,
    deflate: true,
  },
  { name: 'ws+bufferutil', dialect: 'ws', locate: wsWithAddon, environment: WITH_ADDON, ...both, deflate: true },
  { name: 'websocket', dialect: 'websocket', locate: () => require.resolve('original-websocket'), ...both },
  {
    name: 'nodejs-websocket',
    dialect: 'nodejs-websocket',
    locate: () => require.resolve('original-nodejs-websocket'),
    ...both,
  },
  {
    name: 'ws1',
    dialect: 'ws1',
    locate: () => require.resolve('original-ws1'),
    environment: NO_ADDON,
    ...both,
    deflate: true,
  },
  { name: 'faye', dialect: 'faye', locate: () => require.resolve('faye-websocket'), ...both },
  { name: 'undici', dialect: 'browser', locate: () => require.resolve('undici'), server: false, client: true },
  { name: 'raw', dialect: 'raw', server: true, client: false },
  { name: 'upgrade', dialect: 'upgrade', server: true, client: false },
]

/** What `--against` adds: the original, and the facade of ours that stands in for it. */
export const OPPONENTS: Record<string, string[]> = {
  ws: ['rosetta-ws', 'ws', 'ws+bufferutil', 'undici', 'engine', 'raw', 'upgrade'],
  websocket: ['rosetta-ws', 'rosetta-websocket', 'websocket', 'raw'],
  'nodejs-websocket': ['rosetta-ws', 'rosetta-nodejs-websocket', 'nodejs-websocket', 'raw'],
  ws1: ['rosetta-ws', 'rosetta-wsd', 'ws1', 'raw'],
  faye: ['rosetta-ws', 'faye', 'raw'],
}

export function sideNamed(name: string): Side {
  const side = SIDES.find((each) => each.name === name)
  if (!side) throw new Error(`no side "${name}"; known: ${SIDES.map((each) => each.name).join(', ')}`)
  return side
}

/**
 * A side from the command line: `name=path` where name is a dialect and path a package directory or file.
 * @param from what a relative path starts from
 * @throws Error if the dialect is unknown or nothing is there
 */
export function sideOfImplementation(text: string, from: string): Side {
  const [dialect, path = ''] = text.split(/=(.*)/s)
  const like = SIDES.find((each) => each.dialect === dialect)
  if (!like || !path)
    throw new Error(
      `--impl takes <dialect>=<path>, not "${text}"; dialects: ws, websocket, nodejs-websocket, ws1, faye`,
    )
  const entry = entryOf(resolve(from, path))
  return { name: path, dialect: dialect as DialectName, locate: () => entry, ...both, deflate: like.deflate }
}

/** Where the side's code is; a reason instead if it can not be measured. */
export function locateSide(side: Side): { module: string } | { missing: string } {
  try {
    const module = side.locate?.() ?? ''
    return module && !existsSync(module) ? { missing: 'not built' } : { module }
  } catch (error) {
    return { missing: (error as Error).message.split('\n')[0] }
  }
}

/** A facade that may not exist yet is looked for by its folder. */
function ours(folder: string): string {
  return entryOf(packageFolder(folder))
}

/** The folder of one of our packages, from the built bench as from its source. */
export function packageFolder(folder: string): string {
  let root = import.meta.dirname
  while (!existsSync(join(root, 'pnpm-workspace.yaml'))) {
    if (root === resolve(root, '..')) throw new Error('not inside the workspace')
    root = resolve(root, '..')
  }
  return join(root, 'packages', folder)
}

/** The file that `require` takes for a package directory, by its `exports` if it has any. */
function entryOf(path: string): string {
  if (!statSync(path).isDirectory()) return path
  const manifest = join(path, 'package.json')
  const { name, exports } = JSON.parse(readFileSync(manifest, 'utf8'))
  return exports ? createRequire(manifest).resolve(name) : require.resolve(path)
}

function wsWithAddon(): string {
  const module = require.resolve('original-ws')
  createRequire(module).resolve('bufferutil')
  return module
}
