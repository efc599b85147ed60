import { describe, expect, it } from 'vitest'
import { closeBody, encodeFrame } from '../../src/peer/frame.js'
import { FrameReader, type ReceivedFrame } from '../../src/peer/frame-reader.js'

const wire = Buffer.concat([
  encodeFrame({ opcode: 1, fin: false, payload: Buffer.from('Hel'), masked: true }),
  encodeFrame({ opcode: 9, payload: Buffer.from('ping'), masked: false, lengthForm: '16-bit' }),
  encodeFrame({ opcode: 0, payload: Buffer.alloc(300, 0x6c), masked: true }),
  encodeFrame({ opcode: 8, rsv: 5, payload: closeBody(4000, Buffer.from('bye')), masked: true }),
])

const brief = ({ opcode, fin, rsv, masked, minimalLength, payload }: ReceivedFrame) =>
  `${opcode} ${fin} ${rsv} ${masked} ${minimalLength} ${payload.toString('latin1')}`

const expected = [
  '1 false 0 true true Hel',
  '9 true 0 false false ping',
  `0 true 0 true true ${'l'.repeat(300)}`,
  '8 true 5 true true \u000f\u00a0bye',
]

describe('FrameReader', () => {
  it('reads what frames are made of', () => {
    expect(new FrameReader().push(wire).map(brief)).toEqual(expected)
  })

  it('gives the same frames wherever the stream is cut', () => {
    for (let cut = 0; cut <= wire.length; cut++) {
      const reader = new FrameReader()
      const frames = [...reader.push(wire.subarray(0, cut)), ...reader.push(wire.subarray(cut))]
      expect(frames.map(brief)).toEqual(expected)
      expect(reader.pending).toBe(0)
    }
  })

  it('gives the same frames octet by octet', () => {
    const reader = new FrameReader()
    expect([...wire].flatMap((octet) => reader.push(Buffer.of(octet))).map(brief)).toEqual(expected)
  })

  it('shows a header before its payload, and stops where it is refused', () => {
    const lengths: bigint[] = []
    const reader = new FrameReader((header) => {
      lengths.push(header.length)
      return false
    })
    const huge = encodeFrame({ opcode: 2, declaredLength: 2n ** 63n, masked: false })
    expect(reader.push(Buffer.concat([huge, wire]))).toEqual([])
    expect(lengths).toEqual([2n ** 63n])
  })
})
