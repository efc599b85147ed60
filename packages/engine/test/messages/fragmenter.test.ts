import { expect, it } from 'vitest'
import { forEachFragment } from '../../src/messages/fragmenter.js'

function fragments(bytes: number, size: number): [length: number, isLast: boolean][] {
  const data = Uint8Array.from({ length: bytes }, (_, index) => index)
  const found: [number, boolean][] = []
  const joined: number[] = []
  forEachFragment(data, size, (fragment, isLast) => {
    found.push([fragment.length, isLast])
    joined.push(...fragment)
  })
  expect(joined).toEqual([...data])
  return found
}

it('cuts at the size, and marks the last', () => {
  expect(fragments(0, 4)).toEqual([[0, true]])
  expect(fragments(4, 4)).toEqual([[4, true]])
  expect(fragments(5, 4)).toEqual([
    [4, false],
    [1, true],
  ])
  expect(fragments(8, 4)).toEqual([
    [4, false],
    [4, true],
  ])
  expect(fragments(3, 1)).toEqual([
    [1, false],
    [1, false],
    [1, true],
  ])
})
