/** Two connected TCP sockets on the loopback interface. */

import { type EventEmitter, once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpPair extends AsyncDisposable {
  /** The engine's side: half-open is allowed, as Node's HTTP server has it. */
  readonly near: Socket
  /** The peer's side, for raw bytes. */
  readonly far: Socket
  /** All bytes that came to the far side. */
  readonly received: Buffer[]
}

export async function tcpPair(): Promise<TcpPair> {
  const server = createServer({ allowHalfOpen: true, noDelay: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const far = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    allowHalfOpen: true,
    noDelay: true,
  })
  const [[near]] = (await Promise.all([once(server, 'connection'), once(far, 'connect')])) as [[Socket], unknown]
  far.on('error', () => {})
  const received: Buffer[] = []
  far.on('data', (chunk: Buffer) => received.push(chunk))
  const close = async (): Promise<void> => {
    near.destroy()
    far.destroy()
    server.close()
    await once(server, 'close')
  }
  return { near, far, received, [Symbol.asyncDispose]: close }
}

/** Ends when a condition holds that an event of the emitter may have made true. */
export async function until(emitter: EventEmitter, event: string, holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => emitter.once(event, resolve))
}
