/**
 * One connection that reads one mutated stream, cut anywhere, while its user does as he likes. Throws where an invariant does
 * not hold.
 */

import { Duplex } from 'node:stream'
import { Connection, type ConnectionHandler, defaultPolicy, type Policy, SendFlag } from '../src/index.js'
import { createDeflate, nodePlatform, SocketTransport, WorkLimiter } from '../src/node/index.js'
import { feed } from './feed.js'
import { mutatedStream } from './mutated-stream.js'
import { Random } from './random.js'
import { checkWritten } from './written-frames.js'

const limiter = new WorkLimiter(4)

const MAX_MESSAGE_BYTES = 100_000

/** What a run counts. */
export interface Tally {
  bytes: number
  connections: number
  messages: number
  violations: number
}

/** A socket's manners without a network. What is written is kept. */
class Peer extends Duplex {
  readonly written: Buffer[] = []
  /** Whether it was destroyed before all was written. */
  isCut = false

  constructor(private readonly isSlow: boolean) {
    super({ allowHalfOpen: true })
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written.push(Buffer.from(chunk))
    if (this.isSlow) setImmediate(done)
    else done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.isCut = this.writableLength > 0
    done(error)
  }
}

function policyOf(random: Random): Policy {
  return {
    ...defaultPolicy,
    maxMessageBytes: MAX_MESSAGE_BYTES,
    maxFragments: 100,
    delivery: random.pick(['synchronous', 'synchronous', 'settled', 'deferred']),
    failure: random.pick(['synchronous', 'soon']),
    whilePaused: random.pick(['deliver', 'hold']),
    closeReply: random.pick(['echo', 'code', 'normal']),
    textUnit: random.pick(['message', 'message', 'fragment', 'piece']),
    binaryUnit: random.pick(['message', 'message', 'fragment', 'piece']),
    textAs: random.pick(['string', 'bytes']),
    tolerateLongLength: random.chance(2),
    closeTimeout: 50,
  }
}

/** The user: he does something in one call of four, and checks what he is told. */
class User implements ConnectionHandler {
  connection: Connection | null = null
  readonly callbacks: number[] = []
  messages = 0
  violations = 0
  closes = 0
  peerCloses = 0
  isGone: () => void = () => {}
  readonly gone = new Promise<void>((resolve) => {
    this.isGone = resolve
  })

  constructor(private readonly random: Random) {}

  private told(isEvent: boolean): void {
    if (this.closes > 0) throw new Error('Told after the end')
    if (isEvent && (this.violations > 0 || this.peerCloses > 0)) throw new Error('Told after the last frame')
    this.act()
  }

  onMessage(data: string | Uint8Array | Uint8Array[]): void {
    this.messages++
    const size = typeof data === 'string' ? Buffer.byteLength(data) : Array.isArray(data) ? 0 : data.length
    if (size > MAX_MESSAGE_BYTES) throw new Error(`A message of ${size} bytes`)
    if (typeof data === 'string' && data.includes('\ufffd')) throw new Error('Text that was not UTF-8')
    this.told(true)
  }

  onFragment(_header: unknown, payload: Uint8Array): void {
    if (payload.length > MAX_MESSAGE_BYTES) throw new Error(`A fragment of ${payload.length} bytes`)
    this.told(true)
  }

  onPiece(): void {
    this.told(true)
  }

  onPing(payload: Uint8Array): void {
    if (payload.length > 125) throw new Error('A ping that is too long')
    this.told(true)
  }

  onPong(payload: Uint8Array): void {
    if (payload.length > 125) throw new Error('A pong that is too long')
    this.told(true)
  }

  onPeerClose(code: number): void {
    if (code < 1000 || code > 4999) throw new Error(`The status code ${code}`)
    if (++this.peerCloses > 1) throw new Error('Two Close frames')
    this.told(false)
  }

  onViolation(): void {
    if (++this.violations > 1) throw new Error('Two violations')
    this.told(false)
  }

  onSendError(): void {
    this.told(false)
  }

  onTransportError(error: Error): void {
    throw error
  }

  onClosed(): void {
    if (++this.closes > 1) throw new Error('Closed twice')
    this.isGone()
  }

  act(): void {
    const { random, connection } = this
    if (connection === null || !random.chance(4)) return
    const call = random.below(9)
    if (call === 0) connection.pause()
    else if (call === 1) connection.resume()
    else if (call === 2 && random.chance(10)) connection.terminate()
    else if (call === 3 && random.chance(10)) connection.close(Buffer.from([0x03, 0xe8]))
    else if (call === 4) connection.bufferedAmount
    else if (!connection.isOpen) return
    else if (call === 5) connection.ping('fuzz', undefined, this.callback())
    else if (call === 6) connection.send('text'.repeat(random.below(3000)), false, this.callback())
    else if (call === 7) connection.send(Buffer.alloc(random.below(30_000), 7), true, this.callback())
    else this.sendBlob(connection)
  }

  private sendBlob(connection: Connection): void {
    const flags = SendFlag.Fin | SendFlag.Compress | (connection.role === 'client' ? SendFlag.Mask : 0)
    const fails = this.random.chance(10)
    const read = async (): Promise<Uint8Array> => {
      if (fails) throw new Error('blob')
      return Buffer.from('blob')
    }
    connection.sendData({ size: 4, read }, true, flags, this.callback())
  }

  private callback(): () => void {
    const index = this.callbacks.push(0) - 1
    return () => {
      this.callbacks[index]++
    }
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Plays the encounter of a seed. */
export async function playEncounter(seed: number, tally: Tally): Promise<void> {
  const random = new Random(seed)
  const role = random.pick(['server', 'client'] as const)
  const usesDeflate = random.chance(2)
  const takeover = { serverNoContextTakeover: random.chance(2), clientNoContextTakeover: random.chance(2) }
  const agreement = { ...takeover, serverMaxWindowBits: 15, clientMaxWindowBits: 15 }
  const peer = new Peer(random.chance(3))
  const user = new User(random)
  const connection = new Connection({
    role,
    policy: policyOf(random),
    platform: nodePlatform,
    transport: new SocketTransport(peer),
    handler: user,
    deflate: usesDeflate ? createDeflate(agreement, role, { threshold: 0, limiter }) : null,
  })
  user.connection = connection
  connection.start()
  const stream = mutatedStream(random, { masked: role === 'server', deflate: usesDeflate })
  const taker = { isGone: () => peer.destroyed, send: (chunk: Buffer) => void peer.push(chunk) }
  await feed(random, stream, [1, 7, 100, 5000, 100_000], taker)
  if (random.chance(8)) peer.destroy()
  else peer.push(null)
  connection.resume()
  if (connection.isOpen && random.chance(2)) connection.close()
  await ended(connection, user)
  check(user, peer, role)
  tally.bytes += stream.length
  tally.connections++
  tally.messages += user.messages
  tally.violations += user.violations
}

/** Waits for the end; a user who holds the connection lets go of it. Counts turns, since the machine may be busy. */
async function ended(connection: Connection, user: User): Promise<void> {
  for (let turns = 0; !connection.isClosed; turns++) {
    if (turns > 5000) throw new Error(`It hangs in the state ${connection.closingState}`)
    connection.resume()
    await Promise.race([user.gone, new Promise((resolve) => setTimeout(resolve, 2))])
  }
  await turn()
  await turn()
}

function check(user: User, peer: Peer, role: string): void {
  if (user.closes !== 1) throw new Error(`Closed ${user.closes} times`)
  const wrong = user.callbacks.findIndex((calls) => calls !== 1)
  if (wrong !== -1) throw new Error(`Callback ${wrong} was called ${user.callbacks[wrong]} times`)
  checkWritten(Buffer.concat(peer.written), role === 'client', peer.isCut)
}
