/**
 * A child process with a control channel. Not what is asked through it.
 */
import { type ChildProcess, fork } from 'node:child_process'
import type { Response } from './protocol.js'

const TIME_TO_ANSWER = 120_000
const TIME_TO_LEAVE = 3_000

/** A program of the bench in a process of its own. */
export class Child {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  readonly #name: string
  #failure: Error | undefined
  #last = 0

  /** @param environment variables added to the parent's, a value `undefined` takes one away. */
  constructor(name: string, program: URL, environment: Record<string, string | undefined>, nodeOptions: string[] = []) {
    this.#name = name
    this.#process = fork(program, [], {
      env: { ...process.env, NODE_OPTIONS: undefined, ...environment },
      execArgv: nodeOptions,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#process.on('message', (message: Response) => this.#onMessage(message))
    this.#process.on('error', (error) => this.#fail(error.message))
    this.#process.on('exit', (code, signal) => this.#fail(`the process ended (${signal ?? code})`))
  }

  /** Asks for something; rejects if the child fails, ends or stays silent. */
  ask<Result>(method: string, argument?: unknown): Promise<Result> {
    if (this.#failure) return Promise.reject(this.#failure)
    const id = ++this.#last
    return new Promise<Result>((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(`no answer to "${method}" in ${TIME_TO_ANSWER} ms`), TIME_TO_ANSWER)
      const settle = <Value>(then: (value: Value) => void) => {
        return (value: Value) => {
          clearTimeout(timer)
          then(value)
        }
      }
      this.#waiting.set(id, { resolve: settle(resolve as (value: unknown) => void), reject: settle(reject) })
      this.#process.send({ id, method, argument })
    })
  }

  /** Ends the process and waits until it is gone. It leaves by itself when the bench turns away, or is made to. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const gone = new Promise<void>((resolve) => this.#process.once('exit', () => resolve()))
    if (this.#process.connected) this.#process.disconnect()
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), TIME_TO_LEAVE)
    await gone
    clearTimeout(timer)
  }

  #onMessage(message: Response): void {
    if ('failure' in message) {
      this.#fail(message.failure)
      return
    }
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('error' in message) waiting?.reject(new Error(`${this.#name}: ${message.error}`))
    else waiting?.resolve(message.result)
  }

  #fail(reason: string): void {
    this.#failure ??= new Error(`${this.#name}: ${reason}`)
    for (const { reject } of this.#waiting.values()) reject(this.#failure)
    this.#waiting.clear()
  }
}
