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
})
