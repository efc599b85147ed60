import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../../src/connection/policy.js'

describe('defaultPolicy', () => {
  it('limits what a peer can make an endpoint hold', () => {
    const { maxMessageBytes, maxFragments, maxChunksPerFrame, maxPendingPongs, closeTimeout } = defaultPolicy
    for (const limit of [maxMessageBytes, maxFragments, maxChunksPerFrame, maxPendingPongs, closeTimeout]) {
      expect(limit).toBeGreaterThan(0)
    }
    expect(maxMessageBytes).toBe(100 * 1024 * 1024)
  })

  it('keeps to the letter of the protocol', () => {
    expect(defaultPolicy).toMatchObject({ skipUtf8Validation: false, tolerateLongLength: false, autoPong: true })
    expect(defaultPolicy.closeReply).not.toBe('manual')
  })
})
