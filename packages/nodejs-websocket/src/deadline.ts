/** A time limit for sockets, with one timer for all of them. What they have to do in time is not its concern. */

import type { Socket } from 'node:net'

/** Sockets that wait at least before those that have closed are looked for. */
const SWEEPS_FROM = 1000

export class Deadline {
  /** The sockets that wait and the time when each is due, the first that is due in front. */
  private readonly waiting = new Map<Socket, number>()
  private isTimed = false
  private sweepsFrom = SWEEPS_FROM

  /** @param milliseconds from `add` until a socket is destroyed; 0 for no limit */
  constructor(private readonly milliseconds: number) {}

  add(socket: Socket): void {
    if (this.milliseconds <= 0) return
    if (this.waiting.size >= this.sweepsFrom) this.sweep()
    this.waiting.set(socket, performance.now() + this.milliseconds)
    if (!this.isTimed) this.wait(this.milliseconds)
  }

  remove(socket: Socket): void {
    this.waiting.delete(socket)
  }

  /** Lets go of sockets that have closed by themselves: a listener on each of them would cost more. */
  private sweep(): void {
    for (const socket of this.waiting.keys()) if (socket.destroyed) this.waiting.delete(socket)
    this.sweepsFrom = Math.max(SWEEPS_FROM, this.waiting.size * 2)
  }

  private wait(milliseconds: number): void {
    this.isTimed = true
    // While there is somebody to wait for, its socket keeps the process alive.
    setTimeout(() => this.expire(), milliseconds).unref()
  }

  private expire(): void {
    this.isTimed = false
    const now = performance.now()
    for (const [socket, due] of this.waiting) {
      if (due > now) {
        this.wait(Math.ceil(due - now))
        return
      }
      this.waiting.delete(socket)
      socket.destroy()
    }
  }
}
