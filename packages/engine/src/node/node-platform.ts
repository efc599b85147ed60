/** The core's ports, filled by Node. */

import type { Platform, Timers } from '../platform.js'
import { byteStore } from './byte-store.js'
import { nextMaskingKey } from './masking-key-pool.js'
import { textCodec } from './text-codec.js'

const done: Promise<void> = Promise.resolve()

const timers: Timers = {
  start: (callback, milliseconds) => setTimeout(callback, milliseconds),
  stop: (handle) => clearTimeout(handle as NodeJS.Timeout),
  settle: (callback) => {
    // From the microtask queue, a tick comes when no microtask is left, and those that they add.
    done.then(() => process.nextTick(callback))
  },
  soon: (callback) => process.nextTick(callback),
  defer: (callback) => {
    setImmediate(callback)
  },
}

export const nodePlatform: Platform = {
  bytes: byteStore,
  text: textCodec,
  timers,
  maskingKey: nextMaskingKey,
}
