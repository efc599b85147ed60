import events = require('node:events')

export function noop(): void
export function extend(destination: object, source: object): void
export function eventEmitterListenerCount(emitter: events.EventEmitter, type: string | symbol): number
export function bufferAllocUnsafe(size: number): Buffer
export function bufferFromString(text: string, encoding?: BufferEncoding): Buffer
export function BufferingLogger(
  identifier: string,
  uniqueID?: unknown,
): { (text: string, ...values: unknown[]): void; printOutput(): void }
