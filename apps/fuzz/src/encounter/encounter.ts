/**
 * One connection of a facade with a peer that sends a mutated handshake and mutated frames, cut anywhere, and leaves it in
 * some way. Notes with the user what must not be.
 */

import { feed } from '../../../../packages/engine/fuzz/feed.js'
import { mutatedStream } from '../../../../packages/engine/fuzz/mutated-stream.js'
import { Random } from '../../../../packages/engine/fuzz/random.js'
import { checkWritten } from '../../../../packages/engine/fuzz/written-frames.js'
import { type Carrier, type Reader, readers } from '../carriers/carrier.js'
import { MemoryCarrier } from '../carriers/memory-carrier.js'
import { SocketCarrier } from '../carriers/socket-carrier.js'
import type { Facade, Serving } from '../facades/facade.js'
import { requestHead } from '../heads/request-head.js'
import { responseHead } from '../heads/response-head.js'
import { User } from './user.js'

export type Role = 'server' | 'client'

/** What the encounters of a run have in common. */
export interface Scene {
  readonly facade: Facade
  readonly servings: readonly Serving[]
  readonly users: WeakMap<object, User>
}

/** What an encounter was. */
export interface Outcome {
  readonly role: Role
  /** Of the peer. */
  readonly bytes: number
  readonly isOpened: boolean
  readonly events: number
}

/** One connection of so many is over the loopback interface. */
const SOCKETS_ONE_IN = 40
const TURNS_BEFORE_WAITING = 20
const WAIT_MILLISECONDS = 2
/** When the user asks for the end, when the peer does, and when the connection hangs. */
const polls = { userEnds: 25, peerEnds: 100, hangs: 2500 } as const
const END_OF_HEAD = '\r\n\r\n'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, WAIT_MILLISECONDS))

/** Plays the encounter of a seed. @throws Error for the first thing that must not be */
export async function playEncounter(seed: number, scene: Scene): Promise<Outcome> {
  const random = new Random(seed)
  const role = random.pick(['server', 'client'] as const)
  const reader = random.pick(readers)
  const carrier = random.chance(SOCKETS_ONE_IN)
    ? await SocketCarrier.open(reader)
    : new MemoryCarrier(reader, role === 'server')
  const user = new User(random)
  try {
    const bytes = await (role === 'server' ? beClient : beServer)(random, carrier, user, scene)
    await leave(random, carrier, user, scene.facade, reader)
    for (let turns = 0; turns < 3; turns++) await turn()
    user.checkCallbacks()
    checkReceived(carrier, role, user)
    if (user.faults.length > 0) throw user.faults[0]
    return { role, bytes, isOpened: user.isOpened, events: user.events }
  } finally {
    await carrier.dispose()
  }
}

/** Sends a request and frames to a server. */
async function beClient(random: Random, carrier: Carrier, user: User, scene: Scene): Promise<number> {
  const serving = random.pick(scene.servings)
  scene.users.set(carrier.near, user)
  serving.under.emit('connection', carrier.near)
  const deflate = serving.deflates ? random.chance(2) : random.chance(20)
  const head = requestHead(random, { isGood: !random.chance(8), deflate })
  const stream = Buffer.concat([head, framesOf(random, { masked: true, deflate: deflate && serving.deflates })])
  await send(random, carrier, stream)
  return stream.length
}

/** Answers the request of a client, and sends frames. */
async function beServer(random: Random, carrier: Carrier, user: User, scene: Scene): Promise<number> {
  scene.facade.connect(carrier.near, random, user)
  const request = await requestOf(carrier)
  if (request === null) return 0
  const deflate = random.chance(2)
  const head = responseHead(random, request, { isGood: !random.chance(8), deflate })
  const offered = /^sec-websocket-extensions:/im.test(request)
  const stream = Buffer.concat([head, framesOf(random, { masked: false, deflate: deflate && offered })])
  await send(random, carrier, stream)
  return stream.length
}

/** The head that a client has written, or null if it has gone. */
async function requestOf(carrier: Carrier): Promise<string | null> {
  for (let left = polls.hangs; left > 0; left--) {
    const text = carrier.received.toString('latin1')
    if (text.includes(END_OF_HEAD)) return text
    if (carrier.near.destroyed) return null
    await turn()
  }
  throw new Error('A client has sent no request')
}

function framesOf(random: Random, shape: { masked: boolean; deflate: boolean }): Buffer {
  return random.chance(30) ? random.bytes(random.below(3000)) : mutatedStream(random, shape)
}

/** Chunks of one byte are the engine's to try. */
function send(random: Random, carrier: Carrier, stream: Buffer): Promise<void> {
  const taker = { isGone: () => carrier.near.destroyed, send: (chunk: Buffer) => carrier.send(chunk) }
  return feed(random, stream, [7, 100, 5000, 100_000, 100_000], taker)
}

/** Ends what the peer has begun, and waits for the facade's end of it. */
async function leave(random: Random, carrier: Carrier, user: User, facade: Facade, reader: Reader): Promise<void> {
  const way = random.pick(['end', 'end', 'end', 'reset', 'silence'] as const)
  // Not in one turn with the last bytes: a socket hands those over before it hears of a reset.
  await turn()
  if (way === 'reset') carrier.reset()
  else if (way === 'end') carrier.end()
  const needsTimeout = way === 'silence' || reader === 'stuck'
  for (let poll = 0; !(carrier.near.destroyed && user.isDone); poll++) {
    if (poll === polls.hangs) {
      user.fault(`It hangs: ${describe(carrier, user)}, after ${way} with a peer that reads ${reader}`)
      return
    }
    user.letGo()
    if (poll === polls.userEnds) user.finish()
    if (poll === polls.peerEnds && needsTimeout && !(user.isOpened && facade.hasCloseTimeout)) carrier.reset()
    await (poll < TURNS_BEFORE_WAITING ? turn() : wait())
  }
}

function describe({ near }: Carrier, user: User): string {
  const { destroyed, readableEnded, writableEnded, writableFinished, writableLength } = near
  const socket = JSON.stringify({ destroyed, readableEnded, writableEnded, writableFinished, writableLength })
  return `the socket is ${socket}, the user was ${user.isOpened ? '' : 'not '}told of a connection${user.hasEnded ? ' and its end' : ''}`
}

/** What comes behind the head of a connection that was opened are whole frames. */
function checkReceived(carrier: Carrier, role: Role, user: User): void {
  if (!user.isOpened) return
  const { received } = carrier
  const end = received.indexOf(END_OF_HEAD)
  if (end === -1) return
  try {
    checkWritten(received.subarray(end + END_OF_HEAD.length), role === 'client', carrier.mayBeCut)
  } catch (error) {
    user.fault((error as Error).message, error)
  }
}
