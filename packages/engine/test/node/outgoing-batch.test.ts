/** What is gathered is one transport's, and nothing of it is left for the next. */

import { describe, expect, it } from 'vitest'
import { OutgoingBatch } from '../../src/node/outgoing-batch.js'
import { BUFFER_SIZES, returnBuffer } from '../../src/node/outgoing-buffer.js'
import { WrittenNotice } from '../../src/node/written-notice.js'

const writer = (log: string[], name: string) => ({ flush: () => void log.push(name) })

describe('a batch', () => {
  it('is used again, empty, and for another writer', () => {
    const log: string[] = []
    const first = OutgoingBatch.begin(writer(log, 'first'), 10)
    const { bytes } = first
    first.length = 10
    first.addNotice(new WrittenNotice(writer(log, 'notice'), () => {}))
    first.end()
    returnBuffer(bytes)
    first.onTurnEnd()
    expect(log).toEqual([])
    const second = OutgoingBatch.begin(writer(log, 'second'), BUFFER_SIZES[0] + 1)
    expect(second).toBe(first)
    expect([second.length, second.notices]).toEqual([0, null])
    expect(second.bytes.length).toBeGreaterThan(BUFFER_SIZES[0])
    second.onTurnEnd()
    expect(log).toEqual(['second'])
    returnBuffer(second.bytes)
    second.end()
  })

  it('is one of several at a time', () => {
    const batches = [1, 2, 3].map(() => OutgoingBatch.begin(writer([], ''), 10))
    expect(new Set(batches).size).toBe(3)
    expect(new Set(batches.map(({ bytes }) => bytes)).size).toBe(3)
    for (const batch of batches) {
      returnBuffer(batch.bytes)
      batch.end()
    }
  })
})
