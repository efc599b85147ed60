import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { giveAll, WrittenNotice } from '../../src/node/written-notice.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

class Writer {
  flushes = 0

  flush(): void {
    this.flushes++
  }
}

describe('WrittenNotice', () => {
  it('is given in the next tick where the bytes are out, once', async () => {
    const results: unknown[][] = []
    const notice = new WrittenNotice(new Writer(), (...result) => results.push(result))
    notice.isOut = true
    expect(results).toEqual([])
    await turn()
    expect(results).toEqual([[null]])
    notice.give([new Error('late')])
    expect(results.length).toBe(1)
  })

  it('has the bytes written, and waits where they are not out', async () => {
    const results: unknown[][] = []
    const writer = new Writer()
    const notice = new WrittenNotice(writer, (...result) => results.push(result))
    await turn()
    expect(writer.flushes).toBe(1)
    expect(results).toEqual([])
    notice.give([])
    notice.give([])
    expect(results).toEqual([[]])
  })

  it.each([true, false])('shows nothing of itself to the callback; out: %s', async (isOut) => {
    const seen: unknown[] = []
    const notice = new WrittenNotice(new Writer(), function (this: unknown) {
      seen.push(this)
    })
    notice.isOut = isOut
    await turn()
    notice.give([null])
    expect(seen).toEqual([undefined])
  })

  it('is given in the asynchronous context of the send, whoever gives it', async () => {
    const storage = new AsyncLocalStorage<string>()
    const seen: (string | undefined)[] = []
    const early = storage.run('early', () => new WrittenNotice(new Writer(), () => seen.push(storage.getStore())))
    const late = storage.run('late', () => new WrittenNotice(new Writer(), () => seen.push(storage.getStore())))
    early.isOut = true
    await turn()
    storage.run('other', () => late.give([null]))
    expect(seen).toEqual(['early', 'late'])
  })

  it('that was given before does not write', async () => {
    const writer = new Writer()
    new WrittenNotice(writer, () => {}).give([null])
    await turn()
    expect(writer.flushes).toBe(0)
  })
})

describe('giveAll', () => {
  it('goes on after a callback that throws', async () => {
    const called: string[] = []
    const notices = ['a', 'b', 'c'].map((name) => {
      return new WrittenNotice(new Writer(), () => {
        called.push(name)
        if (name === 'a') throw new Error('callback')
      })
    })
    expect(() => giveAll(notices, [null])).toThrow('callback')
    await turn()
    expect(called).toEqual(['a', 'b', 'c'])
  })
})
