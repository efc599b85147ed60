import { describe, expect, it } from 'vitest'
import type { Policy } from '../../src/connection/policy.js'
import { MemoryConnection } from '../instruments/memory-connection.js'
import { attachView, ViewRecorder } from '../instruments/memory-views.js'
import { ConnectionRecorder } from '../instruments/recorders.js'
import { closeBody, type FrameParts } from '../instruments/wire.js'

const text = (payload: string): FrameParts => ({ opcode: 1, payload })
const binary = (payload: string): FrameParts => ({ opcode: 2, payload })
const close = (code: number, reason = ''): FrameParts => ({ opcode: 8, payload: closeBody(code, reason) })

function opcodesSent(memory: MemoryConnection): number[] {
  return memory.sent.map(({ opcode }) => opcode)
}

describe('attach', () => {
  it('leaves a connection without a second view as it was', () => {
    const memory = new MemoryConnection()
    expect(memory.connection.handler).toBe(memory.recorder)
    attachView(memory)
    expect(memory.connection.handler).not.toBe(memory.recorder)
  })

  it('reports what comes to both, the owner first, and nothing of before', () => {
    const memory = new MemoryConnection()
    memory.receive(text('before'))
    const { recorder } = attachView(memory)
    const order: string[] = []
    memory.recorder.on = (line) => order.push(`owner ${line}`)
    recorder.on = (line) => order.push(`view ${line}`)
    memory.receive(text('a'), { opcode: 9, payload: 'p' }, { opcode: 10, payload: 'q' }, binary('b'), close(1000, 'x'))
    memory.transport.receiveEnd()
    memory.time.finish()
    expect(order).toEqual(
      ['text "a"', 'ping 70', 'pong 71', 'binary 62', 'peerClose 1000 78', 'ending', 'closed 1000 78'].flatMap(
        (line) => [`owner ${line}`, `view ${line}`],
      ),
    )
  })

  it('takes any number of views, and a view that attaches in an event is told of the next one first', () => {
    const memory = new MemoryConnection()
    const first = attachView(memory)
    const late = new ViewRecorder()
    first.recorder.on = () => {
      first.recorder.on = () => {}
      memory.connection.attach(late, {
        textAs: 'bytes',
        textUnit: 'message',
        binaryUnit: 'message',
        delivery: 'synchronous',
      })
    }
    memory.receive(text('a'), text('b'))
    expect(first.recorder.log).toEqual(['text "a"', 'text "b"'])
    expect(late.log).toEqual(['text 62'])
  })

  it('reports whole a message that was half received, since its owner has had nothing of it', () => {
    const memory = new MemoryConnection()
    memory.receive({ ...text('a'), fin: false })
    const { recorder } = attachView(memory)
    memory.receive({ opcode: 0, payload: 'b' })
    expect(recorder.log).toEqual(['text "ab"'])
  })

  it.each(['fragment', 'piece'] as const)('begins with the next message where the owner has had a %s', (unit) => {
    for (const wished of ['message', 'fragment', 'piece'] as const) {
      const memory = new MemoryConnection({ policy: { binaryUnit: unit } })
      memory.receive({ ...binary('a'), fin: false })
      const { recorder } = attachView(memory, { binaryUnit: wished })
      memory.receive({ opcode: 0, payload: 'b', fin: false }, { opcode: 9 }, { opcode: 0, payload: 'c' })
      expect(recorder.log).toEqual(['ping -'])
      memory.receive({ ...binary('d'), fin: false }, { opcode: 0, payload: 'e' })
      expect(recorder.log.slice(1).join()).toBe(
        { message: 'binary 6465', fragment: 'fragment binary 64,fragment binary fin 65', piece: 'pieces binary 6465' }[
          wished
        ],
      )
    }
  })

  it('begins with the next message where a frame of the owner has come in part', () => {
    const memory = new MemoryConnection({ policy: { binaryUnit: 'piece' } })
    const bytes = memory.peerFrame(binary('abcdef'))
    memory.transport.receive(bytes.subarray(0, 9))
    const { recorder } = attachView(memory, { binaryUnit: 'piece' })
    memory.transport.receive(bytes.subarray(9))
    memory.receive(binary('g'))
    expect(recorder.log).toEqual(['pieces binary 67'])
  })

  it('counts a frame that is being inflated as the begin of a message only if it is one', async () => {
    const { lateCodec } = await import('../instruments/late-codec.js')
    const memory = new MemoryConnection({
      policy: { binaryUnit: 'piece' },
      deflate: (time) => lateCodec(time, () => true),
    })
    memory.receive({ ...binary('a'), rsv: 4, fin: false })
    const early = attachView(memory, { binaryUnit: 'piece' })
    memory.time.finish()
    const late = attachView(memory, { binaryUnit: 'piece' })
    memory.receive({ opcode: 0, payload: 'b' })
    memory.time.finish()
    expect([early.recorder.log, late.recorder.log]).toEqual([['pieces binary 6162'], []])
  })

  it('is told of the end of a connection that is closing, and of nothing once it is closed', () => {
    const memory = new MemoryConnection()
    memory.connection.close(closeBody(1000))
    const { view, recorder } = attachView(memory)
    memory.receive(text('still'), close(1001, 'bye'))
    expect([view.isOpen, view.closeCode, `${Buffer.from(view.closeReason)}`]).toEqual([false, 1001, 'bye'])
    memory.transport.receiveEnd()
    memory.time.finish()
    const after = attachView(memory)
    memory.time.finish()
    expect(recorder.log).toEqual(['text "still"', 'peerClose 1001 627965', 'ending', 'closed 1001 627965'])
    expect([after.view.isClosed, after.view.closeCode, after.recorder.log]).toEqual([true, 1001, []])
  })
})

describe('the units of the views', () => {
  const units = ['message', 'fragment', 'piece'] as const
  it.each(units.flatMap((owner) => units.map((view) => [owner, view] as const)))(
    'reports what an owner takes by %s by %s',
    (owner, view) => {
      for (const isBinary of [true, false]) {
        const policy: Partial<Policy> = { textUnit: owner, binaryUnit: owner }
        const memory = new MemoryConnection({ policy })
        const { recorder } = attachView(memory, { textUnit: view, binaryUnit: view })
        const kind = isBinary ? 'binary' : 'text'
        const opcode = isBinary ? 2 : 1
        memory.receive({ opcode, payload: 'a', fin: false }, { opcode: 0, payload: 'b' }, { opcode, payload: '' })
        const shown = isBinary || view !== 'message' ? '6162' : '"ab"'
        const empty = isBinary || view !== 'message' ? '-' : '""'
        const expected = {
          message: [`${kind} ${shown}`, `${kind} ${empty}`],
          piece: [`pieces ${kind} 6162`, `pieces ${kind} -`],
          fragment:
            owner === 'message'
              ? [`fragment ${kind} fin 6162`, `fragment ${kind} fin -`]
              : [`fragment ${kind} 61`, `fragment ${kind} fin 62`, `fragment ${kind} fin -`],
        }[view]
        expect(recorder.log).toEqual(expected)
      }
    },
  )

  it('gives text as the view wants it, whatever the owner takes', () => {
    for (const owner of ['string', 'bytes'] as const) {
      const memory = new MemoryConnection({ policy: { textAs: owner } })
      const asString = attachView(memory, { textAs: 'string' })
      const asBytes = attachView(memory, { textAs: 'bytes' })
      memory.receive(text('ä€'))
      expect(asString.recorder.data).toEqual(['ä€'])
      expect(asBytes.recorder.data).toEqual([Buffer.from('ä€')])
    }
  })

  it('gives a list of payloads only to whoever keeps fragments', () => {
    for (const ownerKeeps of [true, false]) {
      const memory = new MemoryConnection()
      memory.connection.keepsFragments = ownerKeeps
      const keeping = attachView(memory)
      const joining = attachView(memory)
      keeping.view.keepsFragments = true
      memory.receive(
        { ...binary('a'), fin: false },
        { opcode: 0, payload: '', fin: false },
        { opcode: 0, payload: 'b' },
      )
      expect(memory.recorder.data.map(Array.isArray)).toEqual([ownerKeeps])
      expect(joining.recorder.data).toEqual([Buffer.from('ab')])
      expect(Buffer.concat(keeping.recorder.data[0] as Uint8Array[]).toString()).toBe('ab')
    }
  })

  it('gives each view memory of its own, untouched by what the others write into theirs', () => {
    for (const unit of units) {
      const memory = new MemoryConnection({ policy: { binaryUnit: unit } })
      const views = units.map((binaryUnit) => attachView(memory, { binaryUnit }).recorder)
      const all = [memory.recorder, ...views]
      for (const recorder of all) recorder.on = () => void (recorder.data.at(-1) as Uint8Array | undefined)?.fill(0)
      const seen: string[] = []
      const keep = views.map((recorder) => recorder.log)
      memory.receive(binary('abc'))
      for (const log of keep) seen.push(log.join())
      expect(seen).toEqual(['binary 616263', 'fragment binary fin 616263', 'pieces binary 616263'])
      const told = all.map(({ data }) => data[0] as Uint8Array | undefined)
      const isFirst = (bytes: (typeof told)[0], index: number): boolean =>
        told.findIndex((other) => other?.buffer === bytes?.buffer && other?.byteOffset === bytes?.byteOffset) === index
      expect(told.filter(isFirst)).toHaveLength(unit === 'piece' ? 3 : 4)
    }
  })

  it('gives each view its own bytes of pings, pongs and the reason of a Close', () => {
    const memory = new MemoryConnection()
    const seen: Uint8Array[] = []
    const handler = new ConnectionRecorder()
    handler.onPing = (bytes) => void seen.push(bytes)
    handler.onPeerClose = (_code, bytes) => void seen.push(bytes)
    memory.recorder.onPing = (bytes) => void bytes.fill(0)
    memory.recorder.onPeerClose = (_code, bytes) => void bytes.fill(0)
    memory.connection.attach(handler, memory.connection.policy)
    memory.receive({ opcode: 9, payload: 'ping' }, close(1000, 'bye'))
    expect(seen.map(String)).toEqual(['ping', 'bye'])
  })
})

describe('messages that are joined for a view', () => {
  it.each([
    ['fragment', { maxMessageBytes: 4 }, 1009],
    ['piece', { maxMessageBytes: 4 }, 1009],
    ['fragment', { maxFragments: 2 }, 1008],
  ] as const)('fail the connection where they break a limit of the owner: %s %o', (binaryUnit, limits, code) => {
    const memory = new MemoryConnection({ policy: { binaryUnit, ...limits } })
    const { recorder } = attachView(memory)
    memory.receive({ ...binary('ab'), fin: false }, { opcode: 0, payload: 'cd', fin: false })
    expect(memory.connection.isOpen).toBe(true)
    memory.receive({ opcode: 0, payload: 'e' }, binary('f'))
    expect(memory.connection.isOpen).toBe(false)
    expect(memory.sent.map(({ opcode, payload }) => [opcode, payload.readUInt16BE(0)])).toEqual([[8, code]])
    expect(recorder.log.filter((line) => line.startsWith('binary'))).toEqual([])
    expect(recorder.log[0]).toMatch(/^violation/)
    expect(memory.log.some((line) => line.startsWith('violation'))).toBe(true)
  })

  it('do not count pieces, which end where chunks do', () => {
    const memory = new MemoryConnection({ policy: { binaryUnit: 'piece', maxFragments: 2 } })
    const { recorder } = attachView(memory)
    for (const byte of memory.peerFrame(binary('abcdefgh'))) memory.transport.receive(Buffer.of(byte))
    expect(recorder.log).toEqual(['binary 6162636465666768'])
  })

  it('are text only if they are UTF-8, wherever the owner lets them be cut', () => {
    const memory = new MemoryConnection({ policy: { textUnit: 'fragment', skipUtf8Validation: true } })
    const { recorder } = attachView(memory)
    memory.receive({ opcode: 1, payload: Buffer.of(0xc3), fin: false }, { opcode: 0, payload: Buffer.of(0xa4) })
    memory.receive({ opcode: 1, payload: Buffer.of(0xc3) })
    expect(recorder.log).toEqual(['text "ä"', 'violation invalidUtf8'])
    expect(memory.sent.map(({ payload }) => payload.readUInt16BE(0))).toEqual([1007])
  })
})

describe('what the owner decides', () => {
  it('answers a ping once, by its policy', () => {
    for (const autoPong of [true, false]) {
      const memory = new MemoryConnection({ policy: { autoPong } })
      const { view, recorder } = attachView(memory)
      recorder.on = () => view.answerPing()
      memory.receive({ opcode: 9, payload: 'p' })
      expect(opcodesSent(memory)).toEqual(autoPong ? [10] : [])
    }
  })

  it('answers a Close before a view can', () => {
    const memory = new MemoryConnection({ policy: { closeReply: 'normal' } })
    const { view, recorder } = attachView(memory)
    recorder.on = (line) => {
      if (line.startsWith('peerClose')) view.close(closeBody(4000))
    }
    memory.receive(close(3000, 'x'))
    expect(memory.sent.map(({ payload }) => payload.toString('hex'))).toEqual(['03e8'])
  })

  it('answers a Close with what the peer sent where it echoes', () => {
    const memory = new MemoryConnection({ policy: { closeReply: 'echo' } })
    attachView(memory)
    memory.receive(close(3000, 'xy'))
    expect(memory.sent.map(({ payload }) => payload.toString('hex'))).toEqual(['0bb87879'])
  })

  it('leaves a Close to the view where the owner leaves it to itself and gives none', () => {
    const memory = new MemoryConnection({ policy: { closeReply: 'manual' } })
    const { view, recorder } = attachView(memory)
    recorder.on = () => view.close(closeBody(1000))
    memory.receive(close(3000))
    expect(memory.sent.map(({ payload }) => payload.toString('hex'))).toEqual(['03e8'])
  })

  it('words the Close of a violation and the errors of dropped sends', () => {
    const memory = new MemoryConnection()
    Object.assign(memory.recorder, { closeBodyOf: () => closeBody(4001), droppedError: () => new Error('owner') })
    const { recorder } = attachView(memory)
    Object.assign(recorder, { closeBodyOf: () => closeBody(4002) })
    expect(memory.connection.droppedError('deflating').message).toBe('owner')
    memory.receive({ opcode: 3 })
    expect(memory.sent.map(({ payload }) => payload.readUInt16BE(0))).toEqual([4001])
    expect(recorder.log).toEqual(['violation reservedOpcode 3'])
  })

  it('has the engine word them where it does not', () => {
    const memory = new MemoryConnection()
    attachView(memory)
    expect(memory.connection.droppedError('reading').message).toBe('The connection was closed while reading')
    memory.receive({ opcode: 3 })
    expect(memory.sent.map(({ payload }) => payload.readUInt16BE(0))).toEqual([1002])
  })

  it('is asked alone for what bytes have come', () => {
    const memory = new MemoryConnection()
    const counts = { owner: 0, view: 0 }
    Object.assign(memory.recorder, { onBytes: () => counts.owner++ })
    const { recorder } = attachView(memory)
    Object.assign(recorder, { onBytes: () => counts.view++ })
    memory.receive(text('a'))
    expect(counts).toEqual({ owner: 1, view: 0 })
  })
})

describe('the pace', () => {
  it('is that of a view which settles, while its listeners ask for it', () => {
    const memory = new MemoryConnection()
    const { recorder } = attachView(memory, { delivery: 'settled' })
    let settles = true
    Object.assign(recorder, { mustSettle: () => settles })
    const order: string[] = []
    recorder.on = (line) => {
      order.push(line)
      memory.time.soon(() => order.push('settled'))
      if (line === 'text "b"') settles = false
    }
    memory.receive(text('a'), text('b'), text('c'), text('d'))
    memory.time.finish()
    expect(order.slice(0, 6)).toEqual(['text "a"', 'settled', 'text "b"', 'text "c"', 'text "d"', 'settled'])
    expect(memory.log).toHaveLength(4)
  })

  it('is that of an owner which settles, also where a view need not', () => {
    const memory = new MemoryConnection({ policy: { delivery: 'settled' } })
    attachView(memory, { delivery: 'synchronous' })
    const order: string[] = []
    memory.recorder.on = (line) => {
      order.push(line)
      memory.time.soon(() => order.push('settled'))
    }
    memory.receive(text('a'), text('b'))
    memory.time.finish()
    expect(order).toEqual(['text "a"', 'settled', 'text "b"', 'settled'])
  })

  it('stays that of an owner which settles or defers', () => {
    for (const delivery of ['settled', 'deferred'] as const) {
      const memory = new MemoryConnection({ policy: { delivery } })
      const { recorder } = attachView(memory, { delivery: 'settled' })
      memory.receive(text('a'), text('b'))
      memory.time.finish()
      expect([memory.log, recorder.log]).toEqual([
        ['text "a"', 'text "b"'],
        ['text "a"', 'text "b"'],
      ])
      expect(memory.connection.policy.delivery).toBe(delivery)
    }
  })

  it('does not wait for an owner that settles and says that it need not', () => {
    const memory = new MemoryConnection({ policy: { delivery: 'settled' } })
    Object.assign(memory.recorder, { mustSettle: () => false })
    attachView(memory)
    const order: string[] = []
    memory.recorder.on = (line) => {
      order.push(line)
      memory.time.soon(() => order.push('later'))
    }
    memory.receive(text('a'), text('b'))
    expect(order.slice(0, 2)).toEqual(['text "a"', 'text "b"'])
  })
})

describe('a handler that throws', () => {
  it('takes the event from nobody, and its error goes on', () => {
    const memory = new MemoryConnection()
    const first = attachView(memory)
    const second = attachView(memory)
    memory.recorder.on = (line) => {
      throw new Error(`owner ${line}`)
    }
    first.recorder.on = (line) => {
      throw new Error(`first ${line}`)
    }
    memory.receive(text('a'), text('b'))
    memory.time.finish()
    expect(second.recorder.log).toEqual(['text "a"', 'text "b"'])
    expect(first.recorder.log).toEqual(['text "a"', 'text "b"'])
    expect(memory.time.uncaught.map((error) => (error as Error).message).sort()).toEqual([
      'first text "a"',
      'first text "b"',
      'owner text "a"',
      'owner text "b"',
    ])
  })

  it('does not keep a Close from being answered', () => {
    const memory = new MemoryConnection()
    const { recorder } = attachView(memory)
    recorder.on = memory.recorder.on = () => {
      throw new Error('listener')
    }
    memory.receive(close(1000))
    memory.connection.terminate()
    memory.time.finish()
    expect(opcodesSent(memory)).toEqual([8])
    expect(recorder.log).toEqual(['peerClose 1000 -', 'localEnd', 'closed 1000 -'])
  })
})

describe('the end', () => {
  it('is told with its reason, the failed send and the error of the transport', () => {
    const memory = new MemoryConnection()
    const { recorder } = attachView(memory)
    memory.connection.onSendError(new Error('send'))
    memory.connection.onTransportError(new Error('reset'))
    memory.connection.onDrain()
    memory.connection.onTransportEnd()
    memory.transport.destroy()
    memory.time.finish()
    expect(recorder.log).toEqual(['sendError send', 'transportError reset', 'drain', 'ending', 'closed 1006 -'])
    expect(recorder.log).toEqual(memory.log)
  })

  it('is told when it is due to the close timeout', () => {
    const memory = new MemoryConnection({ policy: { closeTimeout: 5000 } })
    const { recorder } = attachView(memory)
    memory.connection.close()
    memory.time.pass(5000)
    expect(memory.log).toEqual(['closeTimeout', 'closed 1006 -'])
    expect(recorder.log).toEqual(['localClose 1005 ', 'closeTimeout', 'closed 1006 -'])
  })
})
