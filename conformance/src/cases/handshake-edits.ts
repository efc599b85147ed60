/**
 * Small edits of a right handshake head, for the cases that spoil one.
 */
import type { HeaderFields } from '../peer/opening-handshake.js'

/** A head that can be edited. */
export interface EditableHead {
  startLine: string
  headers: HeaderFields
}

/** Changes a head in place. */
export type Edit = (head: EditableHead) => void

const isNamed =
  (name: string) =>
  ([key]: [string, string]) =>
    key.toLowerCase() === name.toLowerCase()

/** Leaves a header out. */
export const without =
  (name: string): Edit =>
  (head) => {
    head.headers = head.headers.filter((field) => !isNamed(name)(field))
  }

/** Replaces a header, or adds it. */
export const having =
  (name: string, value: string): Edit =>
  (head) => {
    without(name)(head)
    head.headers.push([name, value])
  }

/** Adds a header, beside one of the same name. */
export const adding =
  (name: string, value: string): Edit =>
  (head) => {
    head.headers.push([name, value])
  }

/** Sends a header twice. */
export const repeating =
  (name: string): Edit =>
  (head) => {
    head.headers.push(head.headers.find(isNamed(name))!)
  }

/** Replaces the first line. */
export const beginning =
  (change: (line: string) => string): Edit =>
  (head) => {
    head.startLine = change(head.startLine)
  }

/** Changes every header name. */
export const renaming =
  (change: (name: string) => string): Edit =>
  (head) => {
    head.headers = head.headers.map(([name, value]) => [change(name), value])
  }
