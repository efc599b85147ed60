// Runs `rewrite` over the code and examples of packages on npm that use these APIs, in a temporary folder, and says what
// came of it. A crash, output that cannot be parsed, or a second run that changes something is a failure.
//
//   node --import tsx -C rosetta-source scripts/real-packages.mjs [folder to keep the packages in]

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { rewrite } from '../src/rewrite/rewrite.ts'

/** Some with a folder of examples, some whose own code uses the API. */
const packages = [
  ['websocket', 'websocket@1.0.22'],
  ['websocket', 'web3-providers-ws@1.10.4'],
  ['websocket', 'signalr-client@0.0.20'],
  ['websocket', 'websocket-polyfill@0.0.3'],
  ['websocket', 'protoo-server@4.0.6'],
  ['nodejs-websocket', 'nodejs-websocket@1.7.2'],
  ['ws1', 'ws@0.8.1'],
  ['ws1', 'engine.io@1.8.5'],
  ['ws1', 'wscat@1.0.1'],
  ['ws1', 'express-ws@2.0.0'],
  ['ws1', 'websocket-stream@3.3.3'],
  ['ws1', 'chrome-remote-interface@0.15.0'],
  ['ws1', 'slack-client@2.0.6'],
]

const kept = process.argv[2]
const base = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), 'rosetta-real-'))
let failures = 0

for (const [from, spec] of packages) {
  const folder = join(base, spec.replace(/[^\w.]+/g, '-'))
  try {
    if (!existsSync(join(folder, 'package'))) unpack(spec, folder)
    const copy = join(base, 'work')
    rmSync(copy, { recursive: true, force: true })
    execFileSync('cp', ['-r', join(folder, 'package'), copy])
    const first = rewrite({ root: copy, from })
    for (const { path, after } of first.files) writeFileSync(join(copy, path), after)
    const second = rewrite({ root: copy, from })
    const broken = second.problems.filter(({ path }) => first.files.some((file) => file.path === path))
    const isFailure = broken.length > 0 || second.files.length > 0
    if (isFailure) failures += 1
    const { files, todos, notes, unproved, problems } = first
    console.log(
      `${isFailure ? 'FAIL' : 'ok  '} ${spec} from ${from}: ${files.length} files, ${todos.length} for a person, ` +
        `${notes.length} notes, ${unproved.length} not proved, ${problems.length} cannot be parsed` +
        `${isFailure ? `; then ${second.files.map(({ path }) => path)} changed again, ${broken.map(({ path }) => path)} broken` : ''}`,
    )
  } catch (error) {
    failures += 1
    console.log(`FAIL ${spec}: ${error.stack}`)
  }
}

if (!kept) rmSync(base, { recursive: true, force: true })
process.exitCode = failures > 0 ? 1 : 0

/** Fetches a package with npm, and unpacks it to `folder/package`. */
function unpack(spec, folder) {
  mkdirSync(folder, { recursive: true })
  execFileSync('npm', ['pack', spec, '--silent', '--pack-destination', folder], { stdio: 'pipe', cwd: dirname(folder) })
  const [archive] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  execFileSync('tar', ['-xzf', join(folder, archive), '-C', folder])
  if (existsSync(join(folder, 'package'))) return
  const [inner] = readdirSync(folder).filter((name) => !name.endsWith('.tgz'))
  execFileSync('mv', [join(folder, inner), join(folder, 'package')])
}
