/** What the functions that compose frames refuse. */
import { expect, it } from 'vitest'
import { createBinaryFrame } from '../src/frame.js'

it('a frame of what is no bytes is refused, as Node refuses it', () => {
  expect(() => createBinaryFrame('text' as never)).toThrow(TypeError)
  expect(createBinaryFrame(new Uint8Array([65]))).toEqual(Buffer.from([0x82, 1, 65]))
})
