import { describe, expect, it } from 'vitest'
import { hasSyncZlib } from '../../src/node/sync-zlib.js'
import { createDeflate } from '../../src/node/zlib-codec.js'
import { Codec, describeCodec } from '../instruments/codec-contract.js'

describe('the codec with the synchronous driver', () => {
  it('is what is tested here', () => {
    expect(hasSyncZlib()).toBe(true)
  })

  describeCodec(createDeflate)

  it('answers small payloads at once, and lets the event loop go on with large ones', async () => {
    const codec = new Codec(createDeflate, 'server')
    const order: string[] = []
    const receiver = (name: string) => ({
      onDeflated: () => order.push(name),
      onDeflateError: () => order.push('error'),
    })
    codec.deflate.deflater.deflate(Buffer.alloc(1000), true, receiver('small'))
    order.push('after small')
    await new Promise<void>((resolve) => {
      codec.deflate.deflater.deflate(Buffer.alloc(1_000_000), true, {
        onDeflated: () => {
          order.push('large')
          resolve()
        },
        onDeflateError: () => order.push('error'),
      })
      order.push('after large')
    })
    expect(order).toEqual(['small', 'after small', 'after large', 'large'])
    codec.close()
  })

  it.each([
    ['much output', Buffer.alloc(16 * 1024), 5],
    ['hardly any', Buffer.alloc(0), 256],
  ])('lets the event loop go on between many inputs that come at once, with %s', async (_, data, most) => {
    const codec = new Codec(createDeflate, 'server', { clientNoContextTakeover: true })
    const peer = new Codec(createDeflate, 'client', { clientNoContextTakeover: true })
    const packed = await peer.pack(data)
    const inputs = 2000
    /** How many were answered when the event loop went on, time after time. */
    const rounds: number[] = []
    let answered = 0
    const watch = (): void => {
      rounds.push(answered)
      if (answered < inputs) setImmediate(watch)
    }
    setImmediate(watch)
    await new Promise<void>((resolve, reject) => {
      // As the assembler does it: the next input when the last is answered.
      let isAnswered = true
      const next = (): void => {
        while (isAnswered && answered < inputs) {
          isAnswered = false
          codec.deflate.inflater.inflate(packed, true, 0, receiver)
        }
        if (answered === inputs) resolve()
      }
      let isLooping = true
      const receiver = {
        onInflated: (output: Uint8Array): void => {
          expect(output.length).toBe(data.length)
          answered++
          isAnswered = true
          if (!isLooping) next()
        },
        onInflateError: reject,
        onInflateLimit: reject,
      }
      next()
      isLooping = false
    })
    expect(rounds.length).toBeGreaterThan(inputs / most / 2)
    for (const [index, count] of rounds.entries()) expect(count - (rounds[index - 1] ?? 0)).toBeLessThanOrEqual(most)
    codec.close()
    peer.close()
  })

  it('a codec that is closed while an input waits for its turn does not answer', async () => {
    const codec = new Codec(createDeflate, 'server')
    const peer = new Codec(createDeflate, 'client')
    const packed = await peer.pack(Buffer.alloc(16 * 1024))
    let answers = 0
    const receiver = {
      onInflated: () => {
        answers++
      },
      onInflateError: () => expect.unreachable(),
      onInflateLimit: () => expect.unreachable(),
    }
    let before = -1
    while (answers > before) {
      before = answers
      codec.deflate.inflater.inflate(packed, true, 0, receiver)
    }
    codec.close()
    await new Promise((resolve) => setImmediate(resolve))
    expect(answers).toBe(before)
    peer.close()
  })
})
