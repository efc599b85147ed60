import { afterAll, describe, expect, it, vi } from 'vitest'
import { describeCodec } from '../instruments/codec-contract.js'

// Read once, when a codec is first used: this file has modules of its own.
vi.stubEnv('ROSETTA_NO_SYNC_ZLIB', '1')
const { hasSyncZlib } = await import('../../src/node/sync-zlib.js')
const { createDeflate } = await import('../../src/node/zlib-codec.js')

describe('the codec by what is public of zlib', () => {
  afterAll(() => vi.unstubAllEnvs())

  it('is what is tested here', () => {
    expect(hasSyncZlib()).toBe(false)
  })

  describeCodec(createDeflate)
})
