/** What a facade decides from one event to the next: whether the next one waits, and when a ping is answered. */
import { expect, it } from 'vitest'
import type { ConnectionHandler } from '../../src/connection/connection-handler.js'
import { MemoryConnection, type MemoryConnectionOptions } from '../instruments/memory-connection.js'

function connection(policy: MemoryConnectionOptions['policy'], choices: Partial<ConnectionHandler>): MemoryConnection {
  const memory = new MemoryConnection({ policy })
  Object.assign(memory.recorder, choices)
  return memory
}

it.each([
  [undefined, ['1', 'between', '2', 'between', '3', 'between']],
  [() => true, ['1', 'between', '2', 'between', '3', 'between']],
  [() => false, ['1', '2', '3', 'between', 'between', 'between']],
])('settled delivery waits where the handler says so: %s', (mustSettle, order) => {
  const heard: string[] = []
  const memory = connection(
    { delivery: 'settled' },
    {
      onMessage: (data) => {
        heard.push(data as string)
        memory.time.soon(() => heard.push('between'))
      },
      ...(mustSettle && { mustSettle }),
    },
  )
  memory.receive({ opcode: 1, payload: '1' }, { opcode: 1, payload: '2' }, { opcode: 1, payload: '3' })
  memory.time.finish()
  expect(heard).toEqual(order)
})

it('bytes are reported before what they hold', () => {
  const heard: string[] = []
  const memory = connection({}, { onBytes: () => heard.push('bytes'), onMessage: (data) => heard.push(data as string) })
  memory.receive({ opcode: 1, payload: '1' }, { opcode: 1, payload: '2' })
  memory.time.finish()
  memory.receive({ opcode: 1, payload: '3' })
  memory.time.finish()
  expect(heard).toEqual(['bytes', '1', '2', 'bytes', '3'])
})

it('a ping that the policy leaves to the facade is answered when it says so', () => {
  const memory = connection({ autoPong: false }, {})
  memory.receive({ opcode: 9, payload: Buffer.from('ping') })
  memory.time.finish()
  expect(memory.sent).toEqual([])
  memory.connection.answerPing(Buffer.from('ping'))
  memory.time.finish()
  expect(memory.sent.map(({ opcode }) => opcode)).toEqual([10])
})
