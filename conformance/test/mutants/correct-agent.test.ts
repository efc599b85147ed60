import { describe, expect, it } from 'vitest'
import { rightBehaviour } from './behaviour.js'
import { failures, runClient, runServer } from './run-mutant.js'

const quick = { groups: ['!performance'], patience: 6 }
/** The whole of these groups runs in CI (agents/run.ts); here the rows that take no time. */
const short = [
  'limits/*-64kib',
  'limits/*-by-64kib',
  'limits/*-by-2kib',
  'limits/*-round-trips-*',
  'deflate-*-16',
  'deflate-*-1024',
  'deflate-*-8192-by-256',
]
const long = { groups: ['performance'], cases: short, patience: 6, messages: 5 }

describe('an agent without a defect', () => {
  it.each([
    ['server', runServer],
    ['client', runClient],
  ])('passes as a %s', { timeout: 120_000 }, async (_role, run) => {
    const results = [...(await run(rightBehaviour(), quick)), ...(await run(rightBehaviour(), long))]
    expect(failures(results)).toEqual([])
    expect(results.filter((result) => result.verdict === 'non-strict').map((result) => result.id)).toEqual([])
  })
})
