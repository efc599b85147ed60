/**
 * Folders in which programs run: `node_modules` has the originals, ours under the old names, or `ws`.
 * Ours are bundled together from source, so that they share one engine and the bridge knows them all.
 */
import { mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const workspace = join(here, '../../../..')

/** The packages of ours, by the name that code has for them, and their sources. */
const sources = {
  websocket: 'packages/websocket/src/index.ts',
  'nodejs-websocket': 'packages/nodejs-websocket/src/index.ts',
  wsd: 'packages/wsd/src/index.ts',
  ws1: 'packages/ws1/src/index.ts',
  ws: 'packages/ws/src/commonjs.ts',
  '@rosetta-ws/bridge': 'packages/bridge/src/index.ts',
} as const

/** One of our packages. */
export type Ours = keyof typeof sources

/** Bundles ours into a folder. Returns the path of the bundle. */
export async function bundleOurs(folder: string, packages: readonly Ours[]): Promise<string> {
  const outfile = join(folder, 'ours.cjs')
  const lines = packages.map((name, index) => `export * as p${index} from './${sources[name]}'`)
  await build({
    stdin: { contents: lines.join('\n'), resolveDir: workspace, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['rosetta-source'],
    // Names of classes are part of what users see.
    keepNames: true,
    logLevel: 'error',
    outfile,
  })
  const names = packages.map((name, index) => `${JSON.stringify(name)}: p${index}.default ?? p${index}`)
  const bundled = readFileSync(outfile, 'utf8')
  writeFileSync(
    outfile,
    `${bundled}\n{ const { ${packages.map((_, index) => `p${index}`).join(', ')} } = module.exports; module.exports = { ${names.join(', ')} } }\n`,
  )
  return outfile
}

/** Puts one of ours into `node_modules` under a name, for `require` and for `import`. */
export function installOurs(folder: string, name: string, ours: Ours, bundle: string): void {
  const target = join(folder, 'node_modules', name)
  mkdirSync(target, { recursive: true })
  const exported = createRequire(import.meta.url)(bundle)[ours] as object
  const names = Object.keys(exported).filter((one) => /^[A-Za-z_$][\w$]*$/.test(one) && one !== 'default')
  const get = `require(${JSON.stringify(bundle)})[${JSON.stringify(ours)}]`
  writeFileSync(join(target, 'index.cjs'), `module.exports = ${get}\n`)
  writeFileSync(
    join(target, 'index.mjs'),
    `import main from './index.cjs'\nexport default main\nexport const { ${names.join(', ')} } = main\n`,
  )
  const exports = { '.': { import: './index.mjs', require: './index.cjs' }, './*': './*' }
  writeFileSync(join(target, 'package.json'), JSON.stringify({ name, main: 'index.cjs', exports }))
}

/** Puts a package of npm, which this package has under an alias, into `node_modules` under its own name. */
export function installOriginal(folder: string, name: string, alias: string): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  symlinkSync(realpathSync(join(here, '../../node_modules', alias)), join(folder, 'node_modules', name), 'dir')
}
