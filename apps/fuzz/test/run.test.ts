/** A moment of fuzzing for each facade: what is found names the seed that repeats it. */

import { describe, expect, it } from 'vitest'
import type { Facade } from '../src/facades/facade.js'
import { facades } from '../src/facades/facades.js'
import { ws } from '../src/facades/ws.js'
import { FuzzError, run } from '../src/run.js'

const bounds = { bytes: Number.POSITIVE_INFINITY, seconds: 0.7, atATime: 16 }

describe.each(facades.map((facade) => [facade.name, facade] as const))('%s', (_name, facade) => {
  it('holds for a moment', async () => {
    const report = await run(facade, { ...bounds, firstSeed: Date.now() % 0x7fffffff })
    for (const { opened, events } of [report.server, report.client]) {
      expect(opened).toBeGreaterThan(0)
      expect(events).toBeGreaterThan(0)
    }
    expect(report.leftovers).toBe(0)
    expect(report.handles).toEqual([])
  })
})

type Breaking = (...values: Parameters<Facade['connect']>) => void

/** Clients of `ws` that something is wrong with. */
function broken(breaks: Breaking): Facade {
  return {
    ...ws,
    connect(socket, random, user) {
      ws.connect(socket, random, user)
      breaks(socket, random, user)
    },
  }
}

/** Skips the first byte of whatever is written as bytes: of frames, and not of the request. */
const cutsFrames: Breaking = (socket) => {
  const { write } = socket
  socket.write = ((chunk: string | Buffer, ...more: never[]) =>
    write.call(socket, typeof chunk === 'string' ? chunk : chunk.subarray(1), ...more)) as typeof write
}

describe('what must not be is found', () => {
  it.each<[string, Breaking, RegExp]>([
    [
      'an end that is told twice',
      (_socket, _random, user) => [user.ended(), user.ended()],
      /after the end|Ended twice/,
    ],
    ['a callback that never comes', (_socket, _random, user) => user.callback(), /was called 0 times/],
    ['frames that are cut', cutsFrames, /wrong mask|went out cut|after a Close/],
  ])('%s', async (_what, breaks, message) => {
    const fault = run(broken(breaks), { ...bounds, firstSeed: 1, atATime: 1 })
    await expect(fault).rejects.toThrow(FuzzError)
    await expect(fault).rejects.toThrow(message)
  })
})
