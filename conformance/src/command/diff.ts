/**
 * `diff <script>`: runs a script against two implementations of an API and shows the first difference of what they do.
 */
import { Command, Option } from 'commander'
import { diffScript } from '../diff/index.js'
import { Misuse, wholeNumber } from './options.js'

interface DiffOptions {
  original: string
  candidate: string
  name?: string
  limit: number
  ignore?: string[]
  ignoreEmitters?: string[]
}

async function run(script: string, args: string[], options: DiffOptions): Promise<void> {
  const ignore = options.ignore?.map((source) => new RegExp(source))
  const result = await diffScript({ ...options, script, args, ignore }).catch((error: Error) => {
    throw new Misuse(error.message)
  })
  process.stdout.write(`${result.text ?? `No difference; ${result.endings}`}\n`)
  process.exitCode = Number(result.difference !== undefined)
}

/** The command. */
export function diffCommand(): Command {
  return new Command('diff')
    .description('run a script against two implementations of an API and show the first difference')
    .argument('<script>', 'a program that imports the API')
    .argument('[args...]', 'its arguments, behind --')
    .requiredOption('--original <module>', 'the reference: a package name or a path')
    .requiredOption('--candidate <module>', 'what is compared with it')
    .option('--name <module>', 'the name that the script imports, where it is not that of the original')
    .option('--ignore <patterns...>', 'leave out lines that match these regular expressions')
    .option('--ignore-emitters <classes...>', 'leave out events of these classes')
    .addOption(new Option('--limit <ms>', 'end each run after that long').default(30_000).argParser(wholeNumber(1)))
    .action(run)
}
