/** The exported `Sender`: frames onto a socket, by the engine's outbox. */

import type { Duplex } from 'node:stream'
import { FIN, Opcode, Outbox, type Outgoing, SendFlag } from '@rosetta-ws/engine'
import { nodePlatform, SocketTransport } from '@rosetta-ws/engine/node'
import { closeBody } from './close-body.js'
import { toControlData, toData } from './payload.js'

export interface SenderOptions {
  fin?: boolean
  mask?: boolean
  binary?: boolean
  compress?: boolean
}

type Callback = (error?: Error | null) => void

export class Sender {
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
  static over(socket: Duplex, outbox: Outgoing): Sender {
    const sender = new Sender(socket)
    sender.#outbox = outbox
    return sender
  }

  /** Sends a message, or a fragment of one. */
  send(data: unknown, options: SenderOptions, callback?: Callback): void {
    const { fin = true, mask = false, binary = false, compress = false } = options
    const flags = (fin ? SendFlag.Fin : 0) | (compress ? SendFlag.Compress : 0) | (mask ? SendFlag.Mask : 0)
    this.#outbox.sendData(toData(data), binary ? Opcode.Binary : Opcode.Text, flags, callback)
  }

  /** @throws RangeError above 125 bytes */
  ping(data?: unknown, options: SenderOptions = {}): void {
    this.#outbox.sendControl(Opcode.Ping, toControlData(data), options.mask === true)
  }

  /** @throws RangeError above 125 bytes */
  pong(data?: unknown, options: SenderOptions = {}): void {
    this.#outbox.sendControl(Opcode.Pong, toControlData(data), options.mask === true)
  }

  close(code = 1000, data?: unknown, mask?: boolean, callback?: Callback): void {
    this.#outbox.sendFrame(FIN | Opcode.Close, closeBody(code, data), mask === true, callback)
  }
}
