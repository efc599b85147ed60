/** Connections share readers: nothing of one's stream shows in another's, and none is held for longer than it is needed. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Connection, type ConnectionOptions } from '../../src/connection/connection.js'
import { defaultPolicy, type Policy } from '../../src/connection/policy.js'
import { nodePlatform } from '../../src/node/node-platform.js'
import { anyMessage, framesOf } from '../instruments/arbitraries.js'
import { MemoryTransport } from '../instruments/memory-transport.js'
import { ConnectionRecorder } from '../instruments/recorders.js'
import { VirtualTime } from '../instruments/virtual-time.js'
import { type FrameParts, frame, someKey } from '../instruments/wire.js'

class Peer {
  readonly recorder = new ConnectionRecorder()
  readonly connection: Connection
  private readonly transport = new MemoryTransport(new VirtualTime())

  constructor(
    readonly role: 'server' | 'client',
    policy: Partial<Policy> = {},
  ) {
    const { transport, recorder: handler } = this
    const options: ConnectionOptions = {
      role,
      policy: { ...defaultPolicy, ...policy },
      platform: nodePlatform,
      transport,
      handler,
      deflate: null,
    }
    this.connection = new Connection(options)
    this.connection.start()
  }

  get holdsReader(): boolean {
    return (this.connection as unknown as { reader: unknown }).reader !== null
  }

  receive(bytes: Uint8Array): void {
    this.transport.receive(Buffer.from(bytes))
  }

  bytesOf(frames: readonly FrameParts[]): Buffer {
    return Buffer.concat(frames.map((parts) => frame({ key: this.role === 'server' ? someKey : null, ...parts })))
  }
}

const policies: Partial<Policy>[] = [
  {},
  { textAs: 'bytes', maxMessageBytes: 1000 },
  { textUnit: 'fragment', binaryUnit: 'fragment' },
  { textUnit: 'piece', binaryUnit: 'piece', maxFragments: 3 },
]

const stream = fc.record({
  role: fc.constantFrom('server' as const, 'client' as const),
  policy: fc.constantFrom(...policies),
  keepsFragments: fc.boolean(),
  messages: fc.array(anyMessage, { maxLength: 3 }),
  cuts: fc.array(fc.nat(), { minLength: 2, maxLength: 8 }),
})

describe('a reader', () => {
  it('brings nothing of one stream into another', () => {
    fc.assert(
      fc.property(fc.array(stream, { minLength: 1, maxLength: 5 }), fc.infiniteStream(fc.nat()), (streams, order) => {
        const peers = streams.map(({ role, policy, keepsFragments, messages, cuts }) => {
          const make = (): Peer => {
            const peer = new Peer(role, policy)
            peer.connection.keepsFragments = keepsFragments
            return peer
          }
          const bytes = make().bytesOf(messages.flatMap(framesOf))
          const edges = [0, ...cuts.map((cut) => cut % bytes.length || 0).sort((a, b) => a - b), bytes.length]
          const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end))
          // By itself, one after the other.
          const alone = make()
          for (const chunk of chunks) alone.receive(chunk)
          return { peer: make(), chunks, expected: alone.recorder.log }
        })
        for (let left = peers.filter(({ chunks }) => chunks.length > 0); left.length > 0; ) {
          const { peer, chunks } = left[(order.next().value as number) % left.length]
          peer.receive(chunks.shift() as Buffer)
          left = left.filter((each) => each.chunks.length > 0)
        }
        for (const { peer, expected } of peers) expect(peer.recorder.log).toEqual(expected)
      }),
    )
  })

  it('is not that of a connection whose listener feeds another', () => {
    const outer = new Peer('server')
    const inner = new Peer('client')
    const reply = inner.bytesOf([{ opcode: 1, payload: Buffer.from('inner') }])
    outer.recorder.onMessage = () => inner.receive(reply)
    outer.receive(
      outer.bytesOf([
        { opcode: 1, payload: Buffer.from('one') },
        { opcode: 2, payload: Buffer.from('two') },
      ]),
    )
    expect(inner.recorder.log).toHaveLength(2)
    expect(outer.recorder.log).toEqual([])
    expect([outer.holdsReader, inner.holdsReader]).toEqual([false, false])
  })

  it('is not given back in a listener', () => {
    const outer = new Peer('server')
    const inner = new Peer('server')
    const start = inner.bytesOf([{ opcode: 1, fin: false, payload: Buffer.from('in') }])
    const lines: string[] = []
    outer.recorder.onMessage = (data) => {
      lines.push(String(data))
      outer.connection.tap = null
      if (lines.length === 1) inner.receive(start)
    }
    outer.receive(outer.bytesOf(['one', 'two'].map((text) => ({ opcode: 1, payload: Buffer.from(text) }))))
    expect(lines).toEqual(['one', 'two'])
    inner.receive(inner.bytesOf([{ opcode: 0, payload: Buffer.from('ner') }]))
    expect(inner.recorder.log.join()).toContain('inner')
  })

  it('is held inside a frame and inside a message, and not between messages', () => {
    const peer = new Peer('server')
    const start = peer.bytesOf([{ opcode: 2, fin: false, payload: Buffer.from('ab') }])
    const rest = peer.bytesOf([
      { opcode: 9, payload: Buffer.from('ping') },
      { opcode: 0, payload: Buffer.from('cd') },
    ])
    expect(peer.holdsReader).toBe(false)
    peer.receive(start.subarray(0, 1))
    expect(peer.holdsReader).toBe(true)
    peer.receive(start.subarray(1))
    expect(peer.holdsReader).toBe(true)
    peer.receive(rest.subarray(0, -1))
    expect(peer.holdsReader).toBe(true)
    peer.receive(rest.subarray(-1))
    expect(peer.holdsReader).toBe(false)
  })

  it('is kept from others after a violation', () => {
    const broken = new Peer('server')
    broken.receive(Buffer.from([0x83, 0x80, 0, 0, 0, 0]))
    broken.receive(broken.bytesOf([{ opcode: 1, payload: Buffer.from('late') }]))
    const sound = new Peer('server')
    sound.receive(sound.bytesOf([{ opcode: 1, payload: Buffer.from('sound') }]))
    expect(sound.recorder.log.join()).toContain('sound')
    expect(broken.recorder.log.join()).not.toContain('late')
    expect(broken.recorder.log.join()).toContain('reservedOpcode')
  })
})
