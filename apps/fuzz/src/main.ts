/**
 * Fuzzes the facades, one after the other, both roles of each. An error names the seed that repeats it.
 *
 *     pnpm fuzz [facade …] [--bytes 1e9] [--seconds 10] [--seed N] [--at-a-time 16]
 */

import { parseArgs } from 'node:util'
import { facades } from './facades/facades.js'
import { type Report, run } from './run.js'

/** Bytes that a run may hold more at its end than at half of it: what it holds swings with the time of a collection. */
const MAX_GROWN = 8 * 1024 * 1024

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bytes: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string' },
    'at-a-time': { type: 'string', default: '16' },
  },
})

const isRepeat = values.seconds === '0'
const options = {
  bytes: Number(values.bytes ?? Number.POSITIVE_INFINITY),
  seconds: values.bytes === undefined || isRepeat ? Number(values.seconds) : Number.POSITIVE_INFINITY,
  firstSeed: values.seed === undefined ? Date.now() % 0x7fffffff : Number(values.seed),
  atATime: isRepeat ? 1 : Number(values['at-a-time']),
}

function isFlat({ grownBytes, handles, leftovers }: Report): boolean {
  return grownBytes < MAX_GROWN && handles.length === 0 && leftovers === 0
}

const unknown = positionals.filter((name) => !facades.some((facade) => facade.name === name))
if (unknown.length > 0) {
  console.error(`No such facade: ${unknown.join(', ')}. There are ${facades.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

for (const facade of facades) {
  if (positionals.length > 0 && !positionals.includes(facade.name)) continue
  const report = await run(facade, options)
  console.log(JSON.stringify(report))
  if (!isFlat(report)) {
    console.error(`${facade.name} holds more than at the start.`)
    process.exitCode = 1
  }
}
