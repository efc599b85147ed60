import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { dependents, facades, needs } from '../../dependents/table.mjs'
import { differences, withMended } from '../../dependents/transcript.mjs'
import { resolutions } from '../../dependents/tree.mjs'

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

it('a copy of the original below a dependent is found', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'rosetta-resolutions-')))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const install = (path, manifest) => {
    mkdirSync(join(root, 'node_modules', path), { recursive: true })
    writeFileSync(join(root, 'node_modules', path, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(root, 'node_modules', path, 'index.js'), '')
  }
  install('ws', { name: '@rosetta-ws/ws', version: '8.23.0' })
  install('@scope/plain', { name: '@scope/plain', dependencies: { ws: '^8.0.0' } })
  install('peers', { name: 'peers', peerDependencies: { ws: '*' } })
  install('stubborn', { name: 'stubborn', dependencies: { ws: '7.0.0' } })
  install('stubborn/node_modules/ws', { name: 'ws', version: '7.0.0' })
  install('other', { name: 'other', dependencies: {} })
  expect(resolutions(root, 'ws').map(({ by, gets }) => `${by.replaceAll('\\', '/')} ${gets}`)).toEqual([
    'node_modules/@scope/plain @rosetta-ws/ws@8.23.0',
    'node_modules/peers @rosetta-ws/ws@8.23.0',
    'node_modules/stubborn ws@7.0.0',
  ])
})
