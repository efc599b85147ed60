/**
 * What the catalogue says of moves holds together.
 */
import { describe, expect, it } from 'vitest'
import { catalogue, findEntry, findMember } from '../../src/catalogue/catalogue.js'
import { type ConceptName, conceptTable } from '../../src/catalogue/concepts/index.js'
import { type Dialect, dialects, type Entry, type Move } from '../../src/catalogue/model.js'

const moves = catalogue.flatMap((entry) =>
  Object.entries(entry.moves).map(([to, move]) => ({ entry, to: to as Dialect, move: move as Move })),
)
const nameOf = ({ entry, to }: { entry: Entry; to: Dialect }) => `${entry.dialect} ${entry.kind}.${entry.name} to ${to}`

it('has a move to each other dialect, with a note', () => {
  const keys = catalogue.map(({ dialect, moves }) => [...Object.keys(moves), dialect].sort().join())
  expect(new Set(keys)).toEqual(new Set([[...dialects].sort().join()]))
  expect(moves.filter(({ move }) => !/^\S.*\.$/.test(move.note)).map(nameOf)).toEqual([])
})

it('says that the same code works only where it is the same', () => {
  const wrong = moves.filter(({ entry, to, move }) => {
    const concept = conceptTable[entry.concept as ConceptName]
    return move.effort === 'none' && (move.to === undefined || concept[to].write !== concept[entry.dialect].write)
  })
  expect(wrong.map(nameOf)).toEqual([])
})

it('calls mechanical only what has a form to write, or is to be deleted', () => {
  const wrong = moves.filter(
    ({ move }) => move.effort === 'mechanical' && !move.to && !/^(Delete it|Write the number)/.test(move.note),
  )
  expect(wrong.map(nameOf)).toEqual([])
  expect(moves.filter(({ move }) => move.effort === 'impossible' && move.to).map(nameOf)).toEqual([])
})

it('says why where ours is not the same', () => {
  const wrong = catalogue.filter(({ facade, facadeNote }) => (facade === 'same') === (facadeNote !== undefined))
  expect(wrong.map(({ dialect, kind, name }) => `${dialect} ${kind}.${name}`)).toEqual([])
})

describe('what is mechanical at least', () => {
  const mechanical: [Dialect, string, string][] = [
    ['websocket', 'module', 'server'],
    ['websocket', 'module', 'client'],
    ['websocket', 'request', 'accept'],
    ['websocket', 'connection', 'sendUTF'],
    ['websocket', 'connection', 'sendBytes'],
    ['websocket', 'connection', 'close'],
    ['websocket', 'message', 'utf8Data'],
    ['websocket', 'server', 'connections'],
    ['nodejs-websocket', 'connection', 'sendText'],
    ['nodejs-websocket', 'connection', 'sendBinary'],
    ['ws1', 'connection', 'upgradeReq'],
  ]
  it.each(mechanical)('%s %s.%s', (dialect, kind, name) => {
    expect(findMember(dialect, kind as Entry['kind'], name)?.moves.ws?.effort).toBe('mechanical')
  })
  it('text events and validProtocols', () => {
    expect(findEntry('nodejs-websocket', 'connection', 'event', 'text')?.moves.ws?.effort).toBe('mechanical')
    expect(findEntry('nodejs-websocket', 'serverOptions', 'option', 'validProtocols')?.moves.ws?.effort).toBe(
      'mechanical',
    )
  })
})
