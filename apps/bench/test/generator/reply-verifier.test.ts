import { describe, expect, it } from 'vitest'
import { frameMessage, PING } from '../../src/generator/frames.js'
import { prepareMessages } from '../../src/generator/message-stream.js'
import { verifyReplies } from '../../src/generator/reply-verifier.js'
import { cutsOf, repliesOf } from '../fixtures/streams.js'

const stream = await prepareMessages({ body: { kind: 'binary', size: 50, count: 3 }, from: 'client' })

describe('verifyReplies', () => {
  it.each([undefined, 50, 49, 7, 1])('counts replies in fragments of %s, wherever they are cut', (fragment) => {
    for (const [first, second] of cutsOf(repliesOf(stream, fragment))) {
      const verifier = verifyReplies(stream, false)
      expect(verifier.take(first) + verifier.take(second)).toBe(3)
      expect(verifier.take(repliesOf(stream, fragment)), 'the circle begins again').toBe(3)
    }
  })

  it.each([undefined, 7])('refuses one wrong bit anywhere, in fragments of %s', (fragment) => {
    const right = repliesOf(stream, fragment)
    for (let at = 0; at < right.length; at++) {
      const wrong = Buffer.from(right)
      wrong[at] ^= 1
      const verifier = verifyReplies(stream, false)
      let count = 0
      expect(() => {
        count = verifier.take(wrong)
        // A length that became longer shows when more comes.
        verifier.take(right)
      }, `byte ${at}, counted ${count}`).toThrow()
    }
  })

  it('lets pings pass, and refuses a Close', () => {
    const verifier = verifyReplies(stream, false)
    const ping = frameMessage(Buffer.from('are you there'), { opcode: PING })
    expect(verifier.take(Buffer.concat([ping, repliesOf(stream)]))).toBe(3)
    expect(() => verifier.take(frameMessage(Buffer.from([3, 232]), { opcode: 8 }))).toThrow('the server closed')
  })

  it('holds a mirror to the bytes that were sent', async () => {
    const mirrored = await prepareMessages({
      body: { kind: 'binary', size: 50, count: 3 },
      from: 'client',
      mirror: true,
    })
    expect(verifyReplies(mirrored, true).take(mirrored.bytes)).toBe(3)
    expect(() => verifyReplies(mirrored, true).take(repliesOf(mirrored))).toThrow('the echo differs')
  })
})

describe('verifyReplies, deflated', () => {
  it.each(['takeover', 'no-takeover'] as const)(
    '%s: what is sent inflates to the bodies, round and round',
    async (deflate) => {
      const body = { kind: 'json', size: 300, count: 5 } as const
      const compressed = await prepareMessages({ body, deflate, from: 'server' })
      const verifier = verifyReplies(compressed, false, deflate)
      for (let round = 0; round < 3; round++) expect(verifier.take(compressed.bytes)).toBe(5)
      await verifier.settled()
      const other = await prepareMessages({ body: { ...body, kind: 'ascii' }, deflate, from: 'server' })
      await expect(
        (async () => {
          verifier.take(other.bytes)
          await verifier.settled()
        })(),
      ).rejects.toThrow('inflates')
    },
  )
})
