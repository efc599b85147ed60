/**
 * The command `rewrite`: its options, and what it prints. What it does is in rewrite/.
 */
import { existsSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { minVersion, validRange } from 'semver'
import { colouredDiff, diffOf } from '../files/text-change.js'
import { writeAll } from '../files/write-all.js'
import { dependencyGroups, isManifest, readManifest } from '../manifests/manifest.js'
import type { SourceDialect } from '../rewrite/move.js'
import { reasonNotToWrite } from '../rewrite/reason-not-to-write.js'
import { summaryText } from '../rewrite/report-text.js'
import { rewrite } from '../rewrite/rewrite.js'
import { Misuse } from './misuse.js'

interface Options {
  readonly from: SourceDialect
  readonly to: 'ws'
  readonly write?: true
  readonly force?: true
  readonly json?: true
}

/** `rewrite --from <api> --to ws [paths...]` */
export function rewriteCommand(): Command {
  return new Command('rewrite')
    .description(
      'Rewrites code of one API to another where that is mechanical, and leaves a comment where a person decides. ' +
        'Prints the diff and changes nothing unless --write is given.',
    )
    .argument('[paths...]', 'folders or files to rewrite; the rest of the current folder is only read', ['.'])
    .addOption(
      new Option('--from <api>', 'the API to leave')
        .choices(['websocket', 'nodejs-websocket', 'ws1'])
        .makeOptionMandatory(),
    )
    .addOption(new Option('--to <api>', 'the API to reach').choices(['ws']).default('ws'))
    .option('--write', 'change the files')
    .option(
      '--force',
      'with --write: also when git has changes that are not committed; for ws1: also when package.json has ws 2 or later',
    )
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 a file could not be read, parsed or written and was left alone; 2 wrong use of the command, or nothing written because of git.',
    )
    .action((paths: string[], options: Options) => run(paths, options))
}

function run(paths: readonly string[], options: Options): void {
  for (const path of paths) if (!existsSync(path)) throw new Misuse(`${path} does not exist.`)
  const root = rootOf(paths)
  if (options.from === 'ws1' && !options.force) refuseNewWs(root)
  const report = rewrite({ root, paths: paths.map((path) => resolve(path)), from: options.from })
  if (options.write && report.files.length > 0 && !options.force) {
    const reason = reasonNotToWrite(root)
    if (reason) throw new Misuse(`${reason}. Nothing was written. Commit first, or add --force.`)
  }
  if (options.write) writeAll(root, report.files)
  if (options.json) process.stdout.write(`${JSON.stringify(report, withoutNodes, 2)}\n`)
  else {
    const diff = options.write ? '' : report.files.map((file) => colouredDiff(diffOf(file))).join('')
    process.stdout.write(`${[diff, summaryText(report, Boolean(options.write))].filter(Boolean).join('\n')}\n`)
  }
  if (report.problems.length > 0) process.exitCode = 1
}

/** ws 8 has the name of ws 1.x: code that has moved already must not be taken for old code. */
function refuseNewWs(root: string): void {
  const manifest = readManifest(root, '.')
  const range = isManifest(manifest)
    ? dependencyGroups.map((group) => manifest.content[group]?.ws).find(Boolean)
    : undefined
  const lowest = range && validRange(range) ? minVersion(range) : null
  if (lowest && lowest.major >= 2)
    throw new Misuse(`package.json has ws ${range}, so its code should not be of ws 1.x. Add --force if it is.`)
}

/** The current folder, or the folder that is given if it is elsewhere. */
function rootOf(paths: readonly string[]): string {
  const isInside = (path: string) => {
    const way = relative('.', path)
    return !way.startsWith('..') && !isAbsolute(way)
  }
  if (paths.every(isInside)) return resolve('.')
  if (paths.length === 1 && statSync(paths[0]).isDirectory()) return resolve(paths[0])
  throw new Misuse('Files outside of the current folder can be rewritten from their own folder only.')
}

/** Syntax trees are no part of a report. */
function withoutNodes(key: string, value: unknown): unknown {
  return key === 'node' ? undefined : value
}
