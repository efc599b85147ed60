/** Any order of calls by a user, in any listener, and any behaviour of a peer: the invariants of a connection hold. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SendFlag } from '../../src/connection/outbox.js'
import type { Policy } from '../../src/connection/policy.js'
import { lateCodec, POISON } from '../instruments/late-codec.js'
import { MemoryConnection } from '../instruments/memory-connection.js'
import { closeBody, type FrameParts, readFrames } from '../instruments/wire.js'

type Action =
  | 'send'
  | 'sendLong'
  | 'sendFragment'
  | 'sendPoison'
  | 'sendBlob'
  | 'sendBadBlob'
  | 'ping'
  | 'pong'
  | 'close'
  | 'terminate'
  | 'pause'
  | 'resume'
  | 'bufferedAmount'
  | 'transport'
  | 'throw'

type PeerEvent =
  | { readonly frames: readonly FrameParts[]; readonly cut: number }
  | { readonly garbage: readonly number[] }
  | 'end'
  | 'reset'
  | 'vanish'
  | 'stick'
  | 'unstick'
  | 'turn'
  | 'finish'

interface Scene {
  readonly role: 'server' | 'client'
  readonly policy: Partial<Policy>
  readonly deflate: boolean
  /** Whether the user lets go of a paused connection in the end. */
  readonly resumes: boolean
  readonly late: readonly boolean[]
  /** What the facade answers when it is asked whether events must settle; nothing where there are none. */
  readonly settles: readonly boolean[]
  readonly peer: readonly PeerEvent[]
  /** What is done in the n-th call of a listener. */
  readonly reactions: readonly (readonly Action[])[]
  /** What is done before the n-th event of the peer. */
  readonly outside: readonly (readonly Action[])[]
  /** What is done in the n-th callback of a send. */
  readonly inCallbacks: readonly (readonly Action[])[]
}

const calm: Action[] = ['send', 'sendLong', 'sendBlob', 'sendFragment', 'ping', 'pong', 'pause', 'resume']
const rare: Action[] = ['sendPoison', 'sendBadBlob', 'close', 'terminate', 'bufferedAmount', 'transport', 'throw']
const actions = fc.array(
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...calm) }, { weight: 2, arbitrary: fc.constantFrom(...rare) }),
  { maxLength: 3 },
)

const frames: fc.Arbitrary<FrameParts> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<FrameParts>({ opcode: 1, payload: 'text' }, { opcode: 2, payload: 'bytes' }),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<FrameParts>({ opcode: 9, payload: 'ping' }, { opcode: 10 }, { opcode: 1, fin: false }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<FrameParts>(
      { opcode: 0, payload: 'rest' },
      { opcode: 1, rsv: 4, payload: 'packed' },
      { opcode: 2, rsv: 4, payload: POISON },
      { opcode: 8, payload: closeBody(1000, 'bye') },
      { opcode: 8 },
      { opcode: 8, payload: closeBody(1006) },
      { opcode: 1, payload: Buffer.from([0xff]) },
      { opcode: 2, payload: Buffer.alloc(200) },
    ),
  },
)

const peerEvent: fc.Arbitrary<PeerEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ frames: fc.array(frames, { minLength: 1, maxLength: 6 }), cut: fc.nat(40) }) },
  { weight: 1, arbitrary: fc.record({ garbage: fc.array(fc.nat(255), { maxLength: 20, size: 'max' }) }) },
  { weight: 3, arbitrary: fc.constantFrom<PeerEvent>('turn', 'finish', 'stick', 'unstick') },
  { weight: 1, arbitrary: fc.constantFrom<PeerEvent>('end', 'reset', 'vanish') },
)

const scene: fc.Arbitrary<Scene> = fc.record({
  role: fc.constantFrom('server' as const, 'client' as const),
  policy: fc.record({
    delivery: fc.constantFrom('synchronous' as const, 'settled' as const, 'deferred' as const),
    failure: fc.constantFrom('synchronous' as const, 'soon' as const),
    whilePaused: fc.constantFrom('deliver' as const, 'hold' as const),
    closeReply: fc.constantFrom('echo' as const, 'code' as const, 'normal' as const, 'manual' as const),
    binaryUnit: fc.constantFrom('message' as const, 'fragment' as const, 'piece' as const),
    maxPendingPongs: fc.constantFrom(0, 2),
    maxMessageBytes: fc.constant(100),
  }),
  deflate: fc.boolean(),
  resumes: fc.boolean(),
  late: fc.array(fc.boolean(), { maxLength: 6 }),
  settles: fc.array(fc.boolean(), { maxLength: 4 }),
  peer: fc.array(peerEvent, { minLength: 1, maxLength: 10 }),
  reactions: fc.array(actions, { maxLength: 12 }),
  outside: fc.array(actions, { maxLength: 6 }),
  inCallbacks: fc.array(actions, { maxLength: 4 }),
})

class User {
  /** How often each callback was called. */
  readonly calls: number[] = []
  private readonly memory: MemoryConnection
  private listenerCalls = 0
  private callbackCalls = 0

  constructor(
    private readonly given: Scene,
    /** Whether control frames are sent in every state. */
    private readonly careless: boolean,
  ) {
    let asked = 0
    this.memory = new MemoryConnection({
      role: given.role,
      policy: given.policy,
      deflate: given.deflate
        ? (time) => lateCodec(time, () => given.late[asked++ % (given.late.length + 1)] ?? false)
        : null,
    })
    if (given.settles.length > 0) {
      let settled = 0
      Object.assign(this.memory.recorder, { mustSettle: () => given.settles[settled++ % given.settles.length] })
    }
    this.memory.recorder.on = () => this.act(given.reactions[this.listenerCalls++])
  }

  play(): MemoryConnection {
    const { memory, given } = this
    given.peer.forEach((event, i) => {
      memory.time.work(() => this.act(given.outside[i]))
      this.happen(event)
    })
    return memory
  }

  private happen(event: PeerEvent): void {
    const { transport, time } = this.memory
    if (typeof event === 'object') {
      const bytes =
        'garbage' in event
          ? Buffer.from(event.garbage)
          : Buffer.concat(event.frames.map((parts) => this.memory.peerFrame(parts)))
      const cut = 'garbage' in event ? bytes.length : Math.min(event.cut, bytes.length)
      transport.receive(Buffer.from(bytes.subarray(0, cut)))
      transport.receive(Buffer.from(bytes.subarray(cut)))
    } else if (event === 'end') transport.receiveEnd()
    else if (event === 'reset') transport.fail(new Error('reset'))
    else if (event === 'vanish') transport.vanish()
    else if (event === 'stick') transport.isStuck = true
    else if (event === 'unstick') transport.unstick()
    else if (event === 'turn') time.turn()
    else time.finish()
  }

  private act(list: readonly Action[] = []): void {
    for (const action of list) this.perform(action)
  }

  private perform(action: Action): void {
    const { connection } = this.memory
    const compress = SendFlag.Fin | SendFlag.Compress | (this.given.role === 'client' ? SendFlag.Mask : 0)
    const blob = (result: 'ok' | 'bad') => ({
      size: 4,
      // A promise that is settled by the test's time.
      read: () =>
        ({
          // biome-ignore lint/suspicious/noThenProperty: it stands for a promise
          then: (done: (bytes: Uint8Array) => void, failed: (error: Error) => void) =>
            this.memory.time.defer(() => (result === 'ok' ? done(Buffer.from('blob')) : failed(new Error('blob')))),
        }) as never,
    })
    if (action === 'throw') throw new Error('listener')
    if (action === 'close') connection.close(closeBody(1000))
    else if (action === 'terminate') connection.terminate()
    else if (action === 'pause') connection.pause()
    else if (action === 'resume') connection.resume()
    else if (action === 'bufferedAmount') expect(connection.bufferedAmount).toBeGreaterThanOrEqual(0)
    else if (action === 'transport') connection.transport.flush()
    else if (action === 'ping' && (connection.isOpen || this.careless)) connection.ping('p', undefined, this.callback())
    else if (action === 'pong' && (connection.isOpen || this.careless)) connection.pong('p', undefined, this.callback())
    else if (!connection.isOpen) return
    else if (action === 'send') connection.send('short', false, this.callback())
    else if (action === 'sendLong') connection.send(Buffer.alloc(20_000, 1), true, this.callback())
    else if (action === 'sendFragment') connection.sendData('part', false, compress & ~SendFlag.Fin, this.callback())
    else if (action === 'sendPoison') connection.send(POISON, false, this.callback())
    else if (action === 'sendBlob') connection.sendData(blob('ok'), true, compress, this.callback())
    else if (action === 'sendBadBlob') connection.sendData(blob('bad'), true, compress, this.callback())
  }

  private callback(): () => void {
    const index = this.calls.push(0) - 1
    return () => {
      this.calls[index]++
      this.act(this.given.inCallbacks[this.callbackCalls++])
    }
  }
}

/** Lets everything that can still happen happen. */
function end(memory: MemoryConnection, resumes: boolean): void {
  memory.time.finish()
  while (resumes && memory.connection.isPaused && !memory.connection.isClosed) {
    memory.time.work(() => memory.connection.resume())
    memory.time.finish()
  }
  if (resumes && memory.connection.isOpen) expect(memory.transport.isPaused, 'an open connection reads').toBe(false)
  memory.time.pass(30_000)
  if (!memory.connection.isClosed) {
    // Nobody closes: a user who holds the connection open ends it.
    memory.connection.terminate()
    memory.time.finish()
  }
}

function check(memory: MemoryConnection, user: User): void {
  const { log, time, connection, recorder, transport } = memory
  const foreign = time.uncaught.filter((error) => (error as Error).message !== 'listener')
  expect(foreign).toEqual([])
  expect(recorder.closes, 'onClosed is called once').toBe(1)
  expect(log.at(-1), 'onClosed is the last call').toMatch(/^closed/)
  expect(user.calls, 'each callback is called once').toEqual(user.calls.map(() => 1))
  expect(log.filter((line) => line.startsWith('violation')).length).toBeLessThanOrEqual(1)
  expect(log.filter((line) => line.startsWith('peerClose')).length).toBeLessThanOrEqual(1)
  const last = log.findIndex((line) => line.startsWith('peerClose'))
  if (last >= 0)
    expect(log.slice(last + 1).filter((line) => /^(text|binary|fragment|ping|pong)/.test(line))).toEqual([])
  expect(time.running, 'no timer runs').toBe(0)
  expect(connection.outbox.queuedBytes).toBe(0)
  expect(transport.isDestroyed).toBe(true)
}

describe('any order of calls', () => {
  it('ends in one onClosed, calls each callback once, and sends nothing after a Close frame', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const user = new User(given, false)
        const memory = user.play()
        end(memory, given.resumes)
        check(memory, user)
        const sent = readFrames(memory.transport.output)
        const close = sent.findIndex(({ opcode }) => opcode === 8)
        expect(close === -1 || close === sent.length - 1).toBe(true)
        expect(sent.every(({ key }) => (key === null) === (given.role === 'server'))).toBe(true)
      }),
      { numRuns: 800 },
    )
  })

  it('holds with control frames in every state', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const user = new User(given, true)
        const memory = user.play()
        end(memory, given.resumes)
        check(memory, user)
      }),
      { numRuns: 300 },
    )
  })
})
