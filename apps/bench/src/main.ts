/** The command `pnpm bench`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hasFailures, runBench } from './bench.js'
import { readCommandLine, USAGE } from './command-line.js'
import { complaints, runGuard } from './guard.js'
import { renderDocument, renderText } from './report/document.js'
import { findCliffs } from './report/growth.js'
import { renderPage } from './report/page.js'
import { buildPackages } from './sides/build.js'

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

function request(): ReturnType<typeof readCommandLine> {
  try {
    return readCommandLine(process.argv.slice(2))
  } catch (error) {
    say(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

const options = request()
if (typeof options === 'string') {
  process.stdout.write(options)
} else {
  // Now, so that nothing measured is lost for want of a folder.
  for (const file of [options.json, options.html, options.markdown])
    if (file) mkdirSync(dirname(file), { recursive: true })
  const unusable = options.build ? buildPackages(options.sides, say) : {}
  const run = options.guard ? runGuard : runBench
  const command = ['pnpm bench', ...process.argv.slice(2)].join(' ')
  const results = await run({ ...options, command, unusable, say })
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
  if (options.markdown) writeFileSync(options.markdown, renderDocument(results))
  if (options.html) writeFileSync(options.html, renderPage(results))
  process.stdout.write(`${renderText(results)}\n`)
  const broken = options.guard ? complaints(options.scenarios, results) : []
  for (const complaint of broken) say(`GUARD ${complaint}`)
  if (broken.length > 0 || hasFailures(results) || findCliffs(results).some(({ side }) => side.startsWith('rosetta')))
    process.exitCode = 1
}
