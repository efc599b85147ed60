// Installs packed packages in an empty folder with npm, as a user would, and runs the package's own small consumers
// there. A consumer is a file in `test/packed/` of a package: *.mjs and *.cjs are run, *.mts and *.cts are compiled.
// `test/packed/package.json` is what the user's own package.json says: `"ws": "npm:@rosetta-ws/ws"`.

import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runQuiet } from './child.mjs'
import { withDependencies, withPeers } from './packages.mjs'

/**
 * @param {string} root of the workspace
 * @param {import('./packages.mjs').PublishedPackage} wanted
 * @param {import('./packages.mjs').PublishedPackage[]} all
 * @returns {Promise<string[]>} a line for each thing that worked; throws with the output of the first that did not
 */
export async function runConsumers(root, wanted, all) {
  const source = join(wanted.folder, 'test/packed')
  if (!existsSync(join(source, 'package.json'))) throw new Error(`${wanted.name} has no consumer in ${source}.`)
  const folder = mkdtempSync(join(tmpdir(), 'rosetta-consumer-'))
  try {
    cpSync(source, folder, { recursive: true })
    await install(folder, wanted, all)
    const names = readdirSync(folder).sort()
    const programs = names.filter((name) => /\.[mc]js$/.test(name))
    const typed = names.filter((name) => /\.[mc]ts$/.test(name))
    for (const name of programs) await mustPass(name, process.execPath, [name], folder)
    for (const setting of typed.length > 0 ? compilerSettings : []) await compile(root, folder, typed, setting)
    return [...programs.map((name) => `${name} ran`), ...typed.map((name) => `${name} compiled`)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The user's package.json, with our tarballs in place of what is not on a registry yet. */
async function install(folder, wanted, all) {
  const file = join(folder, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const needed = withPeers(wanted, all)
  for (const [name, range] of Object.entries(manifest.dependencies)) {
    const local = needed.find((one) => range === `npm:${one.name}` || (range === '*' && name === one.name))
    if (local) manifest.dependencies[name] = `file:${local.tarball}`
  }
  if (!Object.values(manifest.dependencies).includes(`file:${wanted.tarball}`)) {
    throw new Error(`${wanted.folder}/test/packed/package.json does not depend on ${wanted.name}.`)
  }
  for (const one of withDependencies(wanted, all))
    if (one !== wanted) manifest.dependencies[one.name] ??= `file:${one.tarball}`
  writeFileSync(file, JSON.stringify(manifest, null, 2))
  await mustPass('npm install', 'npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], folder)
}

/** How consumers are set up in the field: Node's own resolution, a bundler's, and the one from before `exports`. */
const compilerSettings = [
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
  { module: 'ESNext', moduleResolution: 'Bundler', only: /\.mts$/ },
  { module: 'CommonJS', moduleResolution: 'Node10', only: /\.cts$/ },
]

async function compile(root, folder, files, { only = /./, ...setting }) {
  const include = files.filter((name) => only.test(name))
  if (include.length === 0) return
  const compilerOptions = {
    ...setting,
    target: 'ES2022',
    strict: true,
    noEmit: true,
    esModuleInterop: true,
    // Our declarations are judged with the consumer's file.
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  }
  const config = `tsconfig.${setting.moduleResolution}.json`
  writeFileSync(join(folder, config), JSON.stringify({ compilerOptions, files: include }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await mustPass(`${include} under ${setting.moduleResolution}`, process.execPath, [tsc, '--project', config], folder)
}

async function mustPass(what, command, args, cwd) {
  const options = { cwd, timeout: 120_000, shell: process.platform === 'win32' }
  const { code, output } = await runQuiet(command, args, options)
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${output}`)
}
