/** Programs written for the original run on both packages, and print the same. */
import { createRequire } from 'node:module'
import { format } from 'node:util'
import { describe, expect, it } from 'vitest'
import ours from '../../src/index.js'

const require = createRequire(import.meta.url)
const original = require('original-websocket')

type Program = (websocket: unknown, print: (...values: unknown[]) => void, done: () => void) => void

const programs = ['chat-server', 'router', 'origin-check', 'fragment-streamer', 'cookie-login', 'w3c-client']

/** The lines that a program prints. */
async function transcript(program: Program, websocket: unknown): Promise<string[]> {
  const lines: string[] = []
  await new Promise<void>((resolve) => {
    program(websocket, (...values) => lines.push(format(...values).replaceAll(/127\.0\.0\.1:\d+/g, 'here')), resolve)
  })
  // The two ends of a connection print independently of each other.
  return lines.sort()
}

describe('the same transcript', () => {
  it.each(programs)('%s', async (name) => {
    const program: Program = require(`./${name}.cjs`)
    const expected = await transcript(program, original)
    expect(expected.length).toBeGreaterThan(5)
    expect(await transcript(program, ours)).toEqual(expected)
  })
})
