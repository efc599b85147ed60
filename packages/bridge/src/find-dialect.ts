/**
 * Finds the facade that a view is made with: the one that the program has loaded, whatever it is installed as; if none is, the
 * one that is installed. It makes no views.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Dialect, type DialectName, dialectRegistry } from '@rosetta-ws/engine/node'

interface Package {
  readonly name: string
  /** The names that it may be installed under in place of its own, the likeliest first. */
  readonly aliases: readonly string[]
}

const packages: Readonly<Record<DialectName, Package>> = {
  ws: { name: '@rosetta-ws/ws', aliases: ['ws'] },
  websocket: { name: '@rosetta-ws/websocket', aliases: ['websocket'] },
  'nodejs-websocket': { name: '@rosetta-ws/nodejs-websocket', aliases: ['nodejs-websocket'] },
  wsd: { name: '@rosetta-ws/wsd', aliases: ['wsd', 'ws'] },
  ws1: { name: '@rosetta-ws/ws1', aliases: ['ws1', 'ws'] },
}

/** Of several copies of a facade the one that was loaded first. @throws Error if it is not installed */
export function findDialect(name: DialectName, caller: string): Dialect {
  const loaded = loadedDialect(name)
  if (loaded !== undefined) return loaded
  for (const load of installations(packages[name])) {
    load()
    const found = loadedDialect(name)
    if (found !== undefined) return found
  }
  throw new Error(missing(packages[name], caller))
}

function loadedDialect(name: DialectName): Dialect | undefined {
  return dialectRegistry().dialects.find((dialect) => dialect.name === name)
}

/** Where a package is installed under one of its names, as seen from here and from the program. */
function* installations({ name, aliases }: Package): Generator<() => unknown> {
  for (const base of [here(), pathToFileURL(join(process.cwd(), 'index.js')).href]) {
    const require = createRequire(base)
    for (const id of [name, ...aliases]) if (isInstalledAs(require, id, name)) yield () => require(id)
  }
}

/** In the build this file is CommonJS, and has no URL. */
function here(): string {
  return typeof __filename === 'string' ? __filename : import.meta.url
}

/** Whether what is installed under `id` is our package, and not the one that it stands in for. */
function isInstalledAs(require: NodeJS.Require, id: string, name: string): boolean {
  try {
    return JSON.parse(readFileSync(require.resolve(`${id}/package.json`), 'utf8')).name === name
  } catch {
    return false
  }
}

function missing({ name, aliases }: Package, caller: string): string {
  const [alias] = aliases
  return (
    `${caller}() makes its view with ${name}, which is neither loaded nor installed. ` +
    `Run: npm install ${name}   (or, under its old name: npm install ${alias}@npm:${name})`
  )
}
