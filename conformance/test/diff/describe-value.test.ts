import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { describeValue, ownShape } from '../../src/diff/index.js'

class Point {
  x = 1
  _hidden = 2
}

describe('describeValue', () => {
  it.each<[unknown, string]>([
    [undefined, 'undefined'],
    [null, 'null'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [10n, '10n'],
    ['a "b"', '"a \\"b\\""'],
    [Symbol('s'), 'Symbol(s)'],
    [function named(_a: unknown, _b: unknown) {}, 'function named(2)'],
    [Buffer.from('ab'), 'Buffer<6162>'],
    [new Uint8Array([97, 98]), 'Uint8Array<6162>'],
    [new Uint8Array([97, 98]).buffer, 'ArrayBuffer<6162>'],
    [new DataView(new ArrayBuffer(1)), 'DataView<00>'],
    [new Blob(['abc'], { type: 'text/plain' }), 'Blob(3 bytes, "text/plain")'],
    [[1, [2, 'x']], '[1, [2, "x"]]'],
    [{ a: 1, b: undefined }, '{ a: 1, b: undefined }'],
    [{}, '{}'],
    [Object.create(null), 'null{}'],
    [new Map([['a', 1]]), 'Map{"a" => 1}'],
    [new Set([1]), 'Set{1}'],
    [new Point(), '<Point>{ x: 1 }'],
    [new EventEmitter(), '<EventEmitter>'],
    [Object.assign(new RangeError('far'), { code: 'E' }), 'RangeError("far", code E)'],
    [new TypeError('t', { cause: new Error('c') }), 'TypeError("t", cause Error("c"))'],
  ])('%o', (value, expected) => {
    expect(describeValue(value)).toBe(expected)
  })

  it('survives cycles and depth', () => {
    const cycle: Record<string, unknown> = {}
    cycle.self = cycle
    expect(describeValue(cycle)).toBe('{ self: <circular> }')
  })

  it('tells long values apart by a digest', () => {
    const one = describeValue('a'.repeat(1000))
    const other = describeValue(`${'a'.repeat(999)}b`)
    expect(one).toMatch(/… 1000 characters, sha1 [0-9a-f]{12}$/)
    expect(one).not.toBe(other)
    expect(describeValue(Buffer.alloc(1000))).not.toBe(describeValue(Buffer.alloc(1000, 1)))
    expect(describeValue(Buffer.alloc(1000)).length).toBeLessThan(100)
  })
})

describe('ownShape', () => {
  it('lists own properties with their descriptors', () => {
    const object = Object.defineProperty({ a: 1, f(_: unknown) {} }, 'hidden', { get: () => 1 })
    expect(ownShape(object)).toEqual({
      a: 'number enumerable configurable writable',
      f: 'function/1 enumerable configurable writable',
      hidden: 'get',
    })
  })
})
