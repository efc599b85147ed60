/**
 * Several files are written together or not at all.
 */
import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { WriteFailure, writeAll } from '../../src/files/write-all.js'
import { filesIn, folderOf } from '../temporary-folder.js'

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const renameSync: typeof fs.renameSync = (from, to) => {
    if (String(to).endsWith('cannot-be-moved')) throw new Error('no space')
    fs.renameSync(from, to)
  }
  return { ...fs, renameSync }
})

it('writes, makes and removes', () => {
  const root = folderOf({ a: '1', b: '2' })
  writeAll(root, [
    { path: 'a', before: '1', after: 'x' },
    { path: 'b', before: '2' },
    { path: 'deep/c', after: 'new' },
  ])
  expect(filesIn(root)).toEqual({ a: 'x', 'deep/c': 'new' })
})

it('changes nothing when a file is not as it was read', () => {
  const root = folderOf({ a: '1', b: '2' })
  const changes = [
    { path: 'a', before: '1', after: 'x' },
    { path: 'b', before: 'other', after: 'y' },
  ]
  expect(() => writeAll(root, changes)).toThrow(new WriteFailure('b has changed in the meantime.'))
  expect(filesIn(root)).toEqual({ a: '1', b: '2' })
})

it('does not write over what is not UTF-8, which it could not put back', () => {
  const root = folderOf({ a: '' })
  const bytes = Buffer.from('caf\xe9', 'latin1')
  writeFileSync(join(root, 'a'), bytes)
  expect(() => writeAll(root, [{ path: 'a', before: bytes.toString(), after: 'x' }])).toThrow(WriteFailure)
  expect(readFileSync(join(root, 'a'))).toEqual(bytes)
})

it('puts back what was moved when a later move fails', () => {
  const root = folderOf({ a: '1', b: '2' })
  const changes = [
    { path: 'a', before: '1', after: 'x' },
    { path: 'made', after: 'new' },
    { path: 'b', before: '2' },
    { path: 'cannot-be-moved', after: 'y' },
  ]
  expect(() => writeAll(root, changes)).toThrow(new WriteFailure('no space'))
  expect(filesIn(root)).toEqual({ a: '1', b: '2' })
})

it('keeps the mode and the symbolic link of a file', () => {
  const root = folderOf({ real: '1' })
  chmodSync(join(root, 'real'), 0o755)
  symlinkSync('real', join(root, 'link'))
  writeAll(root, [{ path: 'link', before: '1', after: 'x' }])
  expect(lstatSync(join(root, 'link')).isSymbolicLink()).toBe(true)
  expect(filesIn(root)).toEqual({ real: 'x' })
  expect(statSync(join(root, 'real')).mode & 0o777).toBe(0o755)
})
