/**
 * `report <files…>`: puts JSON reports of several runs side by side.
 */
import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { mergeReports, type Report } from '../report/report.js'
import { agentLine } from '../report/summary.js'
import { Misuse, type RunOptions } from './options.js'
import { writeFiles } from './outcome.js'

async function read(file: string): Promise<Report> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Misuse(`Cannot read ${file}.`)
  })
  const report = JSON.parse(text) as Report
  if (report.format !== 1) throw new Misuse(`${file} is not a report of this kit.`)
  return report
}

async function run(files: string[], options: Pick<RunOptions, 'json' | 'junit' | 'html' | 'markdown'>): Promise<void> {
  const report = mergeReports(await Promise.all(files.map(read)))
  await writeFiles(report, options)
  process.stdout.write(`${report.agents.map(agentLine).join('\n')}\n`)
}

/** The command. */
export function reportCommand(): Command {
  return new Command('report')
    .description('merge JSON reports of several runs and write them in other forms')
    .argument('<files...>', 'reports that --json wrote')
    .option('--json <file>', 'write the merged report as JSON')
    .option('--junit <file>', 'as JUnit XML')
    .option('--html <file>', 'as one HTML page, agents side by side')
    .option('--markdown <file>', 'append a summary in Markdown')
    .action(run)
}
