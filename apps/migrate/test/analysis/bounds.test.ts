/**
 * The analysis ends, and soon, where code leads in circles or everywhere.
 */
import { expect, it } from 'vitest'
import { analyse } from '../../src/analysis/analysis.js'
import { openSources } from '../../src/analysis/source-files.js'

const analysisOf = (code: string) => analyse(openSources('/', new Map([['/a.mjs', code]])))

it('ends where classes seem to extend each other', () => {
  const { uses } = analysisOf(`
import { WebSocket } from 'ws'
const made = {}
made[x] = class extends made[y] {}
made[y] = class extends made[x] {}
let C = class extends C {}
new made[x]('ws://x').on('open', f)
new C('ws://x').on('open', f)
new WebSocket('ws://x').on('open', f)`)
  expect(uses.filter(({ form }) => form === 'event').map(({ line }) => line)).toEqual([9])
})

it('proves nothing where too much is possible, and says so', () => {
  const functions = Array.from({ length: 60 }, (_, n) => `table[k${n}] = (thing) => { thing.sendUTF('x') }`)
  const { uses, unproved } = analysisOf(`
import { client } from 'websocket'
const table = {}
${functions.join('\n')}
new client().on('connect', (connection) => { connection.sendUTF('x'); table[name](connection) })`)
  const sends = uses.filter(({ name }) => name === 'sendUTF').length
  expect(sends).toBeGreaterThan(1)
  expect(sends).toBeLessThan(61)
  expect(sends + unproved.filter(({ name }) => name === 'sendUTF').length).toBe(61)
})

it('visits a file again only when something that it read has grown', () => {
  // Each file gives the connection to the one before it, so that each takes another pass.
  const length = 8
  const chain = Array.from({ length }, (_, n): [string, string] => [
    `/chain${n}.cjs`,
    n === length - 1
      ? `exports.given = new (require('ws').WebSocket)('ws://x')`
      : `exports.given = require('./chain${n + 1}.cjs').given`,
  ])
  const quiet: [string, string] = ['/quiet.cjs', `require('ws'); require('another')`]
  const user: [string, string] = ['/a-user.cjs', `const { given } = require('./chain0.cjs')\ngiven.terminate()`]
  let asked = 0
  const { uses } = analyse(openSources('/', new Map([user, ...chain, quiet])), {
    dialectOfWs: (path) => {
      if (path === quiet[0]) asked += 1
      return 'ws'
    },
  })
  expect(uses.find(({ name }) => name === 'terminate')).toMatchObject({ path: 'a-user.cjs', kind: 'connection' })
  // To see whether it is concerned, to visit it, and to report its imports: two specifiers each time.
  expect(asked).toBe(6)
})
