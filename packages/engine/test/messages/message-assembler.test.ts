import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/connection/policy.js'
import type { InflateReceiver, Inflater } from '../../src/extensions/codec.js'
import { Flow } from '../../src/frames/flow.js'
import { FrameDecoder } from '../../src/frames/frame-decoder.js'
import { type AssemblerPolicy, MessageAssembler } from '../../src/messages/message-assembler.js'
import { byteStore } from '../../src/node/byte-store.js'
import { nodePlatform } from '../../src/node/node-platform.js'
import type { Platform } from '../../src/platform.js'
import { anyMessage, anyStream, framesOf } from '../instruments/arbitraries.js'
import { MessageRecorder, show } from '../instruments/recorders.js'
import { VirtualTime } from '../instruments/virtual-time.js'
import { cutAt, type FrameParts, frame, hex, ownCopy } from '../instruments/wire.js'

/** An inflater that a test answers for. What it is given and what comes out are the same bytes unless the test says else. */
class ScriptedInflater implements Inflater {
  readonly asked: { data: Buffer; final: boolean; limit: number }[] = []
  receiver: InflateReceiver | null = null
  answersAtOnce = true

  inflate(data: Uint8Array, final: boolean, limit: number, receiver: InflateReceiver): void {
    this.asked.push({ data: Buffer.from(data), final, limit })
    this.receiver = receiver
    if (this.answersAtOnce) receiver.onInflated(Buffer.from(data))
  }

  close(): void {}
}

class Reader {
  readonly inflater = new ScriptedInflater()
  readonly assembler: MessageAssembler
  readonly decoder: FrameDecoder

  constructor(
    policy: Partial<AssemblerPolicy> = {},
    platform: Platform = nodePlatform,
    readonly recorder = new MessageRecorder(),
  ) {
    this.assembler = new MessageAssembler({ ...defaultPolicy, ...policy }, platform, this.inflater, this.recorder)
    this.decoder = new FrameDecoder({ masked: false, rsv1Allowed: true }, this.assembler)
  }

  get log(): string[] {
    return this.recorder.log
  }

  receive(...frames: FrameParts[]): void {
    this.decoder.consume(Buffer.concat(frames.map(frame)))
  }

  receiveIn(cuts: readonly number[], ...frames: FrameParts[]): void {
    for (const chunk of cutAt(Buffer.concat(frames.map(frame)), cuts)) this.decoder.consume(chunk)
  }
}

describe('messages', () => {
  it('joins the fragments of any message, with its control frames in between, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 3 }), fc.array(fc.nat(500)), (messages, cuts) => {
        const reader = new Reader()
        reader.receiveIn(cuts, ...messages.flatMap(framesOf))
        const expected = messages.flatMap(({ opcode, fragments, control }) => {
          const whole = Buffer.concat(fragments)
          const line = opcode === 1 ? textLine(whole) : `binary ${show(whole)}`
          const controls = [...control].sort((a, b) => a.before - b.before)
          const lines = (late: boolean): string[] =>
            controls
              .filter(({ before }) => (before === fragments.length) === late)
              .map((each) => `${each.opcode === 9 ? 'ping' : 'pong'} ${show(each.payload)}`)
          return [...lines(false), line, ...lines(true)]
        })
        expect(reader.log).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('ends any bytes in messages or in one violation', () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(500)), ({ bytes }, cuts) => {
        const reader = new Reader({ maxMessageBytes: 200, maxFragments: 4 })
        for (const chunk of cutAt(bytes, cuts)) reader.decoder.consume(chunk)
        const violations = reader.log.filter((line) => line.startsWith('violation')).length
        const closes = reader.log.filter((line) => line.startsWith('close')).length
        expect(violations).toBe(reader.decoder.isStopped && closes === 0 ? 1 : violations)
        expect(violations).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  it('hands text over as bytes where the policy says so, checked', () => {
    const reader = new Reader({ textAs: 'bytes' })
    reader.receive({ opcode: 1, payload: 'é' }, { opcode: 1, fin: false, payload: 'a' }, { opcode: 0, payload: 'b' })
    expect(reader.log).toEqual(['text c3a9', 'text 6162'])
    reader.receive({ opcode: 1, payload: hex('ff') })
    expect(reader.log.at(-1)).toBe('violation invalidUtf8')
  })

  it('takes text as it comes where the policy does not check it', () => {
    const reader = new Reader({ skipUtf8Validation: true })
    reader.receive({ opcode: 1, payload: hex('61 ff') }, { opcode: 1, fin: false, payload: hex('ff') }, { opcode: 0 })
    expect(reader.log).toEqual(['text "a\ufffd"', 'text "\ufffd"'])
  })

  it('keeps the fragments of a binary message apart where it is asked to', () => {
    const reader = new Reader()
    reader.assembler.keepsFragments = true
    reader.receive(
      { opcode: 2, fin: false, payload: 'ab' },
      { opcode: 0, fin: false },
      { opcode: 0, payload: 'c' },
      { opcode: 2, payload: 'd' },
      { opcode: 2 },
      { opcode: 1, fin: false, payload: 'e' },
      { opcode: 0, payload: 'f' },
    )
    expect(reader.log).toEqual(['binary [6162, 63]', 'binary [64]', 'binary []', 'text "ef"'])
  })

  it('changes the way of delivery with the next message only', () => {
    const reader = new Reader()
    reader.receive({ opcode: 2, fin: false, payload: 'a' })
    reader.assembler.keepsFragments = true
    reader.receive({ opcode: 0, payload: 'b' }, { opcode: 2, payload: 'c' })
    expect(reader.log).toEqual(['binary 6162', 'binary [63]'])
  })

  it('delivers frame by frame where the policy says so, and checks text on the way', () => {
    const reader = new Reader({ textUnit: 'fragment' })
    reader.receive({ opcode: 1, fin: false, payload: hex('61 e2') }, { opcode: 2 + 7, payload: '!' })
    reader.receive({ opcode: 0, payload: hex('82 ac') }, { opcode: 2, payload: 'x' })
    expect(reader.log).toEqual(['fragment text 61e2', 'ping 21', 'fragment text fin 82ac', 'binary 78'])
    reader.receive({ opcode: 1, fin: false, payload: hex('e2') }, { opcode: 0, payload: hex('82') })
    expect(reader.log.slice(4)).toEqual(['fragment text e2', 'violation invalidUtf8'])
  })
})

describe('UTF-8', () => {
  it('fails at the first piece that is wrong, before the frame is complete', () => {
    const reader = new Reader()
    const wire = frame({
      opcode: 1,
      payload: Buffer.concat([Buffer.alloc(100, 'a'), hex('c0'), Buffer.alloc(100, 'b')]),
    })
    reader.decoder.consume(ownCopy(wire.subarray(0, 100)))
    expect(reader.log).toEqual([])
    reader.decoder.consume(ownCopy(wire.subarray(100, 110)))
    expect(reader.log).toEqual(['violation invalidUtf8'])
    expect(reader.decoder.isStopped).toBe(true)
  })

  it('fails at the first fragment that is wrong, before the message is complete', () => {
    const reader = new Reader()
    reader.receive({ opcode: 1, fin: false, payload: hex('ed a0') })
    expect(reader.log).toEqual(['violation invalidUtf8'])
  })

  it('does not carry a cut character of one message into the next', () => {
    const reader = new Reader({ textUnit: 'fragment' })
    reader.receive({ opcode: 1, fin: false, payload: hex('c3') }, { opcode: 0, payload: hex('a9') })
    reader.receive({ opcode: 1, fin: false, payload: 'ok' }, { opcode: 0, payload: 'ok' })
    expect(reader.log.at(-1)).toBe('fragment text fin 6f6b')
  })
})

describe('limits', () => {
  it('refuses a frame by its header, before memory is taken', () => {
    const sizes: number[] = []
    const allocate = (size: number): Uint8Array => {
      sizes.push(size)
      return byteStore.allocate(size)
    }
    const reader = new Reader({ maxMessageBytes: 1000 }, { ...nodePlatform, bytes: { ...byteStore, allocate } })
    reader.decoder.consume(frame({ opcode: 2, declared: 1001 }))
    expect(reader.log).toEqual(['violation messageTooLarge 1001'])
    expect(sizes).toEqual([])
  })

  it('takes nothing for a header that claims 100 MiB, and little for its first bytes', () => {
    const sizes: number[] = []
    const allocate = (size: number): Uint8Array => {
      sizes.push(size)
      return byteStore.allocate(size)
    }
    const reader = new Reader({}, { ...nodePlatform, bytes: { ...byteStore, allocate } })
    reader.decoder.consume(frame({ opcode: 2, declared: 100 * 1024 * 1024 }))
    expect(sizes).toEqual([])
    reader.decoder.consume(Buffer.alloc(10))
    expect(sizes).toEqual([1024])
  })

  it('counts the bytes of all fragments', () => {
    const reader = new Reader({ maxMessageBytes: 4 })
    reader.receive({ opcode: 2, fin: false, payload: 'ab' }, { opcode: 0, payload: 'cd' })
    reader.receive({ opcode: 2, fin: false, payload: 'abcd' }, { opcode: 0, fin: false }, { opcode: 0, payload: 'e' })
    expect(reader.log).toEqual(['binary 61626364', 'violation messageTooLarge 5'])
  })

  it('does not count control frames', () => {
    const reader = new Reader({ maxMessageBytes: 4, maxFrameBytes: 4, maxFragments: 1 })
    reader.receive({ opcode: 9, payload: 'longer than 4' }, { opcode: 10 }, { opcode: 1, payload: 'ok' })
    expect(reader.log.at(-1)).toBe('text "ok"')
  })

  it('counts fragments, empty ones too, and starts anew with each message', () => {
    const reader = new Reader({ maxFragments: 3 })
    const message: FrameParts[] = [{ opcode: 1, fin: false }, { opcode: 0, fin: false }, { opcode: 0 }]
    reader.receive(...message, ...message)
    expect(reader.log).toEqual(['text ""', 'text ""'])
    reader.receive({ opcode: 1, fin: false }, { opcode: 0, fin: false }, { opcode: 0, fin: false }, { opcode: 0 })
    expect(reader.log.at(-1)).toBe('violation tooManyFragments')
  })

  it('holds next to nothing for a flood of empty fragments', () => {
    for (const keepsFragments of [false, true]) {
      const reader = new Reader({ maxFragments: 0 })
      reader.assembler.keepsFragments = keepsFragments
      const flood = Buffer.concat(Array.from({ length: 10_000 }, () => frame({ opcode: 0, fin: false })))
      reader.receive({ opcode: 2, fin: false })
      for (let i = 0; i < 10; i++) reader.decoder.consume(Buffer.from(flood))
      reader.receive({ opcode: 0, payload: 'x' })
      expect(reader.log).toEqual([keepsFragments ? 'binary [78]' : 'binary 78'])
    }
  })

  it('counts the pieces of one frame', () => {
    const wire = frame({ opcode: 2, payload: 'abcdef' })
    const inPieces = (limit: number): string[] => {
      const reader = new Reader({ maxChunksPerFrame: limit })
      for (const chunk of cutAt(wire, [3, 4, 5, 6, 7])) reader.decoder.consume(chunk)
      return reader.log
    }
    expect(inPieces(6)).toEqual(['binary 616263646566'])
    expect(inPieces(5)).toEqual(['violation tooManyChunks'])
    expect(inPieces(0)).toEqual(['binary 616263646566'])
  })

  it('lets all through where the limits are 0', () => {
    const reader = new Reader({ maxMessageBytes: 0, maxFrameBytes: 0, maxFragments: 0, maxChunksPerFrame: 0 })
    reader.receive({ opcode: 2, declared: Number.MAX_SAFE_INTEGER })
    expect(reader.log).toEqual([])
    expect(reader.decoder.isStopped).toBe(false)
  })
})

describe('memory of what is handed over', () => {
  /** A chunk as a socket makes it: 64 KiB, with a small message among others. */
  function largeChunk(parts: FrameParts): Buffer {
    return ownCopy(
      Buffer.concat([frame(parts), frame({ opcode: 10 }), frame({ opcode: 2, payload: Buffer.alloc(60_000) })]),
    )
  }

  it.each([
    ['a binary message', { opcode: 2, payload: 'small' }],
    ['a ping', { opcode: 9, payload: 'small' }],
  ])('does not keep a large chunk alive: %s', (_, parts) => {
    const reader = new Reader()
    const kept: Uint8Array[] = []
    const onControlFrame = reader.recorder.onControlFrame.bind(reader.recorder)
    reader.recorder.onControlFrame = (opcode, payload) => {
      kept.push(payload)
      return onControlFrame(opcode, payload)
    }
    reader.decoder.consume(largeChunk(parts))
    const [first] = [...kept, ...(reader.recorder.data as Uint8Array[])].filter((each) => each.length === 5)
    expect(Buffer.from(first).toString()).toBe('small')
    expect(first.buffer.byteLength).toBeLessThanOrEqual(16_384)
  })

  it('does not keep a large chunk alive by fragments', () => {
    for (const policy of [{}, { binaryUnit: 'fragment' as const }]) {
      for (const keepsFragments of [false, true]) {
        const reader = new Reader(policy)
        reader.assembler.keepsFragments = keepsFragments
        reader.decoder.consume(largeChunk({ opcode: 2, fin: false, payload: 'small' }))
        reader.decoder.consume(largeChunk({ opcode: 0, payload: 'small' }))
        for (const data of reader.recorder.data.flat() as Uint8Array[]) {
          if (data.length < 100) expect(data.buffer.byteLength).toBeLessThanOrEqual(16_384)
        }
      }
    }
  })

  it('does not keep the chunks of pieces', () => {
    const reader = new Reader()
    const wire = frame({ opcode: 2, payload: 'small' })
    reader.decoder.consume(
      ownCopy(Buffer.concat([frame({ opcode: 2, payload: Buffer.alloc(60_000) }), wire.subarray(0, 4)])),
    )
    reader.decoder.consume(
      ownCopy(Buffer.concat([wire.subarray(4), frame({ opcode: 2, payload: Buffer.alloc(60_000) })])),
    )
    const data = reader.recorder.data[1] as Uint8Array
    expect(Buffer.from(data).toString()).toBe('small')
    expect(data.buffer.byteLength).toBeLessThanOrEqual(16_384)
  })

  it('hands over memory that no later message shares', () => {
    const reader = new Reader()
    reader.receive(...[1, 2, 3].map((n) => ({ opcode: 2, payload: Buffer.alloc(10, n) })))
    const [first, second, third] = reader.recorder.data as Uint8Array[]
    first.fill(9)
    third.fill(9)
    expect([...second]).toEqual(Array(10).fill(2))
  })
})

describe('compressed messages', () => {
  let reader: Reader
  beforeEach(() => {
    reader = new Reader({ maxMessageBytes: 10 })
  })

  it('hands each frame to the inflater, with what is left of the limit', () => {
    reader.receive(
      { opcode: 2, rsv: 4, fin: false, payload: 'abc' },
      { opcode: 0, fin: false, payload: 'defghij' },
      { opcode: 0 },
    )
    expect(reader.inflater.asked.map(({ data, final, limit }) => `${data} ${final} ${limit}`)).toEqual([
      'abc false 10',
      'defghij false 7',
      ' true -1',
    ])
    expect(reader.log).toEqual([`binary ${show(Buffer.from('abcdefghij'))}`])
  })

  it('holds a message that is not gathered to no limit but that of each frame', () => {
    for (const binaryUnit of ['fragment', 'piece'] as const) {
      reader = new Reader({ maxMessageBytes: 4, binaryUnit })
      reader.receive({ opcode: 2, rsv: 4, fin: false, payload: 'abc' }, { opcode: 0, payload: 'def' })
      expect(reader.inflater.asked.map(({ limit }) => limit)).toEqual([4, 4])
      expect(reader.log.some((line) => line.startsWith('violation'))).toBe(false)
    }
  })

  it('asks for no limit where there is none', () => {
    reader = new Reader({ maxMessageBytes: 0 })
    reader.receive({ opcode: 2, rsv: 4, payload: 'abc' })
    expect(reader.inflater.asked[0].limit).toBe(0)
  })

  it('joins the pieces of a compressed frame before it is inflated', () => {
    reader.receiveIn([3, 4, 5], { opcode: 1, rsv: 4, payload: 'abc' }, { opcode: 1, payload: 'd' })
    expect(reader.log).toEqual(['text "abc"', 'text "d"'])
  })

  it('checks the inflated text, over fragments', () => {
    reader.receive({ opcode: 1, rsv: 4, fin: false, payload: hex('e2') }, { opcode: 0, payload: hex('82 ac') })
    reader.receive({ opcode: 1, rsv: 4, payload: hex('e2 82') })
    expect(reader.log).toEqual(['text "€"', 'violation invalidUtf8'])
  })

  it('keeps fragments apart, or delivers them, after inflating', () => {
    reader.assembler.keepsFragments = true
    reader.receive({ opcode: 2, rsv: 4, fin: false, payload: 'ab' }, { opcode: 0, payload: 'c' })
    expect(reader.log).toEqual(['binary [6162, 63]'])
    const byFragment = new Reader({ binaryUnit: 'fragment' })
    byFragment.receive({ opcode: 2, rsv: 4, fin: false, payload: 'ab' }, { opcode: 0, payload: 'c' })
    expect(byFragment.log).toEqual(['fragment binary 6162', 'fragment binary fin 63'])
  })

  it('suspends the flow until a late answer, and reports that it is ready', () => {
    reader.inflater.answersAtOnce = false
    reader.receive({ opcode: 2, rsv: 4, payload: 'abc' }, { opcode: 9 })
    expect(reader.assembler.isInflating).toBe(true)
    expect(reader.decoder.isSuspended).toBe(true)
    expect(reader.log).toEqual([])
    reader.inflater.receiver?.onInflated(Buffer.from('inflated'))
    expect(reader.log).toEqual([`binary ${show(Buffer.from('inflated'))}`])
    expect(reader.assembler.isInflating).toBe(false)
    expect(reader.recorder.readies).toBe(1)
    reader.decoder.resume()
    expect(reader.log.at(-1)).toBe('ping -')
  })

  it('is ready again when the listener of a late message throws', () => {
    const time = new VirtualTime()
    reader = new Reader({}, { ...nodePlatform, timers: time })
    reader.inflater.answersAtOnce = false
    reader.recorder.answer = (line) => {
      if (line.startsWith('binary')) throw new Error('listener')
      return Flow.Continue
    }
    reader.receive({ opcode: 2, rsv: 4, payload: 'abc' }, { opcode: 9 })
    expect(() => reader.inflater.receiver?.onInflated(Buffer.from('x'))).toThrow('listener')
    expect(reader.assembler.isInflating).toBe(false)
    expect(reader.recorder.readies).toBe(0)
    time.finish()
    expect(reader.recorder.readies).toBe(1)
  })

  it('reports that it is ready, whatever its handler answers to the late message', () => {
    reader.inflater.answersAtOnce = false
    reader.recorder.answer = () => Flow.Suspend
    reader.receive({ opcode: 2, rsv: 4, payload: 'abc' })
    reader.inflater.receiver?.onInflated(Buffer.from('x'))
    expect(reader.recorder.readies).toBe(1)
  })

  it.each([
    [
      'onInflateError',
      (receiver: InflateReceiver) => receiver.onInflateError(new RangeError('bad')),
      'violation inflateFailed RangeError',
    ],
    ['onInflateLimit', (receiver: InflateReceiver) => receiver.onInflateLimit(), 'violation messageTooLarge'],
    ['bad text', (receiver: InflateReceiver) => receiver.onInflated(hex('ff')), 'violation invalidUtf8'],
  ])('turns a late failure into a violation: %s', (_, fail, line) => {
    reader.inflater.answersAtOnce = false
    reader.receive({ opcode: 1, rsv: 4, payload: 'abc' })
    fail(reader.inflater.receiver as InflateReceiver)
    expect(reader.log).toEqual([line])
    expect(reader.assembler.isInflating).toBe(false)
  })

  it('takes no answer after it was released', () => {
    reader.inflater.answersAtOnce = false
    reader.receive({ opcode: 2, rsv: 4, payload: 'abc' })
    const receiver = reader.inflater.receiver as InflateReceiver
    reader.assembler.release()
    receiver.onInflated(Buffer.from('late'))
    receiver.onInflateError(new Error('late'))
    receiver.onInflateLimit()
    expect(reader.log).toEqual([])
    expect(reader.recorder.readies).toBe(0)
  })

  it('suspends for its handler after an answer at once', () => {
    reader.recorder.answer = (line) => (line.startsWith('binary') ? Flow.Suspend : Flow.Continue)
    reader.receive({ opcode: 2, rsv: 4, payload: 'a' }, { opcode: 9 })
    expect(reader.decoder.isSuspended).toBe(true)
    expect(reader.assembler.isInflating).toBe(false)
    expect(reader.log.length).toBe(1)
  })
})

/** Each piece as it came. */
class PieceRecorder extends MessageRecorder {
  override onPiece(payload: Uint8Array, isBinary: boolean, isLast: boolean): Flow {
    this.data.push(payload)
    const line = `piece ${isBinary ? 'binary' : 'text'}${isLast ? ' last' : ''} ${show(payload)}`
    this.log.push(line)
    return this.answer(line)
  }
}

describe('pieces', () => {
  it('hands over the bytes of a message as they come, unmasked, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 3 }), fc.array(fc.nat(500)), (messages, cuts) => {
        const recorder = new PieceRecorder()
        const policy: AssemblerPolicy = { ...defaultPolicy, binaryUnit: 'piece', textUnit: 'piece', maxMessageBytes: 1 }
        const assembler = new MessageAssembler(policy, nodePlatform, null, recorder)
        const decoder = new FrameDecoder({ masked: true, rsv1Allowed: false }, assembler)
        const wire = messages.flatMap(framesOf).map((parts) => frame({ ...parts, key: [1, 2, 3, 4] }))
        for (const chunk of cutAt(Buffer.concat(wire), cuts)) decoder.consume(ownCopy(chunk))
        const pieces = recorder.log.filter((line) => line.startsWith('piece'))
        expect(pieces.filter((line) => line.includes(' last ')).length).toBe(messages.length)
        expect(Buffer.concat(recorder.data as Uint8Array[])).toEqual(
          Buffer.concat(messages.flatMap(({ fragments }) => fragments)),
        )
        expect(recorder.log.some((line) => line.startsWith('violation'))).toBe(false)
      }),
      { numRuns: 200 },
    )
  })

  it('does not wait for the end of a frame, and suspends within it', () => {
    const reader = new Reader({ binaryUnit: 'piece' }, nodePlatform, new PieceRecorder())
    reader.recorder.answer = (line) => (line === 'piece binary 6162' ? Flow.Suspend : Flow.Continue)
    const wire = frame({ opcode: 2, payload: 'abcdef' })
    reader.decoder.consume(wire.subarray(0, 4))
    reader.decoder.consume(wire.subarray(4, 6))
    expect(reader.log).toEqual(['piece binary 6162'])
    reader.decoder.resume()
    reader.decoder.consume(wire.subarray(6))
    expect(reader.log).toEqual(['piece binary 6162', 'piece binary 6364', 'piece binary last 6566'])
  })

  it('gathers a frame that is shorter than `piecesFrom`', () => {
    for (const cuts of [[], [1], [3, 9], [7], [4, 5, 6, 10, 12]]) {
      const reader = new Reader({ binaryUnit: 'piece', piecesFrom: 6 }, nodePlatform, new PieceRecorder())
      reader.receiveIn(cuts, { opcode: 2, payload: 'abcde', fin: false }, { opcode: 0, payload: 'fghij' })
      expect(reader.log).toEqual(['piece binary 6162636465', 'piece binary last 666768696a'])
    }
    const long = new Reader({ binaryUnit: 'piece', piecesFrom: 6 }, nodePlatform, new PieceRecorder())
    long.receiveIn([4], { opcode: 2, payload: 'abcdef' })
    expect(long.log).toEqual(['piece binary 6162', 'piece binary last 63646566'])
  })

  it('refuses text in the piece in which it is broken', () => {
    const reader = new Reader({ textUnit: 'piece' }, nodePlatform, new PieceRecorder())
    const wire = frame({ opcode: 1, payload: Buffer.from([0x61, 0xe2, 0x82, 0x28, 0x61]) })
    reader.decoder.consume(wire.subarray(0, 5))
    expect(reader.log).toEqual(['piece text 61e282'])
    reader.decoder.consume(wire.subarray(5, 6))
    expect(reader.log.at(-1)).toBe('violation invalidUtf8')
  })

  it('hands over a compressed frame as one piece', () => {
    const reader = new Reader({ binaryUnit: 'piece' }, nodePlatform, new PieceRecorder())
    reader.receiveIn([3], { opcode: 2, rsv: 4, fin: false, payload: 'ab' }, { opcode: 0, payload: 'c' })
    expect(reader.log).toEqual(['piece binary 6162', 'piece binary last 63'])
  })
})

function textLine(bytes: Buffer): string {
  const text = bytes.toString()
  return `text ${text.length < 40 ? JSON.stringify(text) : `string of ${text.length}`}`
}
