/**
 * Changes a value in the text of a JSON or YAML file, and leaves the rest of the text as it is.
 */
import {
  applyEdits,
  findNodeAtLocation,
  type Edit as JsonEdit,
  modify,
  type Node,
  parse,
  parseTree,
} from 'jsonc-parser'
import { isMap, parseDocument } from 'yaml'
import { withoutMark } from '../manifests/manifest.js'

/** A value in a file: the keys down to it. */
export type KeyPath = readonly string[]

/**
 * Sets the value at a path; undefined removes it. Only what must change does: a byte order mark, the indent, the kind of
 * line ends and the form of neighbours stay.
 */
export function setJson(text: string, path: KeyPath, value: unknown): string {
  const json = withoutMark(text)
  const root = parseTree(json)!
  const known = findNodeAtLocation(root, [...path])
  const edits =
    value === undefined
      ? modify(json, [...path], undefined, {})
      : [known ? replacement(known, value) : insertion(json, root, path, value)]
  return text.slice(0, text.length - json.length) + applyEdits(json, edits)
}

function replacement({ offset, length }: Node, value: unknown): JsonEdit {
  return { offset, length, content: JSON.stringify(value) }
}

/** Puts a value, and the objects around it that are missing, behind what its object has. */
function insertion(json: string, root: Node, path: KeyPath, value: unknown): JsonEdit {
  let depth = path.length - 1
  while (findNodeAtLocation(root, path.slice(0, depth))?.type !== 'object') depth--
  const owner = findNodeAtLocation(root, path.slice(0, depth))!
  const last = owner.children?.at(-1)
  const { eol, unit } = styleOf(json)
  const inner = path.slice(depth + 1).reduceRight<unknown>((of, key) => ({ [key]: of }), value)
  const own = indentAt(json, last?.offset ?? owner.offset)
  const indent = last ? own : own + unit
  const isInline = last !== undefined && !json.slice(owner.offset, last.offset).includes('\n')
  const written = JSON.stringify(inner, null, unit)
    .split('\n')
    .join(eol + indent)
  const property = `${JSON.stringify(path[depth])}: ${isInline ? JSON.stringify(inner) : written}`
  if (!last) return { offset: owner.offset, length: owner.length, content: `{${eol}${indent}${property}${eol}${own}}` }
  const gap = isInline ? ' ' : eol + indent
  return { offset: last.offset + last.length, length: 0, content: `,${gap}${property}` }
}

/** The blanks that the line of a place begins with. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1))![0]
}

function styleOf(text: string): { eol: string; unit: string } {
  return { eol: text.includes('\r\n') ? '\r\n' : '\n', unit: /\n([ \t]+)"/.exec(text)?.[1] ?? '  ' }
}

/** The value at a path, undefined when there is none. */
export function getJson(text: string, path: KeyPath): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), parse(withoutMark(text)))
}

/** The same for YAML. Comments stay. */
export function setYaml(text: string, path: KeyPath, value: unknown): string {
  const document = parseDocument(text)
  if (value === undefined) document.deleteIn([...path])
  else document.setIn([...path], value)
  return isMap(document.contents) && document.contents.items.length === 0 ? '' : document.toString({ lineWidth: 0 })
}

export function getYaml(text: string, path: KeyPath): unknown {
  return path.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), parseDocument(text).toJS())
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
