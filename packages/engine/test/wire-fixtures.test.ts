import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameDecoder } from '../src/frames/frame-decoder.js'
import { WorkLimiter } from '../src/node/work-limiter.js'
import { createDeflate } from '../src/node/zlib-codec.js'
import { type Violation, violations } from '../src/rfc/violation.js'
import { type WireFixture, wireFixtures } from './fixtures/wire-fixtures.js'
import { MemoryConnection } from './instruments/memory-connection.js'
import { FrameRecorder } from './instruments/recorders.js'
import { cutAt, hex } from './instruments/wire.js'

/** The decoder's calls for a stream in the given chunks. */
function decode(fixture: WireFixture, chunks: readonly Buffer[]): string[] {
  const recorder = new FrameRecorder()
  const decoder = new FrameDecoder(
    {
      masked: fixture.role === 'server',
      rsv1Allowed: fixture.deflate === true,
      tolerateLongLength: fixture.policy?.tolerateLongLength === true,
    },
    recorder,
  )
  for (const chunk of chunks) decoder.consume(chunk)
  return recorder.log
}

const agreement = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

/** The connection's calls and its answer. */
function receive({ role, policy, deflate }: WireFixture, chunks: readonly Buffer[]): { log: string[]; reply: string } {
  const codec = deflate ? createDeflate(agreement, role, { threshold: 0, limiter: new WorkLimiter(1) }) : null
  const memory = new MemoryConnection({ role, policy: policy ?? {}, deflate: codec, maskingKey: () => 0 })
  for (const chunk of chunks) memory.transport.receive(chunk)
  const log = [...memory.log]
  const reply = memory.transport.output.toString('hex')
  memory.connection.terminate()
  memory.time.finish()
  expect(memory.time.uncaught).toEqual([])
  return { log, reply }
}

/** All positions of a short stream; of a long one those near its ends and the powers of two. */
function cutsOf(length: number): number[] {
  const all = Array.from({ length: length - 1 }, (_, i) => i + 1)
  return length <= 400 ? all : all.filter((at) => at < 40 || length - at < 20 || (at & (at - 1)) === 0)
}

function isSame(fixture: WireFixture, chunks: readonly Buffer[], how: string): void {
  expect(
    decode(
      fixture,
      chunks.map((chunk) => Buffer.from(chunk)),
    ),
    `frames ${how}`,
  ).toEqual(fixture.frames)
  const { log, reply } = receive(fixture, chunks)
  expect(log, `events ${how}`).toEqual(fixture.events)
  expect(reply, `reply ${how}`).toBe(hex(fixture.reply ?? '').toString('hex'))
}

describe('wire fixtures', () => {
  it('name each violation at least once', () => {
    const seen = wireFixtures.flatMap(({ events }) => events.map((line) => /^violation (\w+)/.exec(line)?.[1]))
    // One frame in too many pieces depends on the splitting, so it is no fixture.
    const unseen = (Object.keys(violations) as Violation[]).filter((violation) => !seen.includes(violation))
    expect(unseen).toEqual(['tooManyChunks'])
  })

  describe.each(wireFixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
    const { wire } = fixture

    it('is read whole', () => {
      isSame(fixture, cutAt(wire, []), 'whole')
    })

    it('is read the same when cut at every position', () => {
      for (const at of cutsOf(wire.length)) isSame(fixture, cutAt(wire, [at]), `cut at ${at}`)
    })

    it('is read the same in single bytes', () => {
      const every = Array.from({ length: wire.length }, (_, i) => i)
      isSame(fixture, cutAt(wire, every), 'in single bytes')
    })

    it('is read the same when cut anywhere', () => {
      const cuts = fc.array(fc.nat(wire.length), { maxLength: 12 })
      fc.assert(
        fc.property(cuts, (positions) => isSame(fixture, cutAt(wire, positions), `cut at ${positions}`)),
        { numRuns: 20 },
      )
    })
  })
})
