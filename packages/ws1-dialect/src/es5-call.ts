/**
 * Lets a class be called as a function: without `new`, and by `Parent.call(this, …)`, as code with `util.inherits` does. Such
 * a class extends `Emitter`.
 */

import { EventEmitter } from 'node:events'

/** The object that the next constructor is to make its own, instead of a new one. */
let given: object | null = null

/** An `EventEmitter` whose subclasses can be constructed onto an object that is there already. */
export class Emitter extends EventEmitter {
  constructor() {
    super()
    if (given === null) return
    const self = given
    given = null
    EventEmitter.call(self as EventEmitter)
    // biome-ignore lint/correctness/noConstructorReturn: what a constructor returns is `this` of its subclasses' constructors
    return self as this
  }
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the class takes
export function callable<Class extends new (...values: any[]) => Emitter>(Class: Class): Class {
  const proxy: Class = new Proxy(Class, {
    // V8 lays out the objects of a class, and not those of a proxy: each of these would hold 2 KiB more.
    construct: (target, values, made) => Reflect.construct(target, values, made === proxy ? target : made),
    apply(target, self, values) {
      if (!(self instanceof target)) return new target(...values)
      given = self
      try {
        return void new target(...values)
      } finally {
        given = null
      }
    },
  })
  Object.defineProperty(Class.prototype, 'constructor', { value: proxy, writable: true, configurable: true })
  return proxy
}
