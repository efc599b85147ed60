/** What the original's `lib/utils` exports, for programs that import it from there. Not used by this package. */

import type { EventEmitter } from 'node:events'
import { extend as copyMembers } from './config.js'
import { type DebugLog, debugLog } from './debug-log.js'

function noop(): void {}

/** Copies members to `destination`; returns nothing. */
function extend(destination: object, source: object): void {
  copyMembers(destination, source)
}

function eventEmitterListenerCount(emitter: EventEmitter, type: string | symbol): number {
  return emitter.listenerCount(type)
}

function bufferAllocUnsafe(size: number): Buffer {
  return Buffer.allocUnsafe(size)
}

function bufferFromString(text: string, encoding?: BufferEncoding): Buffer {
  return Buffer.from(text, encoding)
}

/** A log for one connection. It writes at once, so `printOutput` has nothing left to write. */
function BufferingLogger(identifier: string, uniqueID: unknown): DebugLog {
  return debugLog(identifier, uniqueID)
}

export const utils = {
  noop,
  extend,
  eventEmitterListenerCount,
  bufferAllocUnsafe,
  bufferFromString,
  BufferingLogger,
}
