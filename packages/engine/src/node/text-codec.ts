/** UTF-8 by Node's `Buffer`, with a loop where a native call would cost more than the work. */

import { isAscii, isUtf8, transcode } from 'node:buffer'
import type { TextCodec } from '../platform.js'
import { byteStore } from './byte-store.js'

/** Below this many bytes a loop is quicker than a native call. */
const NATIVE_FROM = 24

/**
 * From this many bytes on, text that is not ASCII is decoded by way of UTF-16, where Node decodes UTF-8 slowly: before
 * version 24.
 */
const TRANSCODE_FROM = Number.parseInt(process.versions.node, 10) < 24 && transcode !== undefined ? 512 : Infinity

/** Methods of every `Buffer` that Node has never documented, and their documented twins. */
interface RawBuffer extends Buffer {
  latin1Slice?(start: number, end: number): string
  utf8Slice?(start: number, end: number): string
  utf8Write?(text: string, at: number): number
}

const raw = Buffer.prototype as RawBuffer
const sliceLatin1: (bytes: Buffer, start: number, end: number) => string =
  typeof raw.latin1Slice === 'function'
    ? (bytes, start, end) => (bytes as Required<RawBuffer>).latin1Slice(start, end)
    : (bytes, start, end) => bytes.toString('latin1', start, end)
const sliceUtf8: (bytes: Buffer, start: number, end: number) => string =
  typeof raw.utf8Slice === 'function'
    ? (bytes, start, end) => (bytes as Required<RawBuffer>).utf8Slice(start, end)
    : (bytes, start, end) => bytes.toString('utf8', start, end)
const writeUtf8: (bytes: Buffer, text: string, at: number) => number =
  typeof raw.utf8Write === 'function'
    ? (bytes, text, at) => (bytes as Required<RawBuffer>).utf8Write(text, at)
    : (bytes, text, at) => bytes.write(text, at, 'utf8')

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function isShortAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    if (bytes[i] > 0x7f) return false
  }
  return true
}

function decode(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < NATIVE_FROM && isShortAscii(bytes, start, end)) return sliceLatin1(asBuffer(bytes), start, end)
  return sliceUtf8(asBuffer(bytes), start, end)
}

/** Decodes UTF-8 that is more than ASCII. */
function decodeMixed(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < TRANSCODE_FROM) return sliceUtf8(asBuffer(bytes), start, end)
  return transcode(byteStore.view(bytes, start, end), 'utf8', 'utf16le').toString('utf16le')
}

export const textCodec: TextCodec = {
  isUtf8(bytes, start, end) {
    if (end - start < NATIVE_FROM && isShortAscii(bytes, start, end)) return true
    return isUtf8(byteStore.view(bytes, start, end))
  },

  decode,

  decodeValid(bytes, start, end) {
    if (end - start < TRANSCODE_FROM) return decode(bytes, start, end)
    return isAscii(byteStore.view(bytes, start, end))
      ? sliceLatin1(asBuffer(bytes), start, end)
      : decodeMixed(bytes, start, end)
  },

  decodeChecked(bytes, start, end) {
    if (end - start < NATIVE_FROM) {
      if (isShortAscii(bytes, start, end)) return sliceLatin1(asBuffer(bytes), start, end)
      return isUtf8(byteStore.view(bytes, start, end)) ? sliceUtf8(asBuffer(bytes), start, end) : null
    }
    const view = byteStore.view(bytes, start, end)
    if (isAscii(view)) return sliceLatin1(asBuffer(bytes), start, end)
    return isUtf8(view) ? decodeMixed(bytes, start, end) : null
  },

  write(target, at, text) {
    const { length } = text
    if (length >= NATIVE_FROM) return writeUtf8(asBuffer(target), text, at)
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (code > 0x7f) return writeUtf8(asBuffer(target), text, at)
      target[at + i] = code
    }
    return length
  },

  encode(text) {
    return Buffer.from(text, 'utf8')
  },

  byteLength(text) {
    return Buffer.byteLength(text)
  },
}
