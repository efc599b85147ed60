/** What is installed, and what is not, is tested on the tarballs, in `packed`. */

import { type Dialect, dialectRegistry, registerDialect } from '@rosetta-ws/engine/node'
import { afterEach, describe, expect, it } from 'vitest'
import { findDialect } from '../src/find-dialect.js'
import { viewIn } from '../src/view.js'

/** A facade that knows one kind of object. */
function fake(name: string): Dialect & { Class: new () => object } {
  class Class {
    readonly _connection = null
  }
  return {
    name,
    Class,
    objectOf: (value: unknown) => (value instanceof Class ? value : undefined),
    connectionOf: () => null,
  } as unknown as Dialect & { Class: new () => object }
}

afterEach(() => {
  dialectRegistry().dialects.length = 0
})

describe('of several copies of a facade', () => {
  it('the first that was loaded makes the views', () => {
    const [first, second] = [fake('ws'), fake('ws')]
    for (const each of [fake('wsd'), first, second]) registerDialect(each)
    expect(findDialect('ws', 'asWs')).toBe(first)
  })

  it('each knows its own objects', () => {
    const [first, second] = [fake('ws'), fake('ws')]
    for (const each of [first, second]) registerDialect(each)
    for (const { Class } of [first, second]) {
      const object = new Class()
      expect(viewIn('ws', object, 'asWs')).toBe(object)
    }
  })
})
