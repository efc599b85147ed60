/** The `BufferList` of `vendor/FastBufferList`: chunks that are read as one. Connections here do not use it. */

import { EventEmitter } from 'node:events'
import { es5Class } from './es5-class.js'

interface BufferListOptions {
  encoding?: BufferEncoding
}

class BufferListMethods extends EventEmitter {
  declare encoding: BufferEncoding | undefined
  /** @internal */
  declare _chunks: Buffer[]

  /** Bytes that have not been advanced over; negative where more was advanced over than there was. */
  declare readonly length: number

  write(chunk: Buffer): boolean {
    this._chunks.push(chunk)
    ;(this as { length: number }).length += chunk.length
    this.emit('write', chunk)
    return true
  }

  end(chunk?: Buffer): void {
    if (chunk !== undefined) this.write(chunk)
  }

  push(): this {
    return this
  }

  /** Calls `visit` with each chunk until it returns a true value. */
  forEach(visit: (chunk: Buffer) => unknown): void {
    for (const chunk of this._chunks) if (visit(chunk)) return
  }

  join(start = 0, end = Math.max(0, this.length)): Buffer {
    return Buffer.concat(this._chunks).subarray(start, end)
  }

  joinInto(target: Buffer, offset = 0, start = 0, end = Math.max(0, this.length)): Buffer {
    this.join(start, end).copy(target, offset)
    return target
  }

  /** Drops bytes from the start. */
  advance(count: number): this {
    let left = count
    while (this._chunks.length > 0 && left >= this._chunks[0].length) left -= this._chunks.shift()?.length ?? 0
    if (this._chunks.length > 0) this._chunks[0] = this._chunks[0].subarray(left)
    ;(this as { length: number }).length -= count
    this.emit('advance', count)
    return this
  }

  /** The first bytes, or all, without dropping them; as text where an encoding is given. */
  take(count?: number | BufferEncoding, encoding?: BufferEncoding): Buffer | string {
    const textEncoding = typeof count === 'string' ? count : (encoding ?? this.encoding)
    const bytes = typeof count === 'number' && count < this.length ? this.join(0, count) : this.join()
    return textEncoding === undefined ? bytes : bytes.toString(textEncoding)
  }

  override toString(): string {
    return this.join().toString()
  }
}

export const BufferList = es5Class<BufferListMethods, [options?: BufferListOptions]>({
  name: 'BufferList',
  length: 1,
  methods: BufferListMethods,
  parent: EventEmitter,
  initialise: (list, options) => {
    list.encoding = options?.encoding
    list._chunks = []
    ;(list as { length: number }).length = 0
  },
})
export type BufferList = BufferListMethods
