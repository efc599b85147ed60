/**
 * Which files are followed.
 */
import { expect, it } from 'vitest'
import { concernedFiles } from '../../src/analysis/concerned-files.js'
import { openSources } from '../../src/analysis/source-files.js'

it('looks only at files that an import connects with an API, and at scripts', () => {
  const texts = {
    '/api.mjs': "export { WebSocketServer } from 'ws'",
    '/lazy.cjs': "module.exports = () => import('./other.mjs')",
    '/main.mjs': "import { WebSocketServer } from './api.mjs'\nexport const wss = new WebSocketServer({ port: 1 })",
    '/other.mjs': 'export const one = 1',
    '/script.js': 'var global = 1',
    '/user.cjs': "const { wss } = require('./main.mjs')\nwss.close()",
  }
  const sources = openSources('/', new Map(Object.entries(texts)))
  const files = concernedFiles(sources, (specifier) => specifier === 'ws')
  expect(files.map(({ fileName }) => fileName)).toEqual(['/api.mjs', '/main.mjs', '/script.js', '/user.cjs'])
})
