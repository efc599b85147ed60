// The decisions of `npm start` and `npm test` that need no child process.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { stampOf } from '../install.mjs'
import { refusal, supported } from '../node-version.mjs'

test.each(['20.19.0', '20.20.2', '22.12.0', '22.23.3', '23.0.0', '24.0.0', '26.10.0'])(
  'Node %s is accepted',
  (version) => {
    expect(refusal(version)).toBe('')
  },
)

test.each(['12.22.12', '18.20.8', '20.18.3', '21.7.3', '22.11.0'])('Node %s is refused with a reason', (version) => {
  expect(refusal(version)).toContain(`This workspace needs Node ${supported}; this is Node ${version}.`)
})

test('the range is the one that package.json states', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(manifest.engines.node).toBe(supported)
})

test('an install is repeated for another lockfile or another major of Node only', () => {
  const stamp = stampOf('lock', '20.19.0')
  expect(stampOf('lock', '20.20.2')).toBe(stamp)
  expect(stampOf('other', '20.19.0')).not.toBe(stamp)
  expect(stampOf('lock', '22.12.0')).not.toBe(stamp)
})
