import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { dependents, facades, needs } from '../../dependents/table.mjs'
import { differences, withMended } from '../../dependents/transcript.mjs'

const folder = fileURLToPath(new URL('../../dependents', import.meta.url))

describe('the table of dependents', () => {
  it.each(Object.keys(facades))('has one entry for each program of %s, and each has a transcript', (facade) => {
    const names = dependents.filter((dependent) => dependent.facade === facade).map(({ name }) => name)
    const files = names.flatMap((name) => [`${name}.mjs`, `${name}.txt`])
    expect(readdirSync(join(folder, facade)).sort()).toEqual(files.sort())
  })

  it.each(dependents)('$name: exact versions, a known set and known needs', ({ packages, set, needs: wanted = [] }) => {
    for (const version of Object.values(packages)) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(['main', 'extended']).toContain(set)
    for (const need of wanted) expect(needs).toHaveProperty(need)
  })

  it('asks for one version of a package in a set, which is installed in one tree', () => {
    const versions = new Map()
    for (const { facade, set, packages } of dependents) {
      for (const [name, version] of Object.entries(packages)) {
        const key = `${facade} ${set} ${name}`
        expect(versions.get(key) ?? version, key).toBe(version)
        versions.set(key, version)
      }
    }
  })
})

describe('transcripts', () => {
  it('differ by lines that are changed, missing or added', () => {
    expect(differences(['a', 'b'], ['a', 'b'])).toEqual([])
    expect(differences(['a', 'b', 'c'], ['a', 'x'])).toEqual(['- b', '+ x', '- c'])
    expect(differences(['a'], ['a', 'b'])).toEqual(['+ b'])
  })

  it('are those of the original, save the lines that are listed as mended', () => {
    expect(withMended(['close 1006', 'end'], { 'close 1006': 'close 1000' })).toEqual(['close 1000', 'end'])
    expect(withMended(['constructor'])).toEqual(['constructor'])
  })
})
