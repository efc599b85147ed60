/**
 * Code that is nested too deep for the stack is reported, and what is just below the limit is followed.
 */
import { expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analysis.js'
import { openSources } from '../../src/analysis/source-files.js'

const shapes: Record<string, (depth: number) => string> = {
  commas: (depth) => Array.from({ length: depth }, (_, n) => `x${n} = 1`).join(', '),
  sums: (depth) => Array.from({ length: depth }, (_, n) => `'a${n}'`).join(' + '),
  calls: (depth) => `f${'.a()'.repeat(depth / 2)}`,
  arrays: (depth) => '['.repeat(depth) + ']'.repeat(depth),
  functions: (depth) => `${'(() => { '.repeat(depth / 5)}${' })()'.repeat(depth / 5)}`,
  conditions: (depth) => `${'a ? b : '.repeat(depth)}c`,
  blocks: (depth) => '{'.repeat(depth) + '}'.repeat(depth),
}

const head = "const W = require('ws')\nnew W('ws://x').on('open', f)\n"
const good = ['/good.js', head] as const

it.each(Object.keys(shapes))('%s', (shape) => {
  const text = (depth: number) => `${head}${shapes[shape](depth)}\n`
  const deep = openSources('/', new Map([good, ['/deep.js', text(30_000)]]))
  expect(deep.problems).toEqual([
    {
      path: 'deep.js',
      line: expect.any(Number),
      column: expect.any(Number),
      message: expect.stringContaining('nested too deep'),
    },
  ])
  expect(new Set(analyse(deep).uses.map(({ path }) => path))).toEqual(new Set(['good.js']))
  // Of arrays TypeScript itself cannot parse more than some hundreds in each other.
  const fine = openSources('/', new Map([['/fine.js', text(shape === 'arrays' ? 300 : 950)]]))
  expect(fine.problems).toEqual([])
  expect(analyse(fine).uses.map(({ name }) => name)).toContain('open')
})
