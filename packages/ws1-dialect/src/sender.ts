/** The exported `Sender`: frames onto a socket, by the engine's outbox. */

import type { Duplex } from 'node:stream'
import { FIN, Opcode, Outbox, type Outgoing, SendFlag } from '@rosetta-ws/engine'
import { nodePlatform, SocketTransport } from '@rosetta-ws/engine/node'
import { closeBody } from './close-body.js'
import { type Dialect, isCloseCode } from './dialect.js'
import { toControlData, toData } from './payload.js'

export interface SenderOptions {
  fin?: boolean
  mask?: boolean
  binary?: boolean
  compress?: boolean
}

/** What a code is answered with that cannot be sent. */
export const NO_CLOSE_CODE = 'first argument must be a valid error code number'

const noOptions: SenderOptions = {}

type Callback = (error?: Error | null) => void

export class BaseSender {
  /** On the prototype of each dialect's class. */
  declare readonly _dialect: Dialect

  readonly _socket: Duplex
  onerror: (error: Error) => void = () => {}
  #outbox: Outgoing

  constructor(socket: Duplex) {
    this._socket = socket
    this.#outbox = new Outbox({
      stream: new SocketTransport(socket),
      platform: nodePlatform,
      deflate: null,
      nextMaskingKey: nodePlatform.maskingKey,
      onSendError: (error) => this.onerror(error),
      droppedError: (work) => new Error(`closed while ${work ?? 'waiting'}`),
    })
  }

  /** @internal A sender over the outbox of a live connection. */
  static over<Kind extends typeof BaseSender>(this: Kind, socket: Duplex, outbox: Outgoing): InstanceType<Kind> {
    const sender = new this(socket) as InstanceType<Kind>
    sender.#outbox = outbox
    return sender
  }

  /** Sends a message, or a fragment of one where `fin` is false. */
  send(data: unknown, options?: SenderOptions | null, callback?: Callback): void {
    const { fin, mask, binary, compress } = options ?? noOptions
    const flags = (fin === false ? 0 : SendFlag.Fin) | (compress ? SendFlag.Compress : 0) | (mask ? SendFlag.Mask : 0)
    this.#outbox.sendData(toData(data), binary ? Opcode.Binary : Opcode.Text, flags, callback)
  }

  /** @throws RangeError above 125 bytes */
  ping(data?: unknown, options?: SenderOptions | null): void {
    this.#outbox.sendControl(Opcode.Ping, toControlData(data), Boolean(options?.mask))
  }

  /** @throws RangeError above 125 bytes */
  pong(data?: unknown, options?: SenderOptions | null): void {
    this.#outbox.sendControl(Opcode.Pong, toControlData(data), Boolean(options?.mask))
  }

  /** @throws Error for a code that cannot be sent */
  close(code = 1000, data?: unknown, mask?: boolean, callback?: Callback): void {
    if (!isCloseCode(this._dialect, code)) throw new Error(NO_CLOSE_CODE)
    this.#outbox.sendFrame(FIN | Opcode.Close, closeBody(code, data), mask === true, callback)
  }
}
