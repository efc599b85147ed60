import { describe, expect, it } from 'vitest'
import { isFailure } from '../../src/judge/verdict.js'
import { rightBehaviour } from './behaviour.js'
import { mutants } from './mutants.js'
import { runClient, runServer } from './run-mutant.js'

describe.concurrent('mutants', { timeout: 60_000 }, () => {
  it('are at least 25, each with a name of its own', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
    expect(mutants.length).toBeGreaterThanOrEqual(25)
  })

  it.each(mutants)('$name: caught by $caughtBy', async ({ role, behaviour, caughtBy }) => {
    const run = role === 'server' ? runServer : runClient
    const results = await run(behaviour, { cases: caughtBy })
    expect(
      results
        .filter(isFailure)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...caughtBy].sort())
  })

  it('that only find bad UTF-8 at the end of a message are non-strict', async () => {
    const behaviour = { ...rightBehaviour(), utf8: 'at-end' as const }
    const results = await runServer(behaviour, { cases: ['utf8/fail-fast-*'] })
    expect(results.map(({ verdict }) => verdict)).toEqual(['non-strict', 'non-strict', 'non-strict', 'non-strict'])
  })

  it('that know no permessage-deflate are unimplemented there', async () => {
    const behaviour = rightBehaviour()
    behaviour.deflate.supported = false
    const results = await runServer(behaviour, { cases: ['deflate-payloads/json-16', 'deflate-data/empty'] })
    expect(results.map(({ verdict }) => verdict)).toEqual(['unimplemented', 'unimplemented'])
  })

  it('that leave TCP open are named, but do not fail', async () => {
    const results = await runServer({ ...rightBehaviour(), endsTcp: false }, { cases: ['framing/text-125'] })
    expect(results.map(({ verdict, closing }) => [verdict, closing])).toEqual([['strict', 'not-dropped']])
    expect(results.some(isFailure)).toBe(false)
  })
})
