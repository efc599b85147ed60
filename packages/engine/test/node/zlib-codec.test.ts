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
})
