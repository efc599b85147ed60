// The commands behind the scripts of the root's package.json, one function each.
// How children are run and how dependencies arrive is in the files beside this one.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runLive, runQuiet } from './child.mjs'
import { installIfNeeded, pnpm } from './install.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The tools are started through their own JavaScript, so that they run on the Node that runs us, on any platform. */
const tools = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  knip: 'node_modules/knip/bin/knip.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
}

const commands = {
  start: (args) => runScript('apps/playground', 'start', args),
  bench: (args) => runScript('apps/bench', 'bench', args),
  fuzz: (args) => runScript('apps/fuzz', 'fuzz', args),
  soak: (args) => runScript('apps/fuzz', 'soak', args),
  build: () => pnpm(root, ['--recursive', 'run', 'build']),
  lint: () => runChecks([linters]),
  typecheck: () => runChecks([typeChecks()]),
  test,
}

/**
 * Installs what is missing, runs a command, and leaves its exit code as ours.
 *
 * @param {string[]} argv the command's name, then its arguments
 */
export async function run([name, ...args]) {
  if (!Object.hasOwn(commands, name)) {
    console.error(`Unknown command ${name}; there are: ${Object.keys(commands).join(', ')}.`)
    process.exitCode = 1
    return
  }
  process.exitCode = (await installIfNeeded(root)) || (await commands[name](args))
}

/** Everything that must hold before a change is shared. With arguments: only vitest, with those arguments. */
async function test(args) {
  if (args.length > 0) return runTool('vitest', ['run', ...args])
  const checks = await runChecks([linters, typeChecks()])
  console.log('Running the tests')
  const tests = await runTool('vitest', ['run'])
  if (checks !== 0)
    console.error('The tests above are not all: a check before them failed, see the lines marked FAILED.')
  return checks || tests
}

const linters = [
  ['Biome: format, lint and import walls', 'biome', ['check', '.']],
  ['knip: unused files, exports and dependencies', 'knip', ['--no-progress', '--no-config-hints']],
]

/** One check for each tsconfig of a workspace folder; the root's covers the folders that have none of their own. */
function typeChecks() {
  const parents = ['packages', 'apps'].filter((folder) => existsSync(join(root, folder)))
  const folders = parents.flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  return ['.', 'conformance', ...folders]
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)))
    .filter((file) => /^tsconfig(\.(?!base|build)\w+)?\.json$/.test(basename(file)))
    .map((config) => [`TypeScript: ${config}`, 'tsc', ['--project', config]])
}

/**
 * Runs lanes of checks side by side, the checks of a lane one after another: two lanes keep two cores busy.
 *
 * @returns {Promise<number>} 0 when every check passed, else 1
 */
async function runChecks(lanes) {
  const results = await Promise.all(lanes.map(runLane))
  return results.every(Boolean) ? 0 : 1
}

async function runLane(checks) {
  let passed = true
  for (const [title, tool, args] of checks) {
    const { code, output, seconds } = await runQuiet(process.execPath, [join(root, tools[tool]), ...args], {
      cwd: root,
    })
    const time = `${seconds.toFixed(1)} s`
    if (code === 0) console.log(`ok      ${title} (${time})`)
    else console.log(`FAILED  ${title} (${time})\n${output.trimEnd()}\n`)
    passed &&= code === 0
  }
  return passed
}

function runTool(tool, args) {
  const plain = process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' }
  return runLive(process.execPath, [join(root, tools[tool]), ...args], { cwd: root, env: { ...process.env, ...plain } })
}

/**
 * Runs a script of a workspace package as npm would, without npm in between: each command of `a && b` runs by itself,
 * so that a signal to us reaches the command and not a shell that waits for it. Arguments go to the last command.
 */
async function runScript(folder, name, args) {
  const script = readScript(folder, name)
  if (!script) {
    console.error(`There is no script "${name}" in ${folder}/package.json yet, so there is nothing to run.`)
    return 1
  }
  const cwd = join(root, folder)
  const path = [join(cwd, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const env = { ...process.env, PATH: path }
  const lines = script.split(' && ')
  for (const line of lines) {
    const code = await runShellLine(line, line === lines.at(-1) ? args : [], { cwd, env })
    if (code !== 0) return code
  }
  return 0
}

function runShellLine(line, args, options) {
  if (process.platform === 'win32') return runLive(line, args, { ...options, shell: true })
  // `exec`, because not every shell replaces itself by its last command; `env`, because a line may begin with NAME=value.
  return runLive('sh', ['-c', `exec env ${line} "$@"`, 'sh', ...args], options)
}

function readScript(folder, name) {
  const file = join(root, folder, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).scripts?.[name] : undefined
}
