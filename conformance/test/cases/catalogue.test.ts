import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { groupOf } from '../../src/cases/case.js'
import { catalogue, groups, select } from '../../src/cases/catalogue.js'
import { octetsOf } from '../../src/cases/payload.js'
import { type SampleName, sampleOf } from '../../src/cases/samples.js'

/** Cases of each Autobahn group. */
const autobahnGroups = { 1: 16, 2: 11, 3: 7, 4: 10, 5: 20, 6: 145, 7: 37, 9: 54, 10: 1, 12: 90, 13: 126 }

describe('the catalogue', () => {
  it('has every case of Autobahn once', () => {
    for (const [group, count] of Object.entries(autobahnGroups)) expect(select({ groups: [group] })).toHaveLength(count)
    const ids = catalogue.flatMap((one) => one.autobahn ?? [])
    expect(new Set(ids).size).toBe(517)
    expect(ids).toHaveLength(517)
  })

  it('has stable ids and says what each case is for', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length)
    for (const one of catalogue) {
      expect(one.id).toMatch(/^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*$/)
      expect(one.rfc.length, one.id).toBeGreaterThan(0)
      for (const section of one.rfc) expect(section, one.id).toMatch(/^\d{4} §\d+(\.\d+)*$/)
      expect(one.purpose, one.id).toMatch(/\.$/)
      expect(one.expectation, one.id).toMatch(/\.$/)
    }
  })

  it('selects by group, id, Autobahn id and role, and leaves out', () => {
    expect(groups).toContain('utf8')
    expect(select({ cases: ['7.9.5'] }).map(({ id }) => id)).toEqual(['close/code-1006'])
    expect(select({ cases: ['close/code-100*', '!7.9.*'] }).every((one) => one.autobahn?.startsWith('7.7'))).toBe(true)
    expect(select({ groups: ['!performance'] }).some((one) => groupOf(one) === 'limits')).toBe(false)
    expect(select({ role: 'client' }).some((one) => groupOf(one) === 'handshake-request')).toBe(false)
    expect(select({ cases: ['no/such'] })).toEqual([])
  })

  it('has invalid, cut short and valid texts in the utf8 group', () => {
    const utf8 = select({ groups: ['utf8'] })
    const fail = utf8.filter((one) => one.kind === 'exchange' && one.closing.by === 'peer')
    expect(fail).toHaveLength(75)
  })
})

describe('payloads', () => {
  it('are the same each time, and never repeat', () => {
    const [text, other] = [
      octetsOf({ kind: 'text', length: 65536 }),
      octetsOf({ kind: 'text', length: 65536, seed: 2 }),
    ]
    expect(Buffer.from(text).equals(other)).toBe(false)
    expect(Buffer.from(text).toString()).toMatch(/^[\w-]+$/)
    expect(Buffer.from(text).indexOf(text.subarray(0, 16), 1)).toBe(-1)
    expect(octetsOf({ kind: 'text', length: 65536 })).toEqual(text)
  })

  it.each([
    ['json', 194056, 0.04],
    ['bitmap', 263222, 0.85],
    ['prose', 222218, 0.39],
    ['html', 263620, 0.06],
    ['pdf', 1042328, 0.76],
  ] as [SampleName, number, number][])('sample %s has its length and deflates as it should', (name, length, ratio) => {
    const sample = sampleOf(name)
    expect(sample.length).toBe(length)
    const octets = sample.window(0, 128 * 1024)
    expect(deflateRawSync(octets).length / octets.length / ratio).toBeCloseTo(1, 0)
    expect(sample.window(length - 3, 5)).toEqual(Buffer.concat([sample.window(length - 3, 3), sample.window(0, 2)]))
  })
})
