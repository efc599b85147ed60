/** The DOM's way of listening, on top of an `EventEmitter`: event objects, `on…` properties, `addEventListener`. */

import type { EventEmitter } from 'node:events'

// Symbols, and no private names: events are used through proxies, and shown by `console.log` with what they hold.
const kCode: unique symbol = Symbol('kCode')
const kData: unique symbol = Symbol('kData')
const kError: unique symbol = Symbol('kError')
const kMessage: unique symbol = Symbol('kMessage')
const kReason: unique symbol = Symbol('kReason')
const kTarget: unique symbol = Symbol('kTarget')
const kType: unique symbol = Symbol('kType')
const kWasClean: unique symbol = Symbol('kWasClean')
const kListener: unique symbol = Symbol('listener')
const kIsAttribute: unique symbol = Symbol('is-on-event-attribute')

/** An event as far as `ws` has ever had one. */
export class Event {
  [kTarget]: unknown = null
  readonly [kType]: string

  constructor(type: string) {
    this[kType] = type
  }

  get target(): unknown {
    return this[kTarget]
  }

  get type(): string {
    return this[kType]
  }
}

export class CloseEvent extends Event {
  readonly [kCode]: number
  readonly [kReason]: string
  readonly [kWasClean]: boolean

  constructor(type: string, init: { code?: number; reason?: string; wasClean?: boolean } = {}) {
    super(type)
    this[kCode] = init.code ?? 0
    this[kReason] = init.reason ?? ''
    this[kWasClean] = init.wasClean ?? false
  }

  get code(): number {
    return this[kCode]
  }

  get reason(): string {
    return this[kReason]
  }

  get wasClean(): boolean {
    return this[kWasClean]
  }
}

export class ErrorEvent extends Event {
  readonly [kError]: unknown
  readonly [kMessage]: string

  constructor(type: string, init: { error?: unknown; message?: string } = {}) {
    super(type)
    this[kError] = init.error ?? null
    this[kMessage] = init.message ?? ''
  }

  get error(): unknown {
    return this[kError]
  }

  get message(): string {
    return this[kMessage]
  }
}

export class MessageEvent extends Event {
  readonly [kData]: unknown

  constructor(type: string, init: { data?: unknown } = {}) {
    super(type)
    this[kData] = init.data ?? null
  }

  get data(): unknown {
    return this[kData]
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
