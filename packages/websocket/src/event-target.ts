/** The event target of `W3CWebSocket`. Its methods are own members of the object, as those of yaeti are. */

export interface EventLike {
  type: string
  target?: unknown
  cancelable?: boolean
  defaultPrevented?: boolean
  _yaeti?: boolean
  stopImmediatePropagation?: () => void
}

type Listener = (this: object, event: EventLike) => void

export interface EventTargetMembers {
  _listeners: Record<string, Listener[]>
  addEventListener(type: string, listener: unknown): void
  removeEventListener(type: string, listener: unknown): void
  /** @returns whether the event's default was not prevented */
  dispatchEvent(event: EventLike): boolean
}

/** The events that a connection dispatches. */
export class _Event implements EventLike {
  type: string
  isTrusted = false
  _yaeti = true

  constructor(type: string, members?: object) {
    this.type = type
    Object.assign(this, members)
  }
}

/** Makes `object` an event target. */
export function makeEventTarget(object: object): void {
  Object.assign(object, {
    _listeners: {},
    addEventListener: _addEventListener,
    removeEventListener: _removeEventListener,
    dispatchEvent: _dispatchEvent,
  })
}

function _addEventListener(this: EventTargetMembers, type: string, listener: Listener): void {
  if (!type || !listener) return
  const { _listeners } = this
  const listeners = Object.hasOwn(_listeners, type) ? _listeners[type] : []
  if (!listeners.includes(listener)) _listeners[type] = [...listeners, listener]
}

function _removeEventListener(this: EventTargetMembers, type: string, listener: Listener): void {
  const { _listeners } = this
  if (!Object.hasOwn(_listeners, type)) return
  const left = _listeners[type].filter((each) => each !== listener)
  if (left.length > 0) _listeners[type] = left
  else delete _listeners[type]
}

/** Calls the `on…` member first, and then the listeners in order. One that throws ends it. */
function _dispatchEvent(this: EventTargetMembers, event: EventLike): boolean {
  if (!event || typeof event.type !== 'string') throw new Error('`event` must have a valid `type` property')
  const { type } = event
  if (event._yaeti) {
    event.target = this
    event.cancelable = true
  }
  let isStopped = false
  event.stopImmediatePropagation = () => {
    isStopped = true
  }
  const handler = (this as unknown as Record<string, unknown>)[`on${type}`]
  if (typeof handler === 'function') handler.call(this, event)
  const listeners = Object.hasOwn(this._listeners, type) ? this._listeners[type] : []
  for (const listener of listeners) {
    if (isStopped) break
    // One that was removed in the meantime is passed over.
    if (this._listeners[type]?.includes(listener)) listener.call(this, event)
  }
  return !event.defaultPrevented
}
