import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { select } from '../../src/cases/catalogue.js'
import { compareWithBaseline, makeBaseline } from '../../src/report/baseline.js'
import { html } from '../../src/report/html.js'
import { junit } from '../../src/report/junit.js'
import { makeReport, mergeReports } from '../../src/report/report.js'
import { markdown } from '../../src/report/summary.js'
import { traceLines } from '../../src/report/trace.js'
import type { CaseResult } from '../../src/run/run-case.js'

function result(id: string, change: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    verdict: 'strict',
    reason: 'As <expected>.',
    closing: 'ok',
    closingReason: 'Closed.',
    duration: 5,
    wire: [],
    ...change,
  }
}

const results = [
  result('framing/text-0', { wire: [{ at: 1, from: 'tester', kind: 'head', text: 'GET / HTTP/1.1\r\n\r\n' }] }),
  result('framing/text-125', { verdict: 'failed', reason: 'Wrong & "bad"\u0000.' }),
  result('close/body-code', { closing: 'unclean' }),
  result('deflate-data/empty', { verdict: 'unimplemented' }),
]
const cases = select({ cases: results.map(({ id }) => id) })
const report = makeReport(cases, {
  name: 'mine',
  role: 'server',
  started: '2020-01-01T00:00:00.000Z',
  duration: 9,
  results,
})

describe('report', () => {
  it('counts verdicts, and bad closings as failures', () => {
    expect(report.agents[0]!.counts).toEqual({
      strict: 2,
      'non-strict': 0,
      informational: 0,
      unimplemented: 1,
      failed: 1,
      failures: 2,
    })
  })

  it('merges agents side by side over all cases', () => {
    const other = makeReport(select({ cases: ['2.1'] }), { ...report.agents[0]!, name: 'other', results: [] })
    const merged = mergeReports([report, other])
    expect(merged.agents.map(({ name }) => name)).toEqual(['mine', 'other'])
    expect(merged.cases.map(({ id }) => id)).toContain('ping-pong/ping-empty')
    expect(merged.cases).toHaveLength(5)
  })

  it('has the fields that its schema names, and no others', () => {
    const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'))
    const plain = JSON.parse(JSON.stringify(report))
    const check = (value: object, part: { properties: object; required: string[] }) => {
      expect(Object.keys(part.properties)).toEqual(expect.arrayContaining(Object.keys(value)))
      expect(Object.keys(value)).toEqual(expect.arrayContaining(part.required))
    }
    check(plain, schema)
    check(plain.cases[0], schema.$defs.case)
    check(plain.agents[0], schema.$defs.agent)
    for (const one of plain.agents[0].results) check(one, schema.$defs.result)
    check(plain.agents[0].results[0].wire[0], schema.$defs.wireEntry)
  })
})

describe('junit', () => {
  it('has a suite per group, with failures and skipped cases', () => {
    const xml = junit(report)
    expect(xml.match(/<testsuite /g)).toHaveLength(3)
    expect(xml.match(/<failure /g)).toHaveLength(2)
    expect(xml.match(/<skipped /g)).toHaveLength(1)
    expect(xml).toContain('Wrong &#38; &#34;bad&#34;\ufffd.')
  })
})

describe('html', () => {
  it('is one page with its data inside, and nothing loaded', () => {
    const page = html(report)
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!)
    expect(data.agents[0].results['framing/text-125']).toMatchObject({ verdict: 'failed', failure: true })
    expect(data.agents[0].results['framing/text-0'].trace).toContain('GET / HTTP/1.1')
    expect(page).not.toMatch(/(src|href)=|https?:\/\//)
  })
})

describe('markdown', () => {
  it('has a row per agent and the failures', () => {
    expect(markdown(report)).toContain('mine | server | 4 | 2 | 0 | 0 | 1 | 1 | 2')
    expect(markdown(report)).toContain('`framing/text-125`')
  })
})

describe('baseline', () => {
  const baseline = makeBaseline('mine', 'server', results)

  it('names only what is not strict', () => {
    expect(baseline).toEqual({
      agent: 'mine',
      role: 'server',
      cases: 4,
      except: {
        'framing/text-125': 'failed',
        'close/body-code': 'strict, closing unclean',
        'deflate-data/empty': 'unimplemented',
      },
    })
  })

  it('tells worse from better', () => {
    expect(compareWithBaseline(baseline, results)).toEqual({ worse: [], better: [], caseCount: { before: 4, now: 4 } })
    const changed = [result('framing/text-0', { verdict: 'non-strict' }), result('framing/text-125')]
    const { worse, better, caseCount } = compareWithBaseline(baseline, changed)
    expect(worse).toEqual([{ id: 'framing/text-0', before: 'strict', now: 'non-strict' }])
    expect(better).toEqual([{ id: 'framing/text-125', before: 'failed', now: 'strict' }])
    expect(caseCount.now).toBe(2)
  })
})

describe('trace', () => {
  it('takes frames apart', () => {
    const lines = traceLines([
      {
        at: 1.5,
        from: 'peer',
        kind: 'frame',
        octets: '03e8627965',
        frame: { opcode: 8, fin: true, rsv: 0, masked: false, length: 5, header: '8805' },
      },
    ])
    expect(lines[0]).toContain('← peer    Close, 5 octets, FIN')
    expect(lines.join('\n')).toContain('code 1000 "bye"')
  })
})
