/**
 * The command `swap`: its options and its output. What is changed is in swap/.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { originalPackages } from '../catalogue/packages.js'
import { colouredDiff, diffOf, type TextChange } from '../files/text-change.js'
import { writeAll } from '../files/write-all.js'
import { readLockfiles } from '../lockfiles/read-lockfile.js'
import { projectsOf, readWorkspace } from '../manifests/workspace.js'
import { type Problem, problemLine } from '../problem.js'
import { colours } from '../report/colours.js'
import { dependenciesOf } from '../scan/scan.js'
import { planSwap, type SwapPlan } from '../swap/plan.js'
import { recordName } from '../swap/record.js'
import { changesBack, changesOf } from '../swap/swap.js'
import { folderOf } from './folder.js'
import { Misuse } from './misuse.js'

interface Options {
  dryRun?: boolean
  back?: true
  only?: string[]
  transitive: boolean
  acrossMajors?: true
}

const names = [...new Set<string>(originalPackages.map(({ name }) => name))]

/** `swap [dir]` */
export function swapCommand(): Command {
  return (
    new Command('swap')
      .description('Has our package installed under the name of the old one. `swap --back` undoes it.')
      .argument('[dir]', 'the folder with the package.json', '.')
      .option('--dry-run', 'only show what would change')
      // As for rewrite; a swap writes without being asked twice, since it can be undone.
      .addOption(new Option('--write').hideHelp())
      .option('--back', `undo all swaps, with what ${recordName} has noted`)
      .option('--only <name>', `only this of ${names.join(', ')}; may be repeated`, (name, all: string[] = []) => [
        ...all,
        name,
      ])
      .option('--no-transitive', 'leave what other packages bring along')
      .option('--across-majors', 'swap ws 2 to 7 too, though our ws has the API of ws 8')
      .addHelpText(
        'after',
        '\nExit codes: 0 done, or nothing to do; 1 something could not be read, and nothing is written; 2 wrong use of the command.',
      )
      .action((dir: string, options: Options) => (options.back ? back : swap)(folderOf(dir), options))
  )
}

function swap(root: string, { dryRun = false, only, transitive, acrossMajors }: Options): void {
  const wrong = only?.find((name) => !names.includes(name))
  if (wrong) throw new Misuse(`${wrong} is none of ${names.join(', ')}.`)
  const workspace = readWorkspace(root)
  const { lockfiles, problems, closed } = readLockfiles(root, projectsOf(workspace))
  if (refuse([...workspace.problems, ...problems])) return
  const plan = planSwap(workspace, dependenciesOf(workspace), lockfiles, { only, transitive, acrossMajors })
  const changes = readRecordSafely(() => changesOf(root, plan))
  if (!changes) return
  show(root, changes, dryRun)
  const said =
    closed.length > 0 ? closed.map(problemLine).map(colours.yellow) : withoutLockfile(root, plan.edits, lockfiles)
  for (const line of [...remarks(plan), ...said]) print(line)
  if (changes.length === 0) print('There is nothing to swap.')
  else if (!dryRun)
    print(`Now run your package manager's install. To undo: swap --back (${recordName} has what it needs).`)
}

function back(root: string, { dryRun = false }: Options): void {
  const { lockfiles } = readLockfiles(root, projectsOf(readWorkspace(root)))
  const found = readRecordSafely(() => changesBack(root, lockfiles) ?? null)
  if (found === undefined) return
  if (found === null) throw new Misuse(`There is no ${recordName} in this folder, so there is no swap to undo.`)
  show(root, found.changes, dryRun)
  for (const problem of found.problems) print(colours.yellow(problemLine(problem)))
  if (!dryRun) print("Now run your package manager's install.")
}

/** A damaged record is a problem like a damaged package.json. */
function readRecordSafely<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    refuse([{ path: recordName, message: `It cannot be read: ${error.message}` }])
    return undefined
  }
}

/** Says what is wrong and sets the exit code; false when nothing is. */
function refuse(problems: readonly Problem[]): boolean {
  if (problems.length === 0) return false
  for (const problem of problems) process.stderr.write(`${colours.red(problemLine(problem))}\n`)
  process.stderr.write('Nothing is written.\n')
  process.exitCode = 1
  return true
}

function show(root: string, changes: readonly TextChange[], dryRun: boolean): void {
  const shown = changes.filter(({ path }) => path !== recordName)
  const lockfiles = ['package-lock.json', 'npm-shrinkwrap.json']
  for (const change of shown) {
    if (lockfiles.includes(change.path))
      print(`${change.path}: what npm would keep though another package is asked for goes.`)
    else process.stdout.write(colouredDiff(diffOf(change)))
  }
  if (changes.length === 0) return
  if (dryRun) {
    print('Nothing is written: this is a dry run.')
    return
  }
  writeAll(root, changes)
  print(`Written: ${shown.map(({ path }) => path).join(', ')}`)
}

/** npm keeps what is installed when its version fits, also when it is another package. */
function withoutLockfile(root: string, edits: SwapPlan['edits'], lockfiles: readonly unknown[]): string[] {
  if (lockfiles.length > 0) return []
  const installed = edits.map(({ at }) => `node_modules/${at.at(-1)}`).filter((path) => existsSync(join(root, path)))
  if (installed.length === 0) return []
  return [`There is no lockfile. npm would keep what is installed: first remove ${installed.join(', ')}.`]
}

function remarks({ left, unusedTypes }: SwapPlan): string[] {
  return [
    ...left.map(({ file, what, reason }) => colours.yellow(`Left alone: ${file}, ${what}. ${reason}`)),
    ...unusedTypes.map(
      ({ file, name }) =>
        `${file}: ${name} is not looked at any more, for ours bring their types. Remove it when you stay.`,
    ),
  ]
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
