/** `addEventListener` and the `on…` properties: listeners that take an event object. */

import type { BaseWebSocket } from './web-socket.js'

type Listener = (event: object) => void
type EmitterListener = (...values: unknown[]) => void

/** For each event, what its object has beside `type` and `target`. */
const details: Readonly<Record<string, (ws: BaseWebSocket, values: unknown[]) => object>> = {
  open: () => ({}),
  message: (ws, [data, flags]) => ({
    data: toBinaryType(ws, data, (flags as { binary?: true }).binary),
    binary: (flags as { binary?: true }).binary,
  }),
  close: (_ws, [code, reason]) => ({ wasClean: code === 1000, code, reason }),
  error: (_ws, [error]) => ({ error, ...(error instanceof Error ? { message: error.message } : {}) }),
}

/** The listeners that were wrapped, so that an `on…` property gives what it was set to. */
const originals = new WeakMap<EmitterListener, Listener>()

function wrap(ws: BaseWebSocket, type: string, listener: Listener): EmitterListener {
  const wrapped: EmitterListener = (...values) => listener.call(ws, { type, target: ws, ...details[type](ws, values) })
  originals.set(wrapped, listener)
  return wrapped
}

/** Adds a listener for an event object. Other events than those of browsers are taken as they are. */
export function addEventListener(this: BaseWebSocket, type: string, listener: Listener): void {
  if (typeof listener !== 'function') return
  this.on(type, Object.hasOwn(details, type) ? wrap(this, type, listener) : (listener as EmitterListener))
}

/** Defines `onopen`, `onmessage`, `onclose` and `onerror`. */
export function defineHandlers(prototype: BaseWebSocket): void {
  for (const type of Object.keys(details)) {
    Object.defineProperty(prototype, `on${type}`, {
      configurable: true,
      enumerable: true,
      get(this: BaseWebSocket) {
        const [wrapped] = this.listeners(type) as EmitterListener[]
        return wrapped === undefined ? undefined : (originals.get(wrapped) ?? wrapped)
      },
      set(this: BaseWebSocket, listener: Listener) {
        this.removeAllListeners(type)
        addEventListener.call(this, type, listener)
      },
    })
  }
}

function toBinaryType(ws: BaseWebSocket, data: unknown, binary: true | undefined): unknown {
  if (!binary || ws._binaryType !== 'arraybuffer') return data
  const bytes = data as Buffer
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}
