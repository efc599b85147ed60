// Judges the packages as a user would get them: builds and packs each, lets publint and attw look at the tarball, and
// runs consumers on it in an empty folder. `node scripts/packaging.mjs [folder [package...]]` leaves the tarballs in that
// folder; with names of packages, only those and what they need are judged.

import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { runQuiet } from './child.mjs'
import { runConsumers } from './consumers.mjs'
import { installIfNeeded, pnpm } from './install.mjs'
import { contentsOf, packAll, publishedPackages, withPeers } from './packages.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [folder = join(root, '.cache/tarballs'), ...wanted] = process.argv.slice(2)
const tarballs = resolve(folder)

/** The packages that may depend on libraries from outside: they are tools, not parts of a user's program. */
const tools = ['@rosetta-ws/conformance', '@rosetta-ws/migrate']

const sections = [
  ['build', buildAll],
  ['pack', (packages) => packAll(root, packages, tarballs)],
  ['manifest', (packages) => forEach(packages, checkManifest)],
  ['publint --strict', (packages) => forEach(packages, publint)],
  ['attw', (packages) => forEach(packages, attw)],
  ['consumers', (packages) => forEach(packages, consumers)],
]

process.exitCode = (await installIfNeeded(root)) || (await judge())

async function judge() {
  const all = publishedPackages(root, tarballs)
  const chosen = all.filter((one) => wanted.length === 0 || wanted.includes(one.name))
  const packages = all.filter((one) => chosen.some((other) => withPeers(other, all).includes(one)))
  for (const [title, check] of sections) {
    const start = performance.now()
    console.log(`-- packaging: ${title}`)
    try {
      await check(packages)
    } catch (error) {
      console.error(`FAILED in ${title}: ${error.message}`)
      return 1
    }
    console.log(`   done in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
  console.log(`Packaging holds for ${packages.map((one) => one.name).join(', ')}.`)
  return 0
}

async function buildAll(packages) {
  const filters = packages.flatMap((one) => ['--filter', one.name])
  if ((await pnpm(root, [...filters, 'run', 'build'])) !== 0) throw new Error('a build ended with an error, see above')
}

/** Two at a time, for two cores; a failure is told when both are at rest. */
async function forEach(packages, check) {
  const queue = [...packages]
  const worker = async () => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const lines = await check(one, packages)
      console.log(`   ok ${one.name}${lines ? `: ${lines.join(', ')}` : ''}`)
    }
  }
  const ends = await Promise.allSettled([worker(), worker()])
  const failure = ends.find((end) => end.status === 'rejected')
  if (failure) throw failure.reason
}

async function checkManifest({ name, manifest: written, tarball }) {
  const { files, manifest: packed } = await contentsOf(tarball)
  const complaints = [
    [
      !isDeepStrictEqual(written.publishConfig?.exports, withoutSource(written.exports)),
      'publishConfig.exports must be exports without "rosetta-source"',
    ],
    [JSON.stringify(packed.exports).includes('rosetta-source'), 'the packed exports still have "rosetta-source"'],
    [JSON.stringify(packed).includes('workspace:'), 'the packed manifest still has a "workspace:" version'],
    [written.publishConfig?.access !== 'public', 'publishConfig.access must be "public"'],
    [packed.license !== 'MIT' || !files.includes('LICENSE'), 'the license must be MIT, and LICENSE in the tarball'],
    [!files.includes('README.md'), 'a README.md is missing'],
    [!packed.engines?.node, 'engines.node is missing'],
    [files.some((file) => /^(src|test)\//.test(file)), 'the tarball has sources or tests'],
    [!tools.includes(name) && foreign(packed).length > 0, `these dependencies are from outside: ${foreign(packed)}`],
  ]
  const found = complaints.filter(([wrong]) => wrong).map(([, text]) => text)
  if (found.length > 0) throw new Error(`${name}: ${found.join('; ')}`)
}

function foreign(manifest) {
  const groups = [manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies]
  return groups.flatMap((group) => Object.keys(group ?? {})).filter((name) => !name.startsWith('@rosetta-ws/'))
}

function withoutSource(value) {
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([condition]) => condition !== 'rosetta-source')
  return Object.fromEntries(kept.map(([condition, target]) => [condition, withoutSource(target)]))
}

async function publint({ name, tarball }) {
  await tool(name, ['publint/src/cli.js', 'run', tarball, '--strict'])
}

async function attw({ name, manifest, tarball }) {
  const profile = JSON.stringify(manifest.exports ?? {}).includes('"require"') ? 'strict' : 'esm-only'
  await tool(name, [
    '@arethetypeswrong/cli/dist/index.js',
    tarball,
    '--profile',
    profile,
    '--format',
    'ascii',
    '--no-emoji',
  ])
  return [`profile ${profile}`]
}

async function consumers(one, packages) {
  return runConsumers(root, one, packages)
}

async function tool(name, [script, ...args]) {
  const { code, output } = await runQuiet(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
  })
  if (code !== 0) throw new Error(`${name}:\n${output}`)
}
