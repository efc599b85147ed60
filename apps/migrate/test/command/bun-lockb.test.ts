/**
 * A lockfile that only Bun can read is named once, and the commands go on with package.json.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scanCommand } from '../../src/command/scan.js'
import { swapCommand } from '../../src/command/swap.js'
import { filesIn, folderOf } from '../temporary-folder.js'
import { runCommand } from './run-command.js'

function folderOfBun(): string {
  const root = folderOf({
    'package.json': { dependencies: { websocket: '^1.0.35' } },
    'node_modules/websocket/package.json': { version: '1.0.35' },
    'a.js': `const { client } = require('websocket')\nnew client().abort()\n`,
  })
  writeFileSync(join(root, 'bun.lockb'), Buffer.from('#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0\xff', 'latin1'))
  return root
}

const advice = /bun\.lockb: .*"bun install --save-text-lockfile"/g

test('scan reports the rest, and that something was not read', () => {
  const { status, out, error } = runCommand(scanCommand(), folderOfBun(), [])
  expect([status, error]).toEqual([1, ''])
  expect(out.match(advice)).toHaveLength(1)
  expect(out).toContain('@rosetta-ws/websocket stands in for it')
  expect(out).toContain('a.js:2:14')
})

test('swap changes package.json', () => {
  const root = folderOfBun()
  const { status, out, error } = runCommand(swapCommand(), root, [])
  expect([status, error]).toEqual([0, ''])
  expect(out.match(advice)).toHaveLength(1)
  expect(out).not.toContain('npm would keep')
  expect(filesIn(root)['package.json']).toContain('npm:@rosetta-ws/websocket@')
})
