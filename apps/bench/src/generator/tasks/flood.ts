/**
 * Sends messages as fast as the peer takes them, then asks the peer what it got and compares. Serves both ends: the
 * generator as a client (`receive`) and as a server (`client-receive`).
 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { RunOrder, TaskOrder, Work } from '../../control/protocol.js'
import { type FrameHead, type FrameReader, FrameWalker } from '../frame-walker.js'
import { frameMessage, TEXT } from '../frames.js'
import { type MessageStream, prepareMessages } from '../message-stream.js'
import { RawClient } from '../raw-client.js'
import { listenRaw } from '../raw-server.js'
import type { Task } from './task.js'

/** What a sink counts of each message: enough to notice one that is lost, cut or misplaced, and nearly free. */
export function tallyOf(bodies: Buffer[]): { messages: number; bytes: number; check: number } {
  let check = 0
  for (const body of bodies) check = (check + body[0] + body[body.length - 1]) | 0
  return { messages: bodies.length, bytes: bodies.length * bodies[0].length, check }
}

abstract class FloodTask implements Task {
  protected readonly order: TaskOrder
  readonly #from: 'client' | 'server'
  #stream!: MessageStream
  #fail: (error: Error) => void = () => {}

  constructor(order: TaskOrder, from: 'client' | 'server') {
    this.order = order
    this.#from = from
  }

  abstract open(port: number): Promise<number | undefined>
  protected abstract peer(): Promise<{ socket: Socket; listen(onBytes: (bytes: Buffer) => void): void }>

  protected async prepare(): Promise<void> {
    this.#stream = await prepareMessages({ ...this.order, from: this.#from })
  }

  protected onFailure(error: Error): void {
    this.#fail(error)
  }

  async run({ milliseconds, minimum }: RunOrder): Promise<Work> {
    const { socket, listen } = await this.peer()
    const block = this.#stream.bytes
    const tally = tallyOf(this.#stream.bodies)
    const failed = new Promise<never>((_, reject) => {
      this.#fail = reject
    })
    failed.catch(() => {})
    const start = performance.now()
    let blocks = 0
    while (performance.now() - start < milliseconds || blocks * tally.messages < minimum) {
      socket.write(block)
      blocks++
      // A turn of the loop in any case, so that time passes and answers are read.
      if (socket.writableLength > block.length) await Promise.race([once(socket, 'drain'), failed])
      else await new Promise((resolve) => setImmediate(resolve))
    }
    const answer = await Promise.race([this.#ask(socket, listen), failed])
    const elapsed = performance.now() - start
    const expected = [blocks * tally.messages, blocks * tally.bytes, (blocks * tally.check) | 0].join(' ')
    if (answer !== expected) {
      throw new Error(`the receiver counted "${answer}" (messages, bytes, check), sent was "${expected}"`)
    }
    return { units: blocks * tally.messages, bytes: blocks * tally.bytes, elapsed }
  }

  #ask(socket: Socket, listen: (onBytes: (bytes: Buffer) => void) => void): Promise<string> {
    return new Promise((resolve) => {
      let answer = ''
      const reader: FrameReader = {
        onPayload: ({ maskingKey }, span, at) => {
          for (let i = 0; i < span.length; i++)
            answer += String.fromCharCode(span[i] ^ (maskingKey?.[(at + i) & 3] ?? 0))
        },
        onFrameEnd: ({ opcode }: FrameHead) => {
          if (opcode !== TEXT) this.#fail(new Error(`the receiver answered with opcode ${opcode}`))
          resolve(answer)
        },
      }
      const walker = new FrameWalker(reader)
      listen((bytes) => walker.walk(bytes))
      const maskingKey = this.#from === 'client' ? Uint8Array.of(1, 2, 3, 4) : undefined
      socket.write(frameMessage(Buffer.from('?'), { opcode: TEXT, maskingKey }))
    })
  }
}

/** The generator is a client; the measured server receives. */
export class ReceiveTask extends FloodTask {
  #client!: RawClient

  constructor(order: TaskOrder) {
    super(order, 'client')
  }

  async open(port: number): Promise<undefined> {
    await this.prepare()
    this.#client = await RawClient.open(port)
    this.#client.onFailure = (error) => this.onFailure(error)
  }

  protected async peer() {
    const client = this.#client
    return {
      socket: client.socket,
      listen: (onBytes: (bytes: Buffer) => void) => {
        client.onBytes = onBytes
      },
    }
  }
}

/** The generator is a server; the measured client receives. */
export class ClientReceiveTask extends FloodTask {
  #arrived!: Promise<Socket>

  constructor(order: TaskOrder) {
    super(order, 'server')
  }

  async open(): Promise<number> {
    await this.prepare()
    let arrive!: (socket: Socket) => void
    this.#arrived = new Promise((resolve) => {
      arrive = resolve
    })
    const { port } = await listenRaw((socket) => {
      socket.on('error', (error) => this.onFailure(error))
      socket.on('end', () => this.onFailure(new Error('the client ended the connection')))
      arrive(socket)
    })
    return port
  }

  protected async peer() {
    const socket = await this.#arrived
    return {
      socket,
      listen: (onBytes: (bytes: Buffer) => void) => {
        socket.removeAllListeners('data').on('data', onBytes)
      },
    }
  }
}
