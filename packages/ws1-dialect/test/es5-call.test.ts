import { describe, expect, it } from 'vitest'
import { usedMemory } from '../../engine/test/instruments/collect-garbage.js'
import { callable, Emitter } from '../src/es5-call.js'

class Thing extends Emitter {
  a = null
  b = null
  c = null
  d = null
  e = null
  f = null
  g = null
  h = null
  constructor(readonly value: number) {
    super()
  }
}
const Callable = callable(Thing)

async function bytesOfEach(Class: typeof Thing): Promise<number> {
  const count = 5000
  const before = await usedMemory()
  const things = Array.from({ length: count }, (_, i) => new Class(i))
  return ((await usedMemory()) - before) / things.length
}

describe('an object of a class that can be called', () => {
  it('takes no more memory than one of any class', async () => {
    await bytesOfEach(Thing)
    const plain = await bytesOfEach(Thing)
    expect(await bytesOfEach(Callable)).toBeLessThan(plain * 2)
  })

  it('is of the class, however it is made', () => {
    class Derived extends Callable {}
    const call = Callable as unknown as (value: number) => Thing
    for (const thing of [new Callable(1), call(1), new Derived(1), Reflect.construct(Callable, [1])]) {
      expect(thing).toBeInstanceOf(Callable)
      expect(thing).toBeInstanceOf(Thing)
      expect(thing.value).toBe(1)
    }
    expect(new Derived(1)).toBeInstanceOf(Derived)
    expect(new Callable(1).constructor).toBe(Callable)
  })
})
