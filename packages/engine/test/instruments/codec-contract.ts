/** What every codec for permessage-deflate must do, whatever drives zlib under it. */

import { randomBytes } from 'node:crypto'
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConnectionDeflate } from '../../src/connection/connection.js'
import type { Role } from '../../src/connection/receiving-half.js'
import type { DeflateAgreement } from '../../src/extensions/permessage-deflate.js'
import { WorkLimiter } from '../../src/node/work-limiter.js'
import type { createDeflate, ZlibCodecOptions } from '../../src/node/zlib-codec.js'

const plain: DeflateAgreement = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

const TAIL = Buffer.from([0, 0, 0xff, 0xff])

export type CreateCodec = typeof createDeflate

interface Deferred<Value> {
  readonly promise: Promise<Value>
  readonly resolve: (value: Value) => void
  readonly reject: (error: Error) => void
}

/** A promise and its ends, so that what a codec throws is thrown at the test and does not become a rejection. */
function deferred<Value>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<Value>((done, failed) => {
    resolve = done
    reject = failed
  })
  return { promise, resolve, reject }
}

/** One endpoint's codec with promises. What it throws is not turned into a rejection. */
export class Codec {
  readonly deflate: ConnectionDeflate

  constructor(
    create: CreateCodec,
    role: Role,
    agreement: Partial<DeflateAgreement> = {},
    options: Partial<ZlibCodecOptions> = {},
  ) {
    this.deflate = create({ ...plain, ...agreement }, role, { threshold: 0, limiter: new WorkLimiter(10), ...options })
  }

  pack(data: Uint8Array, final = true): Promise<Buffer> {
    const { promise, resolve, reject } = deferred<Buffer>()
    this.deflate.deflater.deflate(data, final, {
      onDeflated: (output) => resolve(Buffer.from(output)),
      onDeflateError: reject,
    })
    return promise
  }

  unpack(data: Uint8Array, final = true, limit = 0): Promise<Buffer | 'limit'> {
    const { promise, resolve, reject } = deferred<Buffer | 'limit'>()
    this.deflate.inflater.inflate(data, final, limit, {
      onInflated: (output) => resolve(Buffer.from(output)),
      onInflateError: reject,
      onInflateLimit: () => resolve('limit'),
    })
    return promise
  }

  close(): void {
    this.deflate.deflater.close()
    this.deflate.inflater.close()
  }
}

function text(size: number): Buffer {
  return Buffer.alloc(size, 'the quick brown fox jumps over the lazy dog, and the dog does not mind. ')
}

function half(size: number): Buffer {
  return Buffer.concat([text(size - (size >> 1)), randomBytes(size >> 1)])
}

/** Node's own zlib as the peer, so that both sides cannot be wrong in the same way. */
async function viaNode(kind: 'inflate' | 'deflate', chunks: readonly Buffer[], windowBits = 15): Promise<Buffer> {
  const stream = kind === 'inflate' ? createInflateRaw({ windowBits }) : createDeflateRaw({ windowBits })
  const parts: Buffer[] = []
  stream.on('data', (chunk: Buffer) => parts.push(chunk))
  for (const chunk of chunks) stream.write(chunk)
  await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve))
  stream.close()
  return Buffer.concat(parts)
}

export function describeCodec(create: CreateCodec): void {
  describe('round trips', () => {
    const sizes = [0, 1, 2, 10, 125, 126, 1000, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 300_000, 1_048_576]

    for (const takeover of [true, false]) {
      it(`keep every size ${takeover ? 'with' : 'without'} context takeover, message after message`, async () => {
        const agreement = { serverNoContextTakeover: !takeover, clientNoContextTakeover: !takeover }
        const server = new Codec(create, 'server', agreement)
        const client = new Codec(create, 'client', agreement)
        for (const make of [text, half]) {
          for (const size of [...sizes, 0, 0, 5]) {
            const data = make(size)
            const there = await client.unpack(await server.pack(data))
            const back = await server.unpack(await client.pack(data))
            expect(Buffer.compare(there as Buffer, data), `${size} bytes to the client`).toBe(0)
            expect(Buffer.compare(back as Buffer, data), `${size} bytes to the server`).toBe(0)
          }
        }
        server.close()
        client.close()
      })
    }

    it('keep any messages in any fragments with all window sizes and takeovers', async () => {
      const bits = fc.integer({ min: 9, max: 15 })
      const agreements = fc.record({
        serverNoContextTakeover: fc.boolean(),
        clientNoContextTakeover: fc.boolean(),
        serverMaxWindowBits: bits,
        clientMaxWindowBits: bits,
      })
      const fragment = fc.oneof(
        fc.uint8Array({ maxLength: 50, size: 'max' }).map((bytes) => Buffer.from(bytes)),
        fc.nat(3000).map(text),
        fc.constantFrom(17_000, 70_000).map(half),
      )
      const messages = fc.array(fc.array(fragment, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 })
      await fc.assert(
        fc.asyncProperty(agreements, messages, async (agreement, given) => {
          const server = new Codec(create, 'server', agreement)
          const client = new Codec(create, 'client', agreement)
          for (const fragments of given) {
            for (const [i, data] of fragments.entries()) {
              const final = i === fragments.length - 1
              const there = await client.unpack(await server.pack(data, final), final)
              const back = await server.unpack(await client.pack(data, final), final)
              expect(Buffer.compare(there as Buffer, data)).toBe(0)
              expect(Buffer.compare(back as Buffer, data)).toBe(0)
            }
          }
          server.close()
          client.close()
        }),
        { numRuns: 30 },
      )
    })

    it('inflate what a peer deflates with a window of 2^8 bytes, and send uncompressed in that case', async () => {
      // zlib raises a deflater's window of 8 to 9, so a window of 9 with data shorter than 256 bytes stands for 8.
      const server = new Codec(create, 'server', { clientMaxWindowBits: 8, serverMaxWindowBits: 8 })
      const wire = await viaNode('deflate', [text(200)], 9)
      expect(Buffer.compare((await server.unpack(wire.subarray(0, -4))) as Buffer, text(200))).toBe(0)
      expect(server.deflate.deflateFrom).toBe(Number.POSITIVE_INFINITY)
      server.close()
    })
  })

  describe('on the wire', () => {
    it('is raw deflate without its tail, that Node can read', async () => {
      const server = new Codec(create, 'server')
      const wires: Buffer[] = []
      for (const size of [5, 20_000, 0, 7]) wires.push(await server.pack(half(size)), TAIL)
      const inflated = await viaNode('inflate', wires)
      expect(inflated.length).toBe(20_012)
      server.close()
    })

    it('is one zero byte for an empty message (7692 §7.2.3.6)', async () => {
      for (const serverNoContextTakeover of [true, false]) {
        const server = new Codec(create, 'server', { serverNoContextTakeover })
        for (let i = 0; i < 3; i++) expect(await server.pack(Buffer.alloc(0))).toEqual(Buffer.from([0]))
        server.close()
      }
    })

    it('keeps to the agreed window: a peer with that window can read it', async () => {
      for (const bits of [9, 10, 12]) {
        const server = new Codec(create, 'server', { serverMaxWindowBits: bits })
        // Repetitions further away than the window.
        const data = Buffer.concat([randomBytes(3000), text(3000)])
        const twice = Buffer.concat([data, data])
        expect(Buffer.compare(await viaNode('inflate', [await server.pack(twice), TAIL], bits), twice)).toBe(0)
        server.close()
      }
    })

    it('gains from the messages before, with takeover alone', async () => {
      const sizes = async (serverNoContextTakeover: boolean): Promise<number[]> => {
        const server = new Codec(create, 'server', { serverNoContextTakeover })
        const random = randomBytes(500)
        const found = [(await server.pack(random)).length, (await server.pack(random)).length]
        server.close()
        return found
      }
      const [first, second] = await sizes(false)
      expect(second).toBeLessThan(first / 5)
      const [alone, again] = await sizes(true)
      expect(again).toBe(alone)
    })

    it.each([
      ['§7.2.3.1', 'f248cdc9c90700'],
      ['§7.2.3.3, no compression', '000500faff48656c6c6f00'],
      ['§7.2.3.4, a final block', 'f348cdc9c9070000'],
      ['§7.2.3.5, two blocks', 'f248050000 00ffffcac9c90700'],
    ])('is read as RFC 7692 says: %s', async (_, digits) => {
      for (const clientNoContextTakeover of [true, false]) {
        const server = new Codec(create, 'server', { clientNoContextTakeover })
        const wire = Buffer.from(digits.replaceAll(' ', ''), 'hex')
        for (let i = 0; i < 3; i++) expect(`${await server.unpack(wire)}`).toBe('Hello')
        expect(`${await server.unpack(Buffer.from('f248cdc9c90700', 'hex'))}`).toBe('Hello')
        server.close()
      }
    })

    it('is read with the four bytes that were cut off appended: they may be the end of the data', async () => {
      // A stored block of four bytes, of which the payload lacks all four.
      const wire = Buffer.from('000400fbff', 'hex')
      for (const clientNoContextTakeover of [true, false]) {
        const server = new Codec(create, 'server', { clientNoContextTakeover })
        expect(await server.unpack(wire)).toEqual(TAIL)
        server.close()
      }
    })
  })

  describe('limits', () => {
    const bomb = async (size: number): Promise<Buffer> =>
      (await viaNode('deflate', [Buffer.alloc(size)])).subarray(0, -4)

    it('let the limit itself through, and stop one byte above it', async () => {
      for (const size of [10, 1000, 100_000, 2_000_000]) {
        for (const takeover of [true, false]) {
          const wire = await bomb(size)
          const at = async (limit: number): Promise<number | 'limit'> => {
            const server = new Codec(create, 'server', { clientNoContextTakeover: !takeover })
            const result = await server.unpack(wire, true, limit)
            server.close()
            return result === 'limit' ? result : result.length
          }
          expect(await at(size)).toBe(size)
          expect(await at(size + 1)).toBe(size)
          expect(await at(size - 1)).toBe('limit')
          expect(await at(1)).toBe('limit')
          expect(await at(-1)).toBe('limit')
        }
      }
    })

    it('let an empty output through where nothing may come out', async () => {
      const server = new Codec(create, 'server')
      expect(await server.unpack(Buffer.from([0]), true, -1)).toEqual(Buffer.alloc(0))
      server.close()
    })

    it('stop a bomb with bounded memory', async () => {
      const wire = await bomb(64 * 1024 * 1024)
      expect(wire.length).toBeLessThan(100_000)
      const server = new Codec(create, 'server')
      const before = process.memoryUsage()
      expect(await server.unpack(wire, true, 1024 * 1024)).toBe('limit')
      const after = process.memoryUsage()
      expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(40 * 1024 * 1024)
      server.close()
    })
  })

  describe('failures', () => {
    it('report broken data, with the error of zlib', async () => {
      for (const clientNoContextTakeover of [true, false]) {
        const server = new Codec(create, 'server', { clientNoContextTakeover })
        await expect(server.unpack(Buffer.from([7, 0xff]))).rejects.toMatchObject({ code: 'Z_DATA_ERROR' })
        const other = new Codec(create, 'server', { clientNoContextTakeover })
        expect(`${await other.unpack(Buffer.from('f248cdc9c90700', 'hex'))}`, 'others are not harmed').toBe('Hello')
        server.close()
        other.close()
      }
    })

    it('never end in an error outside, whatever the bytes', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 60, size: 'max' }),
          fc.boolean(),
          async (bytes, clientNoContextTakeover) => {
            const server = new Codec(create, 'server', { clientNoContextTakeover })
            await server.unpack(bytes, true, 10_000).catch((error) => expect(error).toBeInstanceOf(Error))
            server.close()
          },
        ),
        { numRuns: 200 },
      )
    })

    it('report options that zlib refuses, and keep no place in the limiter', async () => {
      const limiter = new WorkLimiter(1)
      const options = { limiter, deflate: { memLevel: 99 }, inflate: { chunkSize: 1 } }
      for (const size of [10, 100_000]) {
        const server = new Codec(create, 'server', {}, options)
        await expect(server.pack(randomBytes(size))).rejects.toBeInstanceOf(RangeError)
        await expect(server.unpack(randomBytes(size))).rejects.toBeInstanceOf(RangeError)
        server.close()
      }
      const good = new Codec(create, 'server', {}, { limiter })
      expect((await good.pack(text(100_000))).length).toBeGreaterThan(0)
      good.close()
    })
  })

  describe('closing', () => {
    it('answers nothing any more, and gives the places in the limiter back', async () => {
      const limiter = new WorkLimiter(2)
      const answers: string[] = []
      for (let i = 0; i < 20; i++) {
        const codec = new Codec(create, 'server', {}, { limiter })
        codec.pack(half(200_000)).then(
          () => answers.push('packed'),
          () => answers.push('failed'),
        )
        codec.unpack(randomBytes(100_000)).then(
          () => answers.push('unpacked'),
          () => answers.push('failed'),
        )
        codec.close()
      }
      const last = new Codec(create, 'server', {}, { limiter })
      expect((await last.pack(half(200_000))).length).toBeGreaterThan(0)
      expect(answers).toEqual([])
      last.close()
    })

    it('may happen in the middle of the work', async () => {
      const limiter = new WorkLimiter(1)
      const codec = new Codec(create, 'server', {}, { limiter })
      let answered = false
      codec.pack(half(1_000_000)).then(() => {
        answered = true
      })
      await new Promise((resolve) => setImmediate(resolve))
      codec.close()
      const last = new Codec(create, 'server', {}, { limiter })
      await last.pack(half(100_000))
      expect(answered).toBe(false)
      last.close()
    })
  })

  describe('the threshold', () => {
    it('holds where no context is taken over', () => {
      const from = (agreement: Partial<DeflateAgreement>, role: Role): number =>
        new Codec(create, role, agreement, { threshold: 1024 }).deflate.deflateFrom
      expect(from({}, 'server')).toBe(0)
      expect(from({ serverNoContextTakeover: true }, 'server')).toBe(1024)
      expect(from({ serverNoContextTakeover: true }, 'client')).toBe(0)
      expect(from({ clientNoContextTakeover: true }, 'client')).toBe(1024)
    })
  })
}
