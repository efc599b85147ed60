import { afterAll, describe, expect, it } from 'vitest'
import { linesOf, Projects, type Setting, type Source, settings } from './compile.js'

const projects = new Projects()
afterAll(() => projects.dispose())

const programs = ['default-import.ts', 'namespace-import.ts', 'refusals.ts']
/** `import x = require()` is not for bundlers. */
const programsOf = (setting: Setting): string[] =>
  setting === 'bundler' ? programs : [...programs, 'import-equals.ts']

const lib = { 'without DOM': false, 'with DOM': true }

describe.each(Object.keys(settings) as Setting[])('%s', (setting) => {
  describe.each(Object.entries(lib))('%s', (_name, dom) => {
    it.each<Source>(['original', 'ours'])('programs compile and their mistakes are found: %s', (source) => {
      expect(projects.compile(source, setting, programsOf(setting), dom)).toEqual([])
    })
  })

  it.each<Source>(['original', 'ours'])('a program may add members to the types: %s', (source) => {
    expect(projects.compile(source, setting, ['augmentation.ts'], false)).toEqual([])
  })

  it('what the original lacks compiles with ours', () => {
    expect(projects.compile('ours', setting, ['gaps.ts', 'mended.ts'], false)).toEqual([])
  })

  it('the original does lack it', () => {
    const gaps = linesOf('gaps.ts').flatMap((line, index) => (line.endsWith('// gap') ? [index + 1] : []))
    const refused = new Set(projects.compile('original', setting, ['gaps.ts'], false).map(({ line }) => line))
    expect(gaps.length).toBeGreaterThan(20)
    expect(gaps.filter((line) => !refused.has(line))).toEqual([])
  })

  it('connections and options of ours and of the original stand in for each other', () => {
    expect(projects.compile('ours', setting, ['beside-the-original.ts'], false)).toEqual([])
  })
})

it('the class that is imported does not declare the statics of the one that is required, as in the original', () => {
  for (const source of ['original', 'ours'] as const) {
    const complaints = projects.compile(source, 'NodeNext, ES module', ['static-server.ts'], false)
    expect(complaints.map(({ text }) => text)).toEqual(["Property 'Server' does not exist on type 'typeof WebSocket'."])
    expect(projects.compile(source, 'NodeNext, CommonJS', ['static-server.ts'], false)).toEqual([])
  }
})
