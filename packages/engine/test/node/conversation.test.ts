/** Both roles of the engine against each other: whatever they do, what was sent arrives, in order, and both ends end. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connection } from '../../src/connection/connection.js'
import { SendFlag } from '../../src/connection/outbox.js'
import type { Policy } from '../../src/connection/policy.js'
import { WorkLimiter } from '../../src/node/work-limiter.js'
import { createDeflate } from '../../src/node/zlib-codec.js'
import { duplexPair } from '../instruments/duplex-pair.js'
import { SocketConnection } from '../instruments/socket-connection.js'
import { closeBody } from '../instruments/wire.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

type Step =
  | { readonly send: number; readonly text: boolean }
  | { readonly blob: number }
  | { readonly fragments: readonly number[] }
  | 'ping'
  | 'pause'
  | 'resume'
  | 'turn'
  | 'look'
  | 'close'
  | 'terminate'

const sizes = fc.oneof(
  { weight: 6, arbitrary: fc.nat(200) },
  { weight: 2, arbitrary: fc.constantFrom(16_384, 16_385, 65_536, 70_000) },
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ send: sizes, text: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ blob: sizes }) },
  { weight: 2, arbitrary: fc.record({ fragments: fc.array(sizes, { minLength: 1, maxLength: 3 }) }) },
  { weight: 6, arbitrary: fc.constantFrom<Step>('ping', 'pause', 'resume', 'turn', 'turn', 'look') },
)
const last: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Step[]>([]) },
  { weight: 3, arbitrary: fc.constant<Step[]>(['close']) },
  { weight: 1, arbitrary: fc.constant<Step[]>(['terminate']) },
)
const steps = fc.tuple(fc.array(step, { maxLength: 15 }), last).map(([most, end]) => [...most, ...end])

const policy = fc.record({
  delivery: fc.constantFrom('synchronous' as const, 'settled' as const, 'deferred' as const),
  whilePaused: fc.constantFrom('deliver' as const, 'hold' as const),
  closeReply: fc.constantFrom('echo' as const, 'code' as const, 'normal' as const),
})

class Side {
  /** What was sent, a mark for each message: its length and its first byte. */
  readonly sent: string[] = []
  readonly callbacks: number[] = []
  readonly served: SocketConnection
  private serial = 0

  constructor(
    stream: ReturnType<typeof duplexPair>[0],
    role: 'server' | 'client',
    policy: Partial<Policy>,
    deflate: boolean,
  ) {
    const agreement = {
      serverNoContextTakeover: role === 'server',
      clientNoContextTakeover: false,
      serverMaxWindowBits: 15,
      clientMaxWindowBits: 15,
    }
    const codec = { threshold: 100, limiter: new WorkLimiter(1) }
    this.served = new SocketConnection(stream, {
      role,
      policy,
      deflate: deflate ? createDeflate({ ...agreement, serverNoContextTakeover: true }, role, codec) : null,
    })
  }

  get connection(): Connection {
    return this.served.connection
  }

  get received(): string[] {
    return this.served.recorder.data.map((data) => mark(data as string | Uint8Array))
  }

  perform(step: Step): void {
    const { connection } = this
    if (step === 'pause') connection.pause()
    else if (step === 'resume') connection.resume()
    else if (step === 'close') connection.close(closeBody(1000))
    else if (step === 'terminate') connection.terminate()
    else if (step === 'look') expect(connection.bufferedAmount).toBeGreaterThanOrEqual(0)
    else if (step === 'turn' || !connection.isOpen) return
    else if (step === 'ping') connection.ping('ping', undefined, this.callback())
    else this.send(step)
  }

  private send(step: Exclude<Step, string>): void {
    const { connection } = this
    const flags = SendFlag.Compress | (connection.role === 'client' ? SendFlag.Mask : 0)
    const first = 97 + (this.serial++ % 26)
    if ('send' in step) {
      const bytes = Buffer.alloc(step.send, first)
      const data = step.text ? bytes.toString() : bytes
      this.sent.push(mark(data))
      connection.send(data, !step.text, this.callback())
    } else if ('blob' in step) {
      const bytes = Buffer.alloc(step.blob, first)
      this.sent.push(mark(bytes))
      const read = async (): Promise<Uint8Array> => turn().then(() => bytes)
      connection.sendData({ size: bytes.length, read }, true, flags | SendFlag.Fin, this.callback())
    } else {
      const parts = step.fragments.map((size) => Buffer.alloc(size, first))
      this.sent.push(mark(Buffer.concat(parts)))
      for (const [i, part] of parts.entries()) {
        connection.sendData(part, true, i === parts.length - 1 ? flags | SendFlag.Fin : flags, this.callback())
      }
    }
  }

  private callback(): () => void {
    const index = this.callbacks.push(0) - 1
    return () => {
      this.callbacks[index]++
    }
  }
}

function mark(data: string | Uint8Array): string {
  return typeof data === 'string' ? `text ${data.length} ${data[0] ?? ''}` : `binary ${data.length} ${data[0] ?? ''}`
}

describe('two connections', () => {
  it('deliver what was sent, in order, and end once each', async () => {
    const scene = fc.record({
      policies: fc.tuple(policy, policy),
      deflate: fc.boolean(),
      left: steps,
      right: steps,
    })
    await fc.assert(
      fc.asyncProperty(scene, async ({ policies, deflate, left, right }) => {
        const [near, far] = duplexPair()
        const sides = [new Side(near, 'server', policies[0], deflate), new Side(far, 'client', policies[1], deflate)]
        for (let i = 0; i < Math.max(left.length, right.length); i++) {
          for (const [side, list] of [left, right].entries()) {
            const next = list[i] as Step | undefined
            if (next !== undefined) sides[side].perform(next)
            if (next === 'turn') await turn()
          }
        }
        for (const { connection } of sides) connection.resume()
        sides[0].connection.close(closeBody(1000))
        for (const { connection } of sides) connection.resume()
        await Promise.all(sides.map(({ served }) => served.logged('closed')))
        await turn()
        const cut = left.at(-1) === 'terminate' || right.at(-1) === 'terminate'
        for (const [i, side] of sides.entries()) {
          const { sent } = sides[1 - i]
          if (cut) expect(side.received).toEqual(sent.slice(0, side.received.length))
          else expect(side.received).toEqual(sent)
          expect(side.served.recorder.closes).toBe(1)
          expect(side.callbacks).toEqual(side.callbacks.map(() => 1))
          if (!cut) expect(side.served.log.at(-1)).toMatch(/^closed 1000/)
          expect(side.served.log.filter((line) => line.startsWith('violation'))).toEqual([])
        }
      }),
      { numRuns: 100, timeout: 5000 },
    )
  })
})
