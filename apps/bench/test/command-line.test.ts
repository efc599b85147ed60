import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type CommandLine, readCommandLine } from '../src/command-line.js'

const read = (...args: string[]) => readCommandLine(args) as CommandLine
const names = (things: { name: string }[]) => things.map(({ name }) => name)

describe('readCommandLine', () => {
  it('takes scenarios by name, family and beginning of a name', () => {
    expect(names(read('--only', 'echo-16b-c1-d1').scenarios)).toEqual(['echo-16b-c1-d1'])
    expect(names(read('--only', 'fragments,echo-16b').scenarios)).toEqual([
      'echo-16b-c1-d64',
      'echo-16b-c100-d64',
      'echo-16b-c1-d1',
      'echo-16b-c100-d1',
      'fragments-1m',
    ])
    expect(read().scenarios.length).toBeGreaterThan(40)
  })

  it('takes opponents with our facade beside them, each side once', () => {
    const sides = names(read('--against', 'ws,websocket').sides)
    expect(sides).toEqual(expect.arrayContaining(['rosetta-ws', 'ws', 'rosetta-websocket', 'websocket', 'raw']))
    expect(new Set(sides).size).toBe(sides.length)
    expect(names(read('--sides', 'raw,ws').sides)).toEqual(['raw', 'ws'])
  })

  it('measures five rounds, three when quick, and what is said', () => {
    expect(read().rounds).toBe(5)
    expect(read('--quick').rounds).toBe(3)
    expect(read('--', '--quick', '--rounds', '7', '--window', '50')).toMatchObject({ rounds: 7, pace: { run: 50 } })
  })

  it.each([
    [['--only', 'ecco'], 'no scenario "ecco"'],
    [['--against', 'socketcluster'], '--against knows ws'],
    [['--sides', 'w'], 'no side "w"'],
    [['--rounds', 'many'], '--rounds takes a whole number'],
    [['--window', '0'], '--window takes a whole number'],
    [['--impl', 'ws'], '--impl takes <dialect>=<path>'],
    [['--impl', 'sockjs=/tmp'], '--impl takes <dialect>=<path>'],
    [['--impl', 'ws=./no/such/folder'], 'no such file'],
    [['--fast'], "Unknown option '--fast'"],
  ])('%j: says what is wrong', (args, message) => {
    expect(() => readCommandLine(args)).toThrow(message)
  })

  it('writes where the command was typed', () => {
    const { INIT_CWD = process.cwd() } = process.env
    expect(read('--markdown', 'docs/benchmarks.md').markdown).toBe(join(INIT_CWD, 'docs/benchmarks.md'))
    expect(read().markdown).toBeUndefined()
  })

  it('takes a package in a folder', () => {
    const { sides } = read('--impl', `ws=${import.meta.dirname}/fixtures/lying-ws.cjs`)
    expect(sides.at(-1)).toMatchObject({ dialect: 'ws', server: true, client: true, deflate: true })
  })
})
