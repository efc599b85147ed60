/** The DOM's way of listening, on top of an `EventEmitter`: event objects, `on…` properties, `addEventListener`. */

import type { EventEmitter } from 'node:events'

const kTarget: unique symbol = Symbol('target')
const kListener: unique symbol = Symbol('listener')
const kIsAttribute: unique symbol = Symbol('is-on-event-attribute')

/** An event as far as `ws` has ever had one. */
export class Event {
  [kTarget]: unknown = null
  readonly #type: string

  constructor(type: string) {
    this.#type = type
  }

  get target(): unknown {
    return this[kTarget]
  }

  get type(): string {
    return this.#type
  }
}

export class CloseEvent extends Event {
  readonly #code: number
  readonly #reason: string
  readonly #wasClean: boolean

  constructor(type: string, init: { code?: number; reason?: string; wasClean?: boolean } = {}) {
    super(type)
    this.#code = init.code ?? 0
    this.#reason = init.reason ?? ''
    this.#wasClean = init.wasClean ?? false
  }

  get code(): number {
    return this.#code
  }

  get reason(): string {
    return this.#reason
  }

  get wasClean(): boolean {
    return this.#wasClean
  }
}

export class ErrorEvent extends Event {
  readonly #error: unknown
  readonly #message: string

  constructor(type: string, init: { error?: unknown; message?: string } = {}) {
    super(type)
    this.#error = init.error ?? null
    this.#message = init.message ?? ''
  }

  get error(): unknown {
    return this.#error
  }

  get message(): string {
    return this.#message
  }
}

export class MessageEvent extends Event {
  readonly #data: unknown

  constructor(type: string, init: { data?: unknown } = {}) {
    super(type)
    this.#data = init.data ?? null
  }

  get data(): unknown {
    return this.#data
  }
}

for (const [type, names] of [
  [Event, ['target', 'type']],
  [CloseEvent, ['code', 'reason', 'wasClean']],
  [ErrorEvent, ['error', 'message']],
  [MessageEvent, ['data']],
] as const) {
  for (const name of names) Object.defineProperty(type.prototype, name, { enumerable: true })
}

export type EventListenerLike = ((event: Event) => void) | { handleEvent(event: Event): void }

interface Wrapper {
  (...values: unknown[]): void
  [kListener]?: EventListenerLike
  [kIsAttribute]?: boolean
}

/** What an event target knows of its closing. */
export interface EventSource extends EventEmitter {
  readonly wasCleanlyClosed: boolean
}

type EventMaker = (source: EventSource, ...values: unknown[]) => Event

/** How the arguments of an emitter's event become an event object. */
const makers: Readonly<Record<string, EventMaker>> = {
  message: (_source, data, isBinary) => new MessageEvent('message', { data: isBinary ? data : String(data) }),
  close: (source, code, reason) =>
    new CloseEvent('close', {
      code: code as number,
      reason: String(reason),
      wasClean: source.wasCleanlyClosed,
    }),
  error: (_source, error) => new ErrorEvent('error', { error, message: (error as Error).message }),
  open: () => new Event('open'),
}

function wrap(type: string, handler: EventListenerLike, isAttribute: boolean): Wrapper {
  const make = makers[type] as EventMaker
  const wrapper = function (this: EventSource, ...values: unknown[]): void {
    const event = make(this, ...values)
    event[kTarget] = this
    if (typeof handler === 'object' && handler.handleEvent) handler.handleEvent(event)
    else (handler as (event: Event) => void).call(this, event)
  } as Wrapper
  wrapper[kListener] = handler
  wrapper[kIsAttribute] = isAttribute
  return wrapper
}

/** Adds a listener of the DOM's form; one that is already there, or of another type of event, is ignored. */
export function addEventListener(
  target: EventEmitter,
  type: string,
  handler: EventListenerLike,
  options: { once?: boolean } = {},
  isAttribute = false,
): void {
  if (!isAttribute) {
    for (const listener of target.listeners(type) as Wrapper[]) {
      if (listener[kListener] === handler && !listener[kIsAttribute]) return
    }
  }
  if (!Object.hasOwn(makers, type)) return
  const wrapper = wrap(type, handler, isAttribute)
  if (options.once) target.once(type, wrapper)
  else target.on(type, wrapper)
}

/** Removes a listener that `addEventListener` added. */
export function removeEventListener(target: EventEmitter, type: string, handler: unknown): void {
  for (const listener of target.listeners(type) as Wrapper[]) {
    if (listener[kListener] === handler && !listener[kIsAttribute]) {
      target.removeListener(type, listener)
      break
    }
  }
}

/** The handler of an `on…` property, or null. */
export function eventAttribute(target: EventEmitter, type: string): EventListenerLike | null {
  for (const listener of target.listeners(type) as Wrapper[]) {
    if (listener[kIsAttribute]) return listener[kListener] as EventListenerLike
  }
  return null
}

export function setEventAttribute(target: EventEmitter, type: string, handler: unknown): void {
  for (const listener of target.listeners(type) as Wrapper[]) {
    if (listener[kIsAttribute]) {
      target.removeListener(type, listener)
      break
    }
  }
  if (typeof handler === 'function') addEventListener(target, type, handler as EventListenerLike, {}, true)
}
