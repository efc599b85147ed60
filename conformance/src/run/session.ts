/**
 * The tester's side of one open connection: records what counts, answers pings and Close frames, and closes.
 *
 * Rules:
 * - The tester sends Close once: when told (`close`), when the peer breaks a rule (1002, 1007), when it waited in vain, or
 *   to answer the peer's Close (always 1000).
 * - As a server it ends TCP as soon as Close frames went both ways; as a client it waits for the server to do so.
 * - A timer that fires drops TCP and leaves its name in `late`.
 * What to send when, and what it is worth, is decided elsewhere (perform.ts, judge/).
 */
import type { Observation, RecordedEvent } from '../judge/observation.js'
import type { Connection, PeerEvent } from '../peer/connection.js'
import { closeBody, Opcode } from '../peer/frame.js'
import type { ReceivedClose } from '../peer/peer-rules.js'
import type { Timing } from './timing.js'

export class Session {
  readonly seen: Observation
  /** Resolves when TCP is gone. */
  readonly finished: Promise<void>
  /** Called behind each recorded event. */
  onRecorded: (event: RecordedEvent) => void = () => {}
  /** False: events are told but not kept, for long runs. */
  keepEvents = true
  #finish!: () => void
  #over = false
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(
    readonly connection: Connection,
    readonly timing: Timing,
  ) {
    this.seen = { role: connection.role, events: [], closeSent: false, waitedInVain: false, clean: false, late: [] }
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
    connection.onEvent = (event) => this.#onPeer(event)
    this.#timer('total', timing.total, () => this.#drop('the case took too long'))
    connection.start()
  }

  /** No Close frame was sent or received yet. */
  get open(): boolean {
    return !this.#over && !this.seen.closeSent && this.seen.closeReceived === undefined
  }

  /** TCP is gone. */
  get over(): boolean {
    return this.#over
  }

  /** The peer closes or is gone: nothing more needs to be sent. */
  get peerClosing(): boolean {
    return this.#over || this.connection.ended || this.seen.closeReceived !== undefined
  }

  /** Starts the closing handshake; the octets are returned for the caller to write along with others. */
  closeOctets(body: Uint8Array): Buffer {
    this.seen.closeSent = true
    this.seen.firstClose ??= 'tester'
    this.#timer('close', this.timing.closeAnswer, () => this.#drop('the Close frame was not answered in time'))
    return this.connection.encode({ opcode: Opcode.close, payload: body })
  }

  /** Starts the closing handshake, if it has not begun yet. */
  close(code?: number): void {
    if (this.open) void this.connection.write(this.closeOctets(closeBody(code)))
  }

  /** Waits for silence of `ms`; then fails the connection (1001) or closes it without a code. */
  wait(ms: number, onWait: 'fail' | 'close'): void {
    const octets = this.connection.receivedOctets
    this.#timer('wait', ms, () => {
      if (this.connection.receivedOctets !== octets) return this.wait(ms, onWait)
      if (this.open) {
        this.seen.waitedInVain = true
        this.connection.log.note('tester', `nothing more within ${ms} ms`)
        this.close(onWait === 'fail' ? 1001 : undefined)
      } else if (onWait === 'fail') this.#drop('the closing handshake was not completed in time')
    })
  }

  /** Notes that a pause ended with the connection open. */
  recordTimeout(tag: string): void {
    this.#record({ kind: 'timeout', tag })
  }

  /** Drops TCP at once. */
  abort(): void {
    this.seen.droppedBy ??= 'tester'
    this.connection.destroy()
  }

  #drop(reason: string): void {
    this.seen.late.push(reason)
    this.connection.log.note('tester', `drops TCP: ${reason}`)
    this.abort()
  }

  #timer(name: string, ms: number, act: () => void): void {
    clearTimeout(this.#timers.get(name))
    if (!this.#over) this.#timers.set(name, setTimeout(act, ms))
  }

  #record(event: RecordedEvent): void {
    if (this.keepEvents) this.seen.events.push(event)
    this.onRecorded(event)
  }

  #onPeer(event: PeerEvent): void {
    switch (event.kind) {
      case 'ping':
        if (!this.peerClosing) void this.connection.send({ opcode: Opcode.pong, payload: event.payload })
        break
      case 'pong':
        this.#record({ kind: 'pong', payload: event.payload })
        break
      case 'message':
        if (!this.seen.fault && !this.seen.waitedInVain) {
          this.#record({ kind: 'message', type: event.type, payload: event.payload })
        }
        break
      case 'fault':
        this.seen.fault ??= event.fault
        this.close(event.fault.closeCode)
        break
      case 'close':
        this.#onClose(event.close)
        break
      case 'end':
        this.#onEnd()
    }
  }

  #onClose(close: ReceivedClose): void {
    if (this.seen.closeReceived) return
    if (close.fault) {
      this.seen.fault ??= close.fault
      this.close(close.fault.closeCode)
    }
    this.seen.closeReceived = close.fault ? { ...close, code: 1000 } : close
    this.seen.firstClose ??= 'peer'
    this.seen.clean = !close.fault
    clearTimeout(this.#timers.get('close'))
    void this.#completeClosing()
  }

  async #completeClosing(): Promise<void> {
    if (!this.seen.closeSent) {
      this.seen.closeSent = true
      await this.connection.send({ opcode: Opcode.close, payload: closeBody(1000) })
    }
    if (this.#over) return
    if (this.connection.role === 'client') {
      this.#timer('drop', this.timing.drop, () => this.#drop('the server did not drop TCP in time'))
      return
    }
    this.seen.droppedBy ??= 'tester'
    this.connection.end()
    this.#timer('drop', this.timing.drop, () => this.connection.destroy())
  }

  #onEnd(): void {
    this.seen.droppedBy ??= 'peer'
    this.#over = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.connection.destroy()
    this.#finish()
  }
}
