/**
 * Makes classes that can also be called as functions, `Parent.call(this, …)`, as code with `util.inherits` does. The
 * methods are written as an ordinary class, whose constructor is never run.
 */

/** A class that can be called as a function on an object that inherits from it. */
export interface Es5Class<Instance, Arguments extends unknown[]> {
  new (...values: Arguments): Instance
  (this: Instance, ...values: Arguments): void
  prototype: Instance
  super_?: unknown
}

interface Es5Options<Instance, Arguments extends unknown[]> {
  readonly name: string
  /** The number of arguments that its `length` tells. */
  readonly length: number
  /** Gives the methods. */
  readonly methods: { prototype: Instance }
  /** What `util.inherits` would have been called with. */
  readonly parent?: { call(self: Instance): void }
  /** The body of the constructor, after the parent's. */
  readonly initialise: (self: Instance, ...values: Arguments) => void
}

export function es5Class<Instance extends object, Arguments extends unknown[]>(
  options: Es5Options<Instance, Arguments>,
): Es5Class<Instance, Arguments> {
  const { name, length, methods, parent, initialise } = options
  const callable = function (this: Instance, ...values: Arguments) {
    if (parent !== undefined) parent.call(this)
    initialise(this, ...values)
  } as unknown as Es5Class<Instance, Arguments>
  Object.defineProperty(callable, 'name', { value: name })
  Object.defineProperty(callable, 'length', { value: length })
  Object.defineProperty(callable, 'prototype', { value: methods.prototype, writable: true })
  Object.defineProperty(methods.prototype, 'constructor', { value: callable })
  showMethods(methods.prototype)
  if (parent !== undefined) {
    Object.defineProperty(callable, 'super_', { value: parent, writable: true, configurable: true })
  }
  return callable
}

/** Methods that are assigned to a prototype are enumerable, those of a class are not. */
function showMethods(prototype: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    // A method of the parent's is no new one.
    const isNew = !Object.prototype.propertyIsEnumerable.call(Object.getPrototypeOf(prototype), name)
    if (isNew && name !== 'constructor' && typeof descriptor.value === 'function') {
      Object.defineProperty(prototype, name, { enumerable: true })
    }
  }
}
