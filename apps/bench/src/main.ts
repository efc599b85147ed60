/** The command `pnpm bench`. */
import { writeFileSync } from 'node:fs'
import { hasFailures, runBench } from './bench.js'
import { readCommandLine, USAGE } from './command-line.js'
import { complaints, runGuard } from './guard.js'
import { renderDocument } from './report/document.js'
import { findCliffs } from './report/growth.js'
import { renderPage } from './report/page.js'
import { renderTables } from './report/table.js'
import { buildPackages } from './sides/build.js'

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

function command(): ReturnType<typeof readCommandLine> {
  try {
    return readCommandLine(process.argv.slice(2))
  } catch (error) {
    say(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

const options = command()
if (typeof options === 'string') {
  process.stdout.write(options)
} else {
  const unusable = options.build ? buildPackages(options.sides, say) : {}
  const run = options.guard ? runGuard : runBench
  const results = await run({ ...options, unusable, say })
  const tables = renderTables(results)
  process.stdout.write(`${tables}\n`)
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
  if (options.markdown) writeFileSync(options.markdown, renderDocument(results))
  if (options.html) writeFileSync(options.html, renderPage(results))
  const broken = options.guard ? complaints(options.scenarios, results) : []
  for (const complaint of broken) say(`GUARD ${complaint}`)
  if (broken.length > 0 || hasFailures(results) || findCliffs(results).some(({ side }) => side.startsWith('rosetta')))
    process.exitCode = 1
}
