// Runs the tool over real packages in a temporary folder: no crash, and what a scan must find is found.
//
//   npm run corpus [-- --only=<name>] [-- --keep]
//
// The packages come from the registry as tarballs and are only read, never run. What is run is in table.mjs.

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { corpus } from './table.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
  },
})

/** Runs a program and gives its exit code and output. */
function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, timeout: 120_000, shell: process.platform === 'win32' })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (data) => (stdout += data))
    child.stderr.on('data', (data) => (stderr += data))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

const tool = (args) =>
  run(process.execPath, ['--import', 'tsx', '-C', 'rosetta-source', join(root, 'src/main.ts'), ...args], root)

/** Fetches and unpacks a package. */
async function fetchPackage(spec, folder) {
  mkdirSync(folder)
  const packed = await run('npm', ['pack', spec, '--silent', '--pack-destination', folder], folder)
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (packed.code !== 0 || !tarball) throw new Error(`npm pack ${spec}: ${packed.stderr}`)
  const unpacked = await run('tar', ['-xzf', tarball], folder)
  if (unpacked.code !== 0) throw new Error(`tar ${tarball}: ${unpacked.stderr}`)
  const inner = readdirSync(folder, { withFileTypes: true }).find((one) => one.isDirectory())
  return join(folder, inner.name)
}

/** Keeps the folders of examples of an original, and has them require it by its name, as a user does. */
function asUser(at, spec, examples) {
  const [name, version] = spec.split('@')
  for (const one of readdirSync(at)) if (!examples.includes(one)) rmSync(join(at, one), { recursive: true })
  writeFileSync(join(at, 'package.json'), JSON.stringify({ dependencies: { [name]: version } }))
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((one) => one.name.endsWith('.js'))
  for (const file of files.map((one) => join(one.parentPath, one.name))) {
    const text = readFileSync(file, 'utf8')
    const own = /(require\(['"])(?:\.\.\/)+(?:index)?((?:lib\/)?[\w.]*)(['"]\))/g
    writeFileSync(
      file,
      text.replace(own, (_, head, path, tail) => `${head}${path ? `${name}/${path}` : name}${tail}`),
    )
  }
}

/** Runs the commands over one package and gives what is wrong. */
async function judge({ spec, from, uses, examples }, folder) {
  const at = await fetchPackage(spec, folder)
  if (examples) asUser(at, spec, examples)
  const wrong = []
  const report = join(folder, 'report.json')
  const scan = await tool(['scan', at, '--json', report, '--html', join(folder, 'report.html'), '--summary'])
  if (scan.code !== 0 && scan.code !== 1) wrong.push(`scan ended with ${scan.code}: ${scan.stderr}`)
  const { totals, problems, filesRead } = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { totals: { uses: 0, unproved: 0 }, problems: [], filesRead: 0 }
  if (totals.uses < uses) wrong.push(`scan found ${totals.uses} uses, and not ${uses}`)
  const swap = await tool(['swap', at, '--dry-run'])
  if (swap.code !== 0) wrong.push(`swap ended with ${swap.code}: ${swap.stderr}`)
  if (from !== 'ws') {
    const rewrite = await tool(['rewrite', '--from', from, '--to', 'ws', at])
    if (rewrite.code !== 0 && rewrite.code !== 1) wrong.push(`rewrite ended with ${rewrite.code}: ${rewrite.stderr}`)
  }
  return {
    wrong,
    line: `${filesRead} files, ${totals.uses} uses, ${totals.unproved} not proved, ${problems.length} problems`,
  }
}

const chosen = corpus.filter(
  ({ spec }) => options.only.length === 0 || options.only.some((one) => spec.startsWith(one)),
)
const folder = mkdtempSync(join(tmpdir(), 'rosetta-corpus-'))
let failed = 0
try {
  for (const [index, one] of chosen.entries()) {
    const { wrong, line } = await judge(one, join(folder, String(index))).catch((error) => ({
      wrong: [error.message],
      line: '',
    }))
    console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'}  ${one.spec}: ${line}`)
    for (const text of wrong) console.log(`        ${text.trimEnd().replaceAll('\n', '\n        ')}`)
    if (wrong.length > 0) failed++
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  if (options.keep) console.log(`kept    ${folder}`)
  else rmSync(folder, { recursive: true, force: true })
}
