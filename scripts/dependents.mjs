// Runs real packages that depend on an original on our packed tarballs, installed under the original's name.
//
//   node scripts/dependents.mjs <folder with *.tgz> [options]      on ours
//   node scripts/dependents.mjs --original [options]               on the original, which proves the programs
//
//   --extended        also the larger set of packages
//   --only=<name>     one facade or one dependent; may be repeated
//   --record          with --original: write the transcripts
//   --keep            leave the folders, and say where they are
//
// What is run is in dependents/table.mjs.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { dependents, facades, needs } from '../dependents/table.mjs'
import { differences, runProgram, withMended } from '../dependents/transcript.mjs'
import { installTree, resolutions } from '../dependents/tree.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const limit = 30_000

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    original: { type: 'boolean', default: false },
    extended: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
})

/** What npm shall install under the name of a facade, and the name of the package that must then be found there. */
function replacement(facade) {
  const { package: ours, original } = facades[facade]
  if (options.original) return { spec: original, found: `${facade}@${original}`, others: {} }
  const file = tarball(ours)
  const version = /-(\d[^/\\]*)\.tgz$/.exec(file)[1]
  const others = { '@rosetta-ws/engine': `file:${tarball('@rosetta-ws/engine')}` }
  return { spec: `file:${file}`, found: `${ours}@${version}`, others }
}

/** The tarballs of a package in the folder that was given. */
function tarballs(name) {
  const stem = `${name.slice(1).replace('/', '-')}-`
  const folder = resolve(positionals[0])
  const files = readdirSync(folder).filter((file) => file.startsWith(stem))
  return files.filter((file) => /^\d.*\.tgz$/.test(file.slice(stem.length))).map((file) => join(folder, file))
}

/** @throws {Error} when the folder does not have exactly one tarball of the package */
function tarball(name) {
  const files = tarballs(name)
  if (files.length !== 1) throw new Error(`${positionals[0]} has ${files.length} tarballs of ${name}; one is needed.`)
  return files[0]
}

/** Whether a facade has yet to be written; one that is written must have a tarball. */
const isUnwritten = (facade) =>
  !options.original &&
  tarballs(facades[facade].package).length === 0 &&
  !existsSync(join(root, 'packages', facade, 'src', 'index.ts'))

/** Installs the dependents of one facade and set, and runs each. Returns whether each check passed. */
async function runSet(facade, chosen) {
  const { spec, found, others } = replacement(facade)
  const packages = Object.assign({}, ...chosen.map((dependent) => dependent.packages))
  const programs = join(root, 'dependents', facade)
  const start = performance.now()
  const tree = await installTree({ packages, name: facade, spec, others, programs })
  try {
    const asked = resolutions(tree.folder, facade)
    const foreign = asked.filter(({ gets }) => gets !== found)
    const everywhere = asked.length > 0 && foreign.length === 0
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const count = `${asked.length - foreign.length} of ${asked.length} packages that ask for it`
    console.log(`${everywhere ? 'ok    ' : 'FAILED'}  ${facade} is ${found} for ${count} (${seconds} s to install)`)
    for (const { by, gets } of foreign) console.log(`        ${by} gets ${gets}`)
    const passed = [everywhere]
    for (const dependent of chosen) passed.push(await runOne(tree.folder, dependent))
    return passed
  } finally {
    if (options.keep) console.log(`kept    ${tree.folder}`)
    else await tree.dispose()
  }
}

/** Runs one dependent, says how it went, and returns whether it passed. */
async function runOne(folder, { name, facade, packages, mended }) {
  const { lines, failure, seconds } = await runProgram(folder, `${name}.mjs`, limit)
  const file = join(root, 'dependents', facade, `${name}.txt`)
  if (options.record && options.original && failure === null) writeFileSync(file, `${lines.join('\n')}\n`)
  const recorded = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  const expected = options.original ? recorded : withMended(recorded, mended)
  const wrong = [...differences(expected, lines), ...(failure === null ? [] : [failure])]
  const versions = Object.entries(packages).map(([one, version]) => `${one} ${version}`)
  console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'}  ${name}: ${versions.join(', ')} (${seconds.toFixed(1)} s)`)
  for (const line of wrong) console.log(`        ${line.trimEnd().replaceAll('\n', '\n        ')}`)
  return wrong.length === 0
}

/** Why a dependent cannot be run here, if it cannot. */
function obstacle({ facade, needs: wanted = [] }) {
  if (isUnwritten(facade)) return `packages/${facade} is not written yet`
  return wanted.map((need) => needs[need]).find(({ present }) => !present())?.missing
}

async function main() {
  if (!options.original && !positionals[0]) throw new Error('Name the folder with the tarballs, or say --original.')
  const isNamed = ({ name, facade }) =>
    options.only.length === 0 || options.only.includes(name) || options.only.includes(facade)
  const wanted = dependents.filter(({ set }) => set === 'main' || options.extended).filter(isNamed)
  if (wanted.length === 0) throw new Error(`No dependent is named ${options.only.join(' or ')}.`)
  for (const dependent of wanted.filter(obstacle)) console.log(`skipped ${dependent.name}: ${obstacle(dependent)}`)
  const runnable = wanted.filter((dependent) => !obstacle(dependent))
  const passed = []
  for (const facade of Object.keys(facades)) {
    for (const set of ['main', 'extended']) {
      const chosen = runnable.filter((dependent) => dependent.facade === facade && dependent.set === set)
      if (chosen.length > 0) passed.push(...(await runSet(facade, chosen)))
    }
  }
  const failed = passed.filter((one) => !one).length
  console.log(`${passed.length - failed} passed, ${failed} failed, ${wanted.length - runnable.length} skipped`)
  process.exitCode = failed === 0 ? 0 : 1
}

await main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
