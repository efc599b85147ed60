/**
 * Turns any value into one stable line of text, so that two runs can be compared as text.
 * It does not know about traces or normalise anything: the caller passes a `replace` for that.
 */
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { types } from 'node:util'

/** What the caller knows about values: names of objects already introduced, and text to normalise. */
export interface Describer {
  /** The name under which an object was introduced, shown in place of its content. */
  nameOf?(object: object): string | undefined
  /** Applied to every string and message before it is shown. */
  replace?(text: string): string
  /** Applied to every number before it is shown; returns the text to show, or undefined for the number itself. */
  replaceNumber?(value: number): string | undefined
}

const LONGEST_TEXT = 300
const MOST_BYTES = 96
const DEEPEST = 6

/** Describes `value` in one line. Buffers, Uint8Arrays, ArrayBuffers and strings are told apart. */
export function describeValue(value: unknown, describer: Describer = {}): string {
  return describe(value, describer, [])
}

/** Bytes as lower-case hex; more than 96 bytes as their beginning, length and digest. */
export function describeBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length <= MOST_BYTES) return buffer.toString('hex')
  return `${buffer.toString('hex', 0, 16)}… ${buffer.length} bytes, sha1 ${digest(buffer)}`
}

/** Text as a JSON string; more than 300 characters as its beginning, length and digest. */
export function describeText(text: string): string {
  if (text.length <= LONGEST_TEXT) return JSON.stringify(text)
  return `${JSON.stringify(text.slice(0, 40))}… ${text.length} characters, sha1 ${digest(Buffer.from(text))}`
}

/** The own properties of an object, private ones included, with what their descriptors say: for logging shapes. */
export function ownShape(object: object): Record<string, string> {
  const shape: Record<string, string> = {}
  for (const key of Reflect.ownKeys(object)) {
    shape[String(key)] = describeDescriptor(Object.getOwnPropertyDescriptor(object, key)!)
  }
  return shape
}

function describeDescriptor(descriptor: PropertyDescriptor): string {
  const flags = (['enumerable', 'configurable', 'writable'] as const).filter((flag) => descriptor[flag]).join(' ')
  if (descriptor.get || descriptor.set) {
    return `${[descriptor.get && 'get', descriptor.set && 'set'].filter(Boolean).join('/')} ${flags}`.trim()
  }
  const kind = typeof descriptor.value === 'function' ? `function/${descriptor.value.length}` : typeof descriptor.value
  return `${kind} ${flags}`.trim()
}

function digest(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex').slice(0, 12)
}

function describe(value: unknown, describer: Describer, parents: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return describeText(describer.replace?.(value) ?? value)
    case 'number':
      return describer.replaceNumber?.(value) ?? (Object.is(value, -0) ? '-0' : String(value))
    case 'bigint':
      return `${value}n`
    case 'function':
      return describer.nameOf?.(value) ?? describeFunction(value)
    case 'object':
      return value === null ? 'null' : describeObject(value, describer, parents)
    default:
      return String(value)
  }
}

function describeFunction(value: { name: string; length: number }): string {
  return `function ${value.name}(${value.length})`
}

function describeObject(value: object, describer: Describer, parents: readonly object[]): string {
  const name = describer.nameOf?.(value)
  if (name !== undefined) return name
  if (parents.includes(value)) return '<circular>'
  if (parents.length >= DEEPEST) return '<deep>'
  const inner = (child: unknown): string => describe(child, describer, [...parents, value])

  if (value instanceof Error || types.isNativeError(value)) return describeError(value as Error, describer, inner)
  if (Array.isArray(value)) return `[${Array.from(value, inner).join(', ')}]`
  const bytes = describeBinary(value)
  if (bytes !== undefined) return bytes
  if (value instanceof Map) return `Map{${[...value].map(([k, v]) => `${inner(k)} => ${inner(v)}`).join(', ')}}`
  if (value instanceof Set) return `Set{${[...value].map(inner).join(', ')}}`
  if (value instanceof Date) return `Date(${Number.isNaN(value.getTime()) ? 'invalid' : value.toISOString()})`
  if (value instanceof RegExp) return String(value)
  if (types.isPromise(value)) return 'Promise'

  const prototype = Object.getPrototypeOf(value)
  if (prototype === null) return `null${describeProperties(value, inner)}`
  if (prototype === Object.prototype) return describeProperties(value, inner)
  const className = value.constructor?.name ?? 'unknown'
  if (value instanceof EventEmitter || value instanceof EventTarget || value instanceof URL) return `<${className}>`
  return `<${className}>${describeProperties(value, inner, (key) => typeof key === 'string' && !key.startsWith('_'))}`
}

function describeError(error: Error, describer: Describer, inner: (child: unknown) => string): string {
  const message = describeText(describer.replace?.(error.message) ?? error.message)
  const parts = [message]
  const extra = error as { code?: unknown; errors?: unknown; cause?: unknown }
  if (extra.code !== undefined) parts.push(`code ${String(extra.code)}`)
  if (Array.isArray(extra.errors)) parts.push(`errors ${inner(extra.errors)}`)
  if (extra.cause !== undefined) parts.push(`cause ${inner(extra.cause)}`)
  const className = error.constructor?.name ?? 'Error'
  const name = error.name === className ? className : `${className}/${error.name}`
  return `${name}(${parts.join(', ')})`
}

function describeBinary(value: object): string | undefined {
  if (value instanceof ArrayBuffer) return `ArrayBuffer<${describeBytes(new Uint8Array(value))}>`
  if (value instanceof SharedArrayBuffer) return `SharedArrayBuffer<${describeBytes(new Uint8Array(value))}>`
  if (value instanceof Blob) return `Blob(${value.size} bytes, ${describeText(value.type)})`
  if (!ArrayBuffer.isView(value)) return undefined
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  const className = Buffer.isBuffer(value) ? 'Buffer' : value.constructor.name
  return `${className}<${describeBytes(bytes)}>`
}

function describeProperties(
  value: object,
  inner: (child: unknown) => string,
  keep: (key: string | symbol) => boolean = () => true,
): string {
  const shown = Reflect.ownKeys(value).filter(
    (key) => keep(key) && Object.getOwnPropertyDescriptor(value, key)?.enumerable,
  )
  if (shown.length === 0) return '{}'
  const record = value as Record<string | symbol, unknown>
  return `{ ${shown.map((key) => `${String(key)}: ${inner(record[key])}`).join(', ')} }`
}
