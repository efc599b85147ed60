import { describe, expect, it } from 'vitest'
import { isControl, Opcode } from '../../src/rfc/opcode.js'

describe('opcode', () => {
  it('has the numbers of RFC 6455 §11.8', () => {
    expect(Opcode).toEqual({ Continuation: 0, Text: 1, Binary: 2, Close: 8, Ping: 9, Pong: 10 })
  })

  it('takes the upper half for control frames, reserved ones included', () => {
    const control = Array.from({ length: 16 }, (_, opcode) => opcode).filter(isControl)
    expect(control).toEqual([8, 9, 10, 11, 12, 13, 14, 15])
  })
})
