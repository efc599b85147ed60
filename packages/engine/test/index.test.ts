import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as core from '../src/index.js'
import * as node from '../src/node/index.js'

describe.each([
  ['the core', 'index.ts'],
  ['the Node room', 'node/index.ts'],
])('the entry of %s', (_, file) => {
  it('only re-exports', () => {
    const source = readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')
    const statements = source
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .split(/\n(?=export)/)
      .map((part) => part.trim())
      .filter((part) => part !== '')
    for (const statement of statements)
      expect(statement).toMatch(/^export (type )?\{[^{}]*\} from '\.\/[a-z0-9/-]+\.js'$/)
  })
})

describe('the public surface', () => {
  it('has what a facade is made of', () => {
    expect(Object.keys(core)).toEqual(
      expect.arrayContaining([
        'Connection',
        'FrameDecoder',
        'MessageAssembler',
        'Outbox',
        'violations',
        'defaultPolicy',
      ]),
    )
    expect(Object.keys(core)).toEqual(
      expect.arrayContaining([
        'checkRequest',
        'checkResponse',
        'parseExtensions',
        'parseSubprotocols',
        'switchingProtocols',
      ]),
    )
    expect(Object.keys(node)).toEqual(
      expect.arrayContaining([
        'SocketTransport',
        'WorkLimiter',
        'acceptValue',
        'createDeflate',
        'newKey',
        'nodePlatform',
      ]),
    )
  })
})
