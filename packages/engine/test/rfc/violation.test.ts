import { describe, expect, it } from 'vitest'
import { isCloseCodeOnWire } from '../../src/rfc/close-code.js'
import { violations } from '../../src/rfc/violation.js'

describe('violations', () => {
  it('answers each with a status code that may be on the wire', () => {
    for (const [name, { closeCode }] of Object.entries(violations)) {
      expect({ name, sendable: isCloseCodeOnWire(closeCode) }).toEqual({ name, sendable: true })
    }
  })

  it('names the section of the RFC that each breaks', () => {
    for (const { section } of Object.values(violations)) expect(section).toMatch(/^(6455|7692) §\d+(\.\d+)*$/)
  })

  it('answers broken framing with 1002, bad data with 1007, a limit with 1008 or 1009', () => {
    const byCode = new Map<number, string[]>()
    for (const [name, { closeCode }] of Object.entries(violations)) {
      byCode.set(closeCode, [...(byCode.get(closeCode) ?? []), name])
    }
    expect(byCode.get(1007)).toEqual(['invalidCloseReason', 'invalidUtf8', 'inflateFailed'])
    expect(byCode.get(1008)).toEqual(['tooManyFragments', 'tooManyChunks'])
    expect(byCode.get(1009)).toEqual(['lengthUnsupported', 'frameTooLarge', 'messageTooLarge'])
    expect([...byCode.keys()].sort()).toEqual([1002, 1007, 1008, 1009])
  })
})
