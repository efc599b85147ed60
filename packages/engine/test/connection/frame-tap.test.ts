import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IncomingFrameTap, type TappedFrame, tapFrame } from '../../src/connection/frame-tap.js'
import { FrameDecoder } from '../../src/frames/frame-decoder.js'
import { anyStream } from '../instruments/arbitraries.js'
import { FrameRecorder } from '../instruments/recorders.js'
import { cutAt, frame, ownCopy, readWholeFrames, someKey } from '../instruments/wire.js'

function tapped(chunks: readonly Buffer[], masked: boolean): { frames: TappedFrame[]; log: string[] } {
  const frames: TappedFrame[] = []
  const recorder = new FrameRecorder()
  const tap = new IncomingFrameTap((seen) => frames.push(seen), recorder)
  const decoder = new FrameDecoder({ masked, rsv1Allowed: true }, tap)
  for (const chunk of chunks) decoder.consume(chunk)
  return { frames, log: recorder.log }
}

describe('IncomingFrameTap', () => {
  it('shows each frame, unmasked, and passes on the same calls, however the stream is cut', () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(500)), ({ role, bytes }, cuts) => {
        const masked = role === 'server'
        const { frames, log } = tapped(cutAt(bytes, cuts), masked)
        const recorder = new FrameRecorder()
        new FrameDecoder({ masked, rsv1Allowed: true }, recorder).consume(ownCopy(bytes))
        expect(log).toEqual(recorder.log)
        const whole = readWholeFrames(bytes).slice(0, frames.length)
        expect(frames.map(({ payload, opcode, fin, length }) => [opcode, fin, length, [...payload]])).toEqual(
          whole.map(({ payload, opcode, fin }) => [opcode, fin, payload.length, [...payload]]),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('copies no more than the first 4 KiB of a payload', () => {
    const payload = Buffer.from(Array.from({ length: 10_000 }, (_, i) => i & 255))
    const wire = frame({ opcode: 2, key: someKey, payload })
    for (const cuts of [[], [3000], [4103], [5000, 6000]]) {
      const [seen] = tapped(cutAt(wire, cuts), true).frames
      expect(seen).toMatchObject({ direction: 'in', length: 10_000, masked: true })
      expect(payload.subarray(0, 4096).equals(seen.payload)).toBe(true)
    }
  })
})

describe('tapFrame', () => {
  it('hands over a copy', () => {
    const payload = Buffer.from('abc')
    const frames: TappedFrame[] = []
    tapFrame(
      (seen) => frames.push(seen),
      'out',
      { fin: true, rsv1: false, opcode: 1, masked: false, length: 3 },
      payload,
    )
    payload.fill(0)
    expect(Buffer.from(frames[0].payload).toString()).toBe('abc')
  })
})
