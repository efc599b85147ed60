/** The core's ports, filled by Node. */

import type { Platform, Timers } from '../platform.js'
import { byteStore } from './byte-store.js'
import { nextMaskingKey } from './masking-key-pool.js'
import { textCodec } from './text-codec.js'

const timers: Timers = {
  start: (callback, milliseconds) => setTimeout(callback, milliseconds),
  stop: (handle) => clearTimeout(handle as NodeJS.Timeout),
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
