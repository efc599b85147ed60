/** Whose memory a connection hands to the engine, and what of it is JSON. */
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { AdoptedConnection, Connection } from '../src/connection.js'
import { ReadyState } from '../src/ready-state.js'

it.each([
  ['its own engine, which copies what is small at once', true],
  ['the engine of another dialect, where sends may wait', false],
])('sends small binary over %s', (_case, isOwner) => {
  const connection = new Connection(new Socket(), new AdoptedConnection('/'))
  const sent: Uint8Array[] = []
  const engine = { isOwner, send: (data: Uint8Array) => void sent.push(data), transport: { flush() {} } }
  connection._engine = engine as unknown as NonNullable<Connection['_engine']>
  connection.readyState = ReadyState.Open
  const bytes = Buffer.from('bytes')
  connection.sendBinary(bytes)
  expect(sent[0] === bytes).toBe(isOwner)
  bytes.fill(0)
  expect(String(sent[0]) === 'bytes').toBe(!isOwner)
})

it('JSON of what holds a connection does not lead back to it', () => {
  const connection = new Connection(new Socket(), new AdoptedConnection('/path'))
  connection._engine = { connection } as never
  expect(JSON.parse(JSON.stringify({ connection })).connection.path).toBe('/path')
})
