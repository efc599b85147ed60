/**
 * What the program of a probe case is given: connections to the peer, opened and spoken to step by step.
 * Pings are answered; everything else is up to the probe.
 */
import type { AgentRole, DeflateTerms, ProbeVerdict } from '../cases/case.js'
import type { Connection, OutgoingFrame, PeerEvent } from '../peer/connection.js'
import { closeBody, Opcode } from '../peer/frame.js'
import { HandshakeFault } from '../peer/opening-handshake.js'
import { dialling, type Encounter } from './encounter.js'
import type { Timing } from './timing.js'

/** How a connection ended, as far as it did. */
export interface Ending {
  /** A Close frame came; its code, if any. */
  closed: boolean
  code?: number
  /** TCP is gone. */
  ended: boolean
  /** Messages that came before. */
  messages: number
  pongs: number
}

/** One connection of a probe. */
export class Conversation {
  readonly #events: PeerEvent[] = []
  #waiting: ((event: PeerEvent) => void) | undefined

  constructor(readonly connection: Connection) {
    connection.onEvent = (event) => {
      if (event.kind === 'ping') return void this.send({ opcode: Opcode.pong, payload: event.payload })
      this.#events.push(event)
      this.#waiting?.(event)
    }
    connection.start()
  }

  send(frame: OutgoingFrame): Promise<void> {
    return this.connection.send(frame)
  }

  sendText(value: string): Promise<void> {
    return this.send({ opcode: Opcode.text, payload: Buffer.from(value) })
  }

  close(code = 1000): Promise<void> {
    return this.send({ opcode: Opcode.close, payload: closeBody(code) })
  }

  /** The next event, or undefined after `ms` of silence. */
  next(ms: number): Promise<PeerEvent | undefined> {
    const ready = this.#events.shift()
    if (ready) return Promise.resolve(ready)
    return new Promise((resolve) => {
      const done = (event?: PeerEvent) => {
        clearTimeout(timer)
        this.#waiting = undefined
        if (event) this.#events.shift()
        resolve(event)
      }
      const timer = setTimeout(done, ms)
      this.#waiting = done
    })
  }

  /** The next event of a kind; others are skipped. Undefined if TCP ends or `ms` pass without any event. */
  async until<K extends PeerEvent['kind']>(kind: K, ms: number): Promise<Extract<PeerEvent, { kind: K }> | undefined> {
    for (;;) {
      const event = await this.next(ms)
      if (event === undefined) return undefined
      if (event.kind === kind) return event as Extract<PeerEvent, { kind: K }>
      if (event.kind === 'end') return undefined
    }
  }

  /** Sends a text and says whether it came back. */
  async echoes(value: string, ms: number): Promise<boolean> {
    await this.sendText(value)
    for (;;) {
      const event = await this.until('message', ms)
      if (event === undefined) return false
      if (event.payload.toString() === value) return true
    }
  }

  /** Follows the connection until TCP is gone or `ms` pass in silence; a Close is answered unless told otherwise. */
  async ending(ms: number, answer = true): Promise<Ending> {
    const out: Ending = { closed: false, ended: false, messages: 0, pongs: 0 }
    for (let event = await this.next(ms); event !== undefined; event = await this.next(ms)) {
      if (event.kind === 'message') out.messages++
      if (event.kind === 'pong') out.pongs++
      if (event.kind === 'close' && !out.closed) {
        out.closed = true
        out.code = event.close.code
        if (answer) {
          await this.close()
          if (this.connection.role === 'server') this.connection.end()
        }
      }
      if (event.kind === 'end') return { ...out, ended: true }
    }
    return out
  }
}

/** Shorthands for the verdicts of probes. */
const verdictOf =
  (verdict: ProbeVerdict['verdict']) =>
  (reason: string): ProbeVerdict => ({ verdict, reason })
export const strict = verdictOf('strict')
export const nonStrict = verdictOf('non-strict')
export const unimplemented = verdictOf('unimplemented')
export const failed = verdictOf('failed')

/** See the head of the file. */
export class Talk {
  readonly #open: Connection[] = []

  constructor(
    readonly encounter: Encounter,
    readonly timing: Timing,
    readonly deflate: DeflateTerms | undefined,
  ) {}

  get agentRole(): AgentRole {
    return this.encounter.agentRole
  }

  /** Completes the opening handshake. @throws HandshakeFault */
  async open(): Promise<Conversation> {
    const connection = await this.encounter.open(this.deflate)
    this.#open.push(connection)
    return new Conversation(connection)
  }

  /** Whether the peer still serves others: a server takes a fresh connection and echoes. A client is not asked. */
  async alive(): Promise<boolean> {
    const { target, log } = this.encounter
    if (target === undefined) return true
    try {
      const fresh = new Conversation(await dialling(target, this.timing, log).open())
      this.#open.push(fresh.connection)
      const echoed = await fresh.echoes('still there?', this.timing.wait(5))
      await fresh.close()
      return echoed
    } catch (error) {
      if (error instanceof HandshakeFault) return false
      throw error
    }
  }

  /** Drops what is still open. */
  dispose(): void {
    for (const connection of this.#open) connection.destroy()
    this.encounter.incoming?.socket.destroy()
  }
}
