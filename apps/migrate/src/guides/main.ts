/**
 * Writes the guides to docs/migrate. With --check it only compares, and exits with 1 when a page is not as it should be.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { guides } from './guide.js'

const folder = fileURLToPath(new URL('../../../../docs/migrate', import.meta.url))
const pages = guides()
mkdirSync(folder, { recursive: true })
const strange = readdirSync(folder).filter((name) => !(name in pages))
const stale = Object.keys(pages).filter((name) => {
  const path = join(folder, name)
  return !existsSync(path) || readFileSync(path, 'utf8') !== pages[name]
})

if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`docs/migrate/${name} is not what the catalogue says: npm run guides`)
  for (const name of strange) console.error(`docs/migrate/${name} is none of the guides`)
  process.exitCode = stale.length + strange.length > 0 ? 1 : 0
} else {
  for (const name of strange) rmSync(join(folder, name))
  for (const name of stale) writeFileSync(join(folder, name), pages[name])
  console.log(`${stale.length} of ${Object.keys(pages).length} pages written`)
}
