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
