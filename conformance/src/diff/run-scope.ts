/**
 * The bounds of one run: knows every socket and server that the run opened, through whatever API, and closes them; takes
 * the exceptions that nobody caught. Runs go side by side in one process; the async context tells them apart.
 * It does not record anything itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import diagnosticsChannel from 'node:diagnostics_channel'
import { Server, type Socket } from 'node:net'

type Uncaught = (kind: 'exception' | 'rejection', error: unknown) => void

const current = new AsyncLocalStorage<RunScope>()
const active = new Set<RunScope>()
let watching = false

/** Everything that one run opened. */
export class RunScope {
  readonly #sockets = new Set<Socket>()
  readonly #servers = new Set<Server>()
  readonly #cleanups: (() => unknown)[] = []
  readonly #onUncaught: Uncaught
  #claimed: unknown

  constructor(onUncaught: Uncaught) {
    this.#onUncaught = onUncaught
  }

  /** Runs `act` within this scope. */
  async run(act: () => Promise<void>): Promise<void> {
    watch()
    enter(this)
    await current.run(this, act)
  }

  /** Runs `cleanup` when the scope is closed, last given first. */
  defer(cleanup: () => unknown): void {
    this.#cleanups.unshift(cleanup)
  }

  /** Says that an error about to be thrown in this process belongs to this run. */
  claim(error: unknown): void {
    this.#claimed = error
  }

  /** Whether `claim` was called with this error. */
  claims(error: unknown): boolean {
    return this.#claimed === error
  }

  /** Hands over an error that nobody caught. */
  uncaught(kind: 'exception' | 'rejection', error: unknown): void {
    this.#onUncaught(kind, error)
  }

  addSocket(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  addServer(server: Server): void {
    this.#servers.add(server)
  }

  /** Closes all that is open. Errors of closing are nobody's concern. */
  async close(): Promise<void> {
    for (const cleanup of this.#cleanups) {
      try {
        await cleanup()
      } catch {}
    }
    const closed: Promise<unknown>[] = []
    for (const server of this.#servers) {
      closed.push(new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve())))
    }
    while (this.#sockets.size > 0) {
      for (const socket of this.#sockets) {
        closed.push(new Promise<void>((resolve) => socket.once('close', () => resolve())))
        this.#sockets.delete(socket)
        socket.destroy()
      }
    }
    await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, 1000).unref())])
    await turns(3)
    leave(this)
  }
}

/** Waits for so many turns of the event loop. */
export async function turns(count = 1): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function watch(): void {
  if (watching) return
  watching = true
  const socketOpened = (message: unknown): void => current.getStore()?.addSocket((message as { socket: Socket }).socket)
  diagnosticsChannel.subscribe('net.client.socket', socketOpened)
  diagnosticsChannel.subscribe('net.server.socket', socketOpened)
  const listen = Server.prototype.listen as (this: Server, ...values: unknown[]) => Server
  Server.prototype.listen = function (this: Server, ...values: unknown[]): Server {
    current.getStore()?.addServer(this)
    return listen.apply(this, values)
  }
}

let othersListeners: NodeJS.UnhandledRejectionListener[] = []

function enter(scope: RunScope): void {
  if (active.size === 0) {
    process.setUncaughtExceptionCaptureCallback((error) => attribute('exception', error))
    othersListeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', onRejection)
  }
  active.add(scope)
}

function leave(scope: RunScope): void {
  active.delete(scope)
  if (active.size > 0) return
  process.setUncaughtExceptionCaptureCallback(null)
  process.off('unhandledRejection', onRejection)
  for (const listener of othersListeners) process.on('unhandledRejection', listener)
}

function onRejection(error: unknown): void {
  attribute('rejection', error)
}

/** The async context is not always there when an exception arrives: then it is the claimant's, else everybody's. */
function attribute(kind: 'exception' | 'rejection', error: unknown): void {
  const owner = current.getStore() ?? [...active].find((scope) => scope.claims(error))
  for (const scope of owner ? [owner] : active) scope.uncaught(kind, error)
}
