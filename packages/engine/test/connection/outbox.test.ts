import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DeferredPayload,
  Outbox,
  type OutboxDeflate,
  type OutboxOwner,
  SendFlag,
} from '../../src/connection/outbox.js'
import { nodePlatform } from '../../src/node/node-platform.js'
import type { Platform } from '../../src/platform.js'
import { Opcode } from '../../src/rfc/opcode.js'
import { type LateCodec, lateCodec, POISON } from '../instruments/late-codec.js'
import { MemoryTransport } from '../instruments/memory-transport.js'
import { VirtualTime } from '../instruments/virtual-time.js'
import { frame, type ReadFrame, readFrames } from '../instruments/wire.js'

const { Fin, Compress, Mask } = SendFlag

class Owner implements OutboxOwner {
  readonly errors: string[] = []
  readonly platform: Platform
  key = 0x3d21fa37

  constructor(
    timers: VirtualTime,
    readonly stream: MemoryTransport,
    readonly deflate: OutboxDeflate | null,
  ) {
    this.platform = { ...nodePlatform, timers }
  }

  nextMaskingKey(): number {
    return this.key
  }

  onSendError(error: Error): void {
    this.errors.push(error.message)
  }

  droppedError(work: string): Error {
    return new Error(`dropped while ${work}`)
  }
}

class Sender {
  readonly time = new VirtualTime()
  readonly transport = new MemoryTransport(this.time)
  readonly owner: Owner
  readonly codec: LateCodec | null
  readonly outbox: Outbox
  readonly written: string[] = []

  constructor(deflates: 'never' | 'at once' | 'late' = 'never', deflateFrom = 0) {
    const codec = deflates === 'never' ? null : lateCodec(this.time, () => deflates === 'late')
    this.codec = codec
    const deflation = codec === null ? null : { deflater: codec.deflater, deflateFrom }
    this.owner = new Owner(this.time, this.transport, deflation)
    this.outbox = new Outbox(this.owner)
  }

  get sent(): ReadFrame[] {
    return readFrames(this.transport.output)
  }

  /** A callback that writes its result down. */
  note(name: string): (error?: Error | null) => void {
    return (error) => this.written.push(error ? `${name}: ${error.message}` : name)
  }

  /** A payload whose reading ends in a later turn. */
  deferred(payload: string, error?: Error): DeferredPayload {
    const read = () => ({
      // biome-ignore lint/suspicious/noThenProperty: it stands for a promise
      then: (done: (bytes: Uint8Array) => void, failed: (error: Error) => void) =>
        this.time.defer(() => (error ? failed(error) : done(Buffer.from(payload)))),
    })
    return { size: payload.length, read: read as never }
  }
}

describe('frames', () => {
  const sizes = [0, 1, 23, 24, 125, 126, 127, 1000, 16_383, 16_384, 16_385, 65_535, 65_536, 100_000]

  it.each(sizes)('encodes %i bytes so that they can be read again, masked and not', (size) => {
    for (const mask of [false, true]) {
      for (const isText of [false, true]) {
        const sender = new Sender()
        const payload = Buffer.from(Array.from({ length: size }, (_, i) => 32 + (i % 90)))
        const copy = Buffer.from(payload)
        sender.outbox.sendData(isText ? payload.toString() : payload, isText ? 1 : 2, Fin | (mask ? Mask : 0))
        const [frame, ...more] = sender.sent
        expect(more).toEqual([])
        expect(frame).toMatchObject({
          fin: true,
          rsv: 0,
          opcode: isText ? 1 : 2,
          lengthBytes: size < 126 ? 0 : size < 65536 ? 2 : 8,
        })
        expect(frame.key).toEqual(mask ? [0x37, 0xfa, 0x21, 0x3d] : null)
        expect(frame.payload.equals(copy)).toBe(true)
        expect(payload.equals(copy), "the caller's bytes stay as they are").toBe(true)
      }
    }
  })

  it('encodes any text as UTF-8, lone surrogates as U+FFFD, whatever its length in bytes', () => {
    const text = fc.oneof(
      fc.array(fc.nat(0xffff), { maxLength: 200, size: 'max' }).map((codes) => String.fromCharCode(...codes)),
      fc
        .array(fc.constantFrom('a', 'é', '€', '😀', '\ud800', '\udc00'), { maxLength: 70, size: 'max' })
        .map((parts) => parts.join('')),
      fc.integer({ min: 16_300, max: 16_400 }).map((length) => 'é'.repeat(length)),
    )
    fc.assert(
      fc.property(text, fc.boolean(), (given, mask) => {
        const sender = new Sender()
        sender.outbox.sendData(given, Opcode.Text, Fin | (mask ? Mask : 0))
        const [frame, ...more] = sender.sent
        expect(more.length).toBe(0)
        expect(frame.payload.equals(Buffer.from(given))).toBe(true)
      }),
    )
  })

  it('masks with a key of 0 as the identity, with the bit set', () => {
    const sender = new Sender()
    sender.owner.key = 0
    for (const size of [4, 20_000]) sender.outbox.sendData(Buffer.alloc(size, 5), 2, Fin | Mask)
    for (const { key, payload } of sender.sent) {
      expect(key).toEqual([0, 0, 0, 0])
      expect(payload.every((byte) => byte === 5)).toBe(true)
    }
  })

  it('sends fragments with the opcode on the first alone', () => {
    const sender = new Sender()
    sender.outbox.sendData('a', 1, 0)
    sender.outbox.sendData('b', 1, 0)
    sender.outbox.sendControl(Opcode.Ping, 'p', false)
    sender.outbox.sendData('c', 1, Fin)
    sender.outbox.sendData('d', 2, Fin)
    expect(sender.sent.map(({ fin, opcode, payload }) => `${fin} ${opcode} ${payload}`)).toEqual([
      'false 1 a',
      'false 0 b',
      'true 9 p',
      'true 0 c',
      'true 2 d',
    ])
  })

  it('sends a frame as it stands', () => {
    const sender = new Sender()
    sender.outbox.sendFrame(0x73, 'x', true)
    expect(sender.sent).toMatchObject([{ fin: false, rsv: 7, opcode: 3 }])
  })

  it('shows frames that go out, up to a bound', () => {
    const sender = new Sender()
    const seen: unknown[] = []
    sender.outbox.tap = ({ direction, opcode, length, payload, masked, fin }) =>
      seen.push([direction, fin, opcode, masked, length, payload.length])
    sender.outbox.sendData('é', 1, Fin | Mask)
    sender.outbox.sendData(Buffer.alloc(5000), 2, 0)
    expect(seen).toEqual([
      ['out', true, 1, true, 2, 2],
      ['out', false, 2, false, 5000, 4096],
    ])
  })

  it('sends what a user encoded as it is, in order, past all that waits', () => {
    const sender = new Sender('late')
    sender.outbox.sendData('waits', 1, Fin | Compress)
    const parts = [
      frame({ opcode: 1, payload: 'a' }),
      frame({ opcode: 2, payload: Buffer.alloc(20_000) }),
      frame({ opcode: 9 }),
    ]
    sender.outbox.sendEncoded(parts, sender.note('encoded'))
    expect(sender.sent.map(({ opcode }) => opcode)).toEqual([1, 2, 9])
    sender.time.finish()
    expect(sender.written).toEqual(['encoded'])
    expect(sender.sent.length).toBe(4)
  })

  it('leaves nothing behind where the source of masking keys throws', () => {
    const sender = new Sender()
    sender.owner.nextMaskingKey = () => {
      throw new Error('no key')
    }
    expect(() => sender.outbox.sendControl(Opcode.Ping, 'a', true)).toThrow('no key')
    sender.outbox.sendControl(Opcode.Ping, 'b', false)
    expect(sender.sent.map(({ payload }) => `${payload}`)).toEqual(['b'])
  })
})

describe('deflating', () => {
  it('sets RSV1 on the first frame of a message that is long enough', () => {
    const sender = new Sender('at once', 3)
    sender.outbox.sendData('ab', 1, Fin | Compress)
    sender.outbox.sendData('abc', 1, Fin | Compress)
    sender.outbox.sendData('abc', 1, Fin)
    sender.outbox.sendData('abc', 1, Compress)
    sender.outbox.sendData('', 1, Fin | Compress)
    expect(sender.sent.map(({ rsv, fin }) => `${rsv} ${fin}`)).toEqual([
      '0 true',
      '4 true',
      '0 true',
      '4 false',
      '0 true',
    ])
  })

  it('decides by the first fragment for the whole message', () => {
    const sender = new Sender('late', 3)
    sender.outbox.sendData('a', 1, Compress)
    sender.outbox.sendData('long enough', 1, Fin | Compress)
    expect(sender.outbox.isBusy).toBe(false)
    expect(sender.sent.map(({ rsv }) => rsv)).toEqual([0, 0])
  })

  it('keeps the order of all that is sent while one message is being deflated', () => {
    const sender = new Sender('late')
    sender.outbox.sendData('1', 1, Fin | Compress, sender.note('1'))
    sender.outbox.sendControl(Opcode.Ping, '2', false, sender.note('2'))
    sender.outbox.sendData('3', 1, Fin, sender.note('3'))
    sender.outbox.sendData('4', 1, Fin | Compress, sender.note('4'))
    sender.outbox.sendFrame(0x82, '5', false, sender.note('5'))
    sender.outbox.afterQueued(() => sender.written.push('after'))
    expect(sender.outbox.work).toBe('deflating')
    expect(sender.outbox.queuedBytes).toBe(5)
    expect(sender.sent).toEqual([])
    sender.time.finish()
    expect(sender.sent.map(({ payload }) => `${payload}`)).toEqual(['1', '2', '3', '4', '5'])
    expect(sender.written).toEqual(['1', '2', '3', 'after', '4', '5'])
    expect(sender.outbox.queuedBytes).toBe(0)
    expect(sender.outbox.work).toBeNull()
  })

  it('counts the bytes that wait, exactly', () => {
    const sender = new Sender('late')
    sender.outbox.sendData('é', 1, Fin | Compress)
    expect(sender.outbox.queuedBytes).toBe(2)
    sender.outbox.sendData('😀', 1, Fin)
    sender.outbox.sendData(sender.deferred('12345'), 2, Fin)
    sender.outbox.sendControl(Opcode.Pong, Buffer.alloc(3), false)
    expect(sender.outbox.queuedBytes).toBe(2 + 4 + 5 + 3)
    sender.time.turn()
    expect(sender.outbox.work).toBe('reading')
    expect(sender.outbox.queuedBytes).toBe(5 + 3)
    sender.time.finish()
    expect(sender.outbox.queuedBytes).toBe(0)
  })

  it('sends ten thousand messages that waited for one, without deep recursion', () => {
    const sender = new Sender('at once')
    sender.outbox.sendData(sender.deferred('first'), 2, Fin | Compress)
    for (let i = 0; i < 10_000; i++) sender.outbox.sendData('x', 1, Fin | Compress, sender.note('x'))
    sender.time.finish()
    expect(sender.time.uncaught).toEqual([])
    expect(sender.sent.length).toBe(10_001)
    expect(sender.written.length).toBe(10_000)
  })
})

describe('deferred payloads', () => {
  it('are read in their place in the order, as data and as control frames', () => {
    const sender = new Sender()
    sender.outbox.sendData('1', 1, Fin, sender.note('1'))
    sender.outbox.sendData(sender.deferred('2'), 2, 0, sender.note('2'))
    sender.outbox.sendData('3', 2, Fin, sender.note('3'))
    sender.outbox.sendControl(Opcode.Ping, sender.deferred('4'), true, sender.note('4'))
    expect(sender.outbox.work).toBe('reading')
    sender.time.finish()
    expect(sender.sent.map(({ opcode, fin, payload }) => `${opcode} ${fin} ${payload}`)).toEqual([
      '1 true 1',
      '2 false 2',
      '0 true 3',
      '9 true 4',
    ])
    expect(sender.written).toEqual(['1', '2', '3', '4'])
  })

  it('tell all that wait when they cannot be read, each once', () => {
    const sender = new Sender()
    sender.outbox.sendData(sender.deferred('1', new Error('gone')), 2, Fin, sender.note('1'))
    sender.outbox.sendData('2', 1, Fin, sender.note('2'))
    sender.time.finish()
    expect(sender.written).toEqual(['1: gone', '2: gone'])
    expect(sender.owner.errors).toEqual(['gone'])
    expect(sender.outbox.queuedBytes).toBe(0)
    expect(sender.sent).toEqual([])
  })
})

describe('failures', () => {
  it('tells all that wait when a payload cannot be deflated', () => {
    const sender = new Sender('late')
    sender.outbox.sendData(POISON, 1, Fin | Compress, sender.note('1'))
    sender.outbox.sendControl(Opcode.Ping, '2', false, sender.note('2'))
    sender.time.finish()
    expect(sender.written).toEqual(['1: deflate', '2: deflate'])
    expect(sender.owner.errors).toEqual(['deflate'])
  })

  it('tells the others and its owner although a callback throws', () => {
    const sender = new Sender('late')
    sender.outbox.sendData(POISON, 1, Fin | Compress, () => {
      throw new Error('callback')
    })
    sender.outbox.sendData('2', 1, Fin, sender.note('2'))
    sender.time.finish()
    expect(sender.written).toEqual(['2: deflate'])
    expect(sender.owner.errors).toEqual(['deflate'])
    expect(sender.time.uncaught).toMatchObject([{ message: 'callback' }])
  })

  it('drops what waits when it is closed, and takes no late answer', () => {
    const sender = new Sender('late')
    sender.outbox.sendData('1', 1, Fin | Compress, sender.note('1'))
    sender.outbox.sendData('2', 1, Fin, sender.note('2'))
    sender.outbox.close()
    sender.time.finish()
    expect(sender.written).toEqual(['1: dropped while deflating', '2: dropped while deflating'])
    expect(sender.outbox.queuedBytes).toBe(0)
    expect(sender.sent).toEqual([])
    expect(sender.owner.errors).toEqual([])
  })

  it('deflates nothing for a stream that is gone, such as what the callback of a dropped send sends', () => {
    const sender = new Sender('late')
    sender.outbox.sendData('1', 1, Fin | Compress, (error) => {
      sender.note('1')(error)
      sender.outbox.sendData('2', 1, Fin | Compress, sender.note('2'))
    })
    sender.transport.destroy()
    sender.outbox.close()
    sender.time.finish()
    expect(sender.written[0]).toBe('1: dropped while deflating')
    expect(sender.written).toHaveLength(2)
    expect(sender.owner.errors).toEqual([])
  })

  it('goes on with what waits after a masking key could not be had', () => {
    const sender = new Sender('late')
    let asked = 0
    sender.owner.nextMaskingKey = () => {
      if (asked++ === 1) throw new Error('no key')
      return 0
    }
    sender.outbox.sendData('1', 1, Fin | Compress | Mask, sender.note('1'))
    sender.outbox.sendData('2', 1, Fin | Mask, sender.note('2'))
    sender.outbox.sendData('3', 1, Fin | Mask, sender.note('3'))
    sender.time.finish()
    sender.outbox.close()
    sender.time.finish()
    expect(sender.written.length, 'each callback is called').toBe(3)
    expect(sender.outbox.queuedBytes).toBe(0)
  })
})
