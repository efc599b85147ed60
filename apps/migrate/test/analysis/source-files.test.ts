import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTexts } from '../../src/analysis/source-files.js'
import { folderOf } from '../temporary-folder.js'

test('what cannot be read is a problem, and the rest is read', () => {
  const root = folderOf({ 'a.js': 'a', 'folder.js/b': '' })
  const { read, foreign, problems } = readTexts(root, [join(root, 'folder.js'), join(root, 'a.js')])
  expect([...read]).toEqual([[join(root, 'a.js'), 'a']])
  expect(foreign.size).toBe(0)
  expect(problems).toEqual([{ path: 'folder.js', message: expect.stringContaining('It cannot be read: EISDIR') }])
})
