/** Puts the events of an object into words, as they would be printed. */

import type { EventEmitter } from 'node:events'
import { inspect } from 'node:util'

const style = { depth: 1, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 80, maxArrayLength: 16 } as const

export function tellEvents(emitter: EventEmitter, names: readonly string[], tell: (event: string) => void): void {
  for (const name of names) {
    emitter.on(name, (...values: unknown[]) =>
      tell(`'${name}' ${values.map((value) => inspect(value, style)).join(', ')}`.trimEnd()),
    )
  }
}
