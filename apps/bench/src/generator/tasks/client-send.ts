/**
 * Asks a measured client for messages, a turn's worth at a time, and verifies each. Not what the client receives
 * (`flood.ts`).
 */
import type { Socket } from 'node:net'
import { makeBodies } from '../../bodies.js'
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { type FrameHead, type FrameReader, FrameWalker } from '../frame-walker.js'
import { BINARY, frameMessage, PING, PONG, TEXT } from '../frames.js'
import { MaskedComparison } from '../masked-comparison.js'
import { listenRaw } from '../raw-server.js'
import { type Task, TimedRun } from './task.js'

export class ClientSendTask implements Task, FrameReader {
  readonly #order: TaskOrder
  readonly #bodies: MaskedComparison[]
  readonly #walker = new FrameWalker(this)
  #arrived!: Promise<Socket>
  #socket!: Socket
  #run: TimedRun | undefined
  /** The body that is expected, and how much of it came. */
  #body = 0
  #received = 0
  #frames = 0
  #leftInTurn = 0

  constructor(order: TaskOrder) {
    this.#order = order
    this.#bodies = makeBodies(order.body).map((body) => new MaskedComparison(body))
  }

  async open(): Promise<number> {
    let arrive!: (socket: Socket) => void
    this.#arrived = new Promise((resolve) => {
      arrive = resolve
    })
    const { port } = await listenRaw((socket) => {
      const fail = (error: Error): void => this.#run?.fail(error)
      socket.on('error', fail)
      socket.on('end', () => fail(new Error('the client ended the connection')))
      socket.on('data', (bytes) => {
        try {
          this.#walker.walk(bytes)
        } catch (error) {
          fail(error as Error)
        }
      })
      arrive(socket)
    })
    return port
  }

  async run(order: RunOrder): Promise<Work> {
    this.#socket = await this.#arrived
    const run = new TimedRun(order)
    this.#run = run
    this.#askForTurn()
    const elapsed = await run.finished
    return { units: run.units, bytes: run.units * this.#order.body.size, elapsed }
  }

  onPayload(head: FrameHead, span: Buffer, at: number): void {
    if (head.opcode > BINARY) return
    if (!head.maskingKey) throw new Error('a frame from the client is not masked')
    if (!this.#bodies[this.#body].matches(span, this.#received, head.maskingKey, at)) {
      throw new Error(`message ${this.#body} differs from what the client was given, near byte ${this.#received}`)
    }
    this.#received += span.length
  }

  onFrameEnd(head: FrameHead): void {
    if (head.opcode === PING || head.opcode === PONG) return
    if (head.opcode !== (this.#frames++ === 0 ? BINARY : 0)) throw new Error(`a message has opcode ${head.opcode}`)
    if (!head.fin) return
    if (this.#received !== this.#order.body.size) throw new Error(`a message has ${this.#received} bytes`)
    this.#body = (this.#body + 1) % this.#bodies.length
    this.#received = 0
    this.#frames = 0
    if (--this.#leftInTurn === 0 && !this.#run!.over) this.#askForTurn()
    this.#run!.completed(1)
  }

  #askForTurn(): void {
    this.#leftInTurn = this.#order.depth
    this.#run!.started(this.#order.depth)
    this.#socket.write(frameMessage(Buffer.from(String(this.#order.depth)), { opcode: TEXT }))
  }
}
