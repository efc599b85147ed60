/**
 * The close texts and codes that the rewriter writes are those of websocket, and of ours.
 */
import { isCloseCodeOnWire } from '@rosetta-ws/engine'
import ours from '@rosetta-ws/websocket'
import original from 'original-websocket'
import { expect, test } from 'vitest'
import { closeConstants, closeTexts } from '../../../src/rewrite/from-websocket/close-texts.js'

// biome-ignore lint/suspicious/noExplicitAny: the statics are not in the types of the original
const packages: readonly (readonly [string, any])[] = [
  ['websocket', original.connection],
  ['@rosetta-ws/websocket', ours.connection],
]

/** What of a table is about a code that a Close frame may have. */
const onWire = (entries: [string, unknown][], codeOf: (entry: [string, unknown]) => number) =>
  Object.fromEntries(entries.filter((entry) => isCloseCodeOnWire(codeOf(entry))))

test.each(packages)('are those of %s', (_, { CLOSE_DESCRIPTIONS, ...connection }) => {
  expect(closeTexts).toEqual(onWire(Object.entries(CLOSE_DESCRIPTIONS), ([code]) => Number(code)))
  const constants = Object.entries(connection).filter(([name]) => name.startsWith('CLOSE_REASON_'))
  expect(closeConstants).toEqual(onWire(constants, ([, code]) => code as number))
})
