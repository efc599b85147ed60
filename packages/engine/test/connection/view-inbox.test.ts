import { describe, expect, it } from 'vitest'
import { MemoryConnection } from '../instruments/memory-connection.js'
import { attachView } from '../instruments/memory-views.js'

describe('the inbox of a view', () => {
  it('asks for the unit at the begin of each message: a facade may change its mind', () => {
    const memory = new MemoryConnection({ policy: { binaryUnit: 'fragment' } })
    const wishes = { binaryUnit: 'message' as 'message' | 'fragment' }
    const { recorder } = attachView(memory, {
      get binaryUnit() {
        return wishes.binaryUnit
      },
    })
    expect(recorder.log).toEqual([])
    const view = memory.connection.attach(recorder, {
      textAs: 'string',
      textUnit: 'message',
      delivery: 'synchronous',
      get binaryUnit() {
        return wishes.binaryUnit
      },
    })
    expect(view.isOwner).toBe(false)
    memory.receive({ opcode: 2, payload: 'a', fin: false })
    wishes.binaryUnit = 'fragment'
    memory.receive({ opcode: 0, payload: 'b' }, { opcode: 2, payload: 'c' })
    expect(recorder.log.filter((line) => line !== 'binary 6162' && line !== 'binary 63')).toEqual([
      'fragment binary fin 63',
    ])
  })

  it.each(['server', 'client'] as const)('gives parts that were no frames a header: of a %s', (role) => {
    const common = { rsv1: false, masked: role === 'server', length: 1 }
    const headersOf = (binaryUnit: 'message' | 'piece') => {
      const memory = new MemoryConnection({ role, policy: { binaryUnit } })
      const headers: object[] = []
      const { recorder } = attachView(memory, { binaryUnit: 'fragment' })
      Object.assign(recorder, { onFragment: (header: object) => headers.push(header) })
      const bytes = memory.peerFrame({ opcode: 2, payload: 'ab' })
      if (binaryUnit === 'message') memory.receive({ opcode: 2, payload: 'a' })
      else for (const part of [bytes.subarray(0, -1), bytes.subarray(-1)]) memory.transport.receive(part)
      return headers
    }
    expect(headersOf('message')).toEqual([{ ...common, fin: true, opcode: 2 }])
    expect(headersOf('piece')).toEqual([
      { ...common, fin: false, opcode: 2 },
      { ...common, fin: true, opcode: 0 },
    ])
  })
})
