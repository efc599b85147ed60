import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { diffScript, type ScriptDiffOptions, type Trace } from '../../src/diff/index.js'

const require = createRequire(import.meta.url)
const file = (name: string): string => fileURLToPath(new URL(`./scripts/${name}`, import.meta.url))

const lines = (trace: Trace, lane: string): string[] =>
  trace.entries.filter((entry) => entry.lane === lane).map(({ text }) => text)

const greet = (candidate: string, options: Partial<ScriptDiffOptions> = {}) =>
  diffScript({
    name: 'greeter',
    original: file('first.mjs'),
    candidate: file(candidate),
    script: file('program.mjs'),
    ...options,
  })

describe.concurrent('diffScript', () => {
  it('finds two implementations of one behaviour equal', async () => {
    const { difference, original } = await greet('same.mjs', { args: ['you'] })
    expect(difference).toBeUndefined()
    expect(lines(original, 'Greeter 1')).toEqual(['greeting "hello you"'])
    expect(lines(original, 'stdout')).toEqual(['done', 'http://localhost:<port>'])
    expect(lines(original, 'exit')).toEqual(['code 0'])
  })

  it('leaves out emitters that are to be ignored', async () => {
    const { original, difference } = await greet('other.mjs', {
      ignoreEmitters: ['Greeter'],
      ignore: [/^(done|finished)$/],
    })
    expect(difference).toBeUndefined()
    expect(lines(original, 'Greeter 1')).toEqual([])
    expect(lines(original, 'stdout')).toEqual(['http://localhost:<port>'])
  })

  it('shows the first difference in the events', async () => {
    const { text } = await greet('other.mjs')
    expect(text).toBe(
      [
        'first difference in lane "Greeter 1", line 1',
        '  - greeting "hello world"',
        '  + greeting Buffer<68656c6c6f20776f726c64>',
        'the runs ended: code 0, code 0',
      ].join('\n'),
    )
  })

  it('records a crash', async () => {
    const { original, difference } = await greet('same.mjs', { env: { CRASH: '1' }, stderr: 'ignore' })
    expect(difference).toBeUndefined()
    expect(lines(original, 'uncaught')).toEqual(['uncaughtException RangeError("as told")'])
    expect(lines(original, 'exit')).toEqual(['code 1'])
  })

  it('leaves out what Node makes for workers, whose loader has one too', async () => {
    const { original } = await greet('same.mjs', { script: file('worker.mjs') })
    expect(new Set(original.entries.map(({ lane }) => lane))).toEqual(new Set(['stdout', 'exit']))
    expect(lines(original, 'stdout')).toEqual(['from a worker'])
  })

  it('resolves packages for a script that requires them', async () => {
    const options = { name: 'ws', original: 'original-ws', candidate: 'original-ws', script: file('program.cjs') }
    const { difference, original } = await diffScript(options)
    expect(difference).toBeUndefined()
    expect(lines(original, 'stdout')).toEqual(['echoed hello'])
    expect(lines(original, 'WebSocket 1')).toContain('message Buffer<68656c6c6f>, false')
  })

  it('keeps a name that is that of the original', async () => {
    const options = { original: 'original-ws', candidate: 'original-ws', script: file('same-name.cjs') }
    const { difference, original } = await diffScript(options)
    expect(difference).toBeUndefined()
    expect(lines(original, 'stdout')).toEqual(['function'])
  })

  it('takes files and folders for a script that requires', async () => {
    const paths = { original: dirname(require.resolve('original-ws')), candidate: require.resolve('original-ws') }
    const { difference, original } = await diffScript({ ...paths, name: 'ws', script: file('program.cjs') })
    expect(difference).toBeUndefined()
    expect(lines(original, 'stdout')).toEqual(['echoed hello'])
  })

  it('ends runs that do not end, and says so', async () => {
    // How far they come until then depends on the machine.
    const { endings } = await greet('same.mjs', { env: { HANG: '1' }, limit: 1000 })
    expect(endings).toBe('the runs ended: time limit reached, time limit reached')
  })

  it('says what is missing', async () => {
    await expect(greet('nothing.mjs')).rejects.toThrow(/There is no .*nothing\.mjs/)
    await expect(greet('same.mjs', { script: 'nothing.js' })).rejects.toThrow(/There is no script/)
    await expect(greet('same.mjs', { original: 'not-installed-at-all' })).rejects.toThrow(
      'npm install not-installed-at-all',
    )
  })
})
