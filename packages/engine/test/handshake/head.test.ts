import { describe, expect, it } from 'vitest'
import { headerOf } from '../../src/handshake/head.js'

describe('headerOf', () => {
  it('joins the values of a repeated header', () => {
    const head = { headers: { one: 'a', many: ['b', 'c'], none: undefined } }
    expect(headerOf(head, 'one')).toBe('a')
    expect(headerOf(head, 'many')).toBe('b, c')
    expect(headerOf(head, 'none')).toBeUndefined()
    expect(headerOf(head, 'missing')).toBeUndefined()
  })
})
