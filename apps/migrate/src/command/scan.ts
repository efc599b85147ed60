/**
 * The command `scan`: its options and its output. What is found is in scan/.
 */
import { writeFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { dialects } from '../catalogue/model.js'
import { htmlReport } from '../report/html.js'
import { terminalReport } from '../report/terminal.js'
import { type ScanOptions, scan } from '../scan/scan.js'
import { folderOf } from './folder.js'
import { Misuse } from './misuse.js'

interface Options {
  to: ScanOptions['target']
  ws?: ScanOptions['wsDialect']
  json?: string | true
  html?: string
  summary?: true
}

/** `scan [dir]` */
export function scanCommand(): Command {
  return new Command('scan')
    .description('Says which of the four packages a code base uses, where, and what a move needs. It changes nothing.')
    .argument('[dir]', 'the folder with the package.json', '.')
    .addOption(new Option('--to <api>', 'the API that moves are described to').choices(dialects).default('ws'))
    .addOption(new Option('--ws <api>', 'what an import of ws is, whatever package.json says').choices(['ws', 'ws1']))
    .option('--json [file]', 'write the report as JSON, to stdout without a file')
    .option('--html <file>', 'write the report as one HTML page')
    .option('--summary', 'one line for each file, and not for each use')
    .addHelpText(
      'after',
      '\nExit codes: 0 all was read; 1 something could not be read, and the report is of the rest; 2 wrong use of the command.',
    )
    .action((dir: string, options: Options) => {
      const report = scan(folderOf(dir), { target: options.to, wsDialect: options.ws })
      const json = `${JSON.stringify(report, null, 2)}\n`
      if (typeof options.json === 'string') write(options.json, json)
      if (options.html) write(options.html, htmlReport(report))
      process.stdout.write(options.json === true ? json : terminalReport(report, { details: !options.summary }))
      if (report.problems.length > 0) process.exitCode = 1
    })
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new Misuse(`The report cannot be written: ${(error as Error).message}`)
  }
}
