/**
 * Tests clients: a server on whose paths a client asks for cases, runs them and has the reports written. The paths are
 * those of the Autobahn testsuite, so that clients written for it run unchanged.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Case } from '../cases/case.js'
import { autobahnWord } from '../judge/verdict.js'
import { Opcode } from '../peer/frame.js'
import { HttpFault, writeHead } from '../peer/http-head.js'
import { HandshakeFault } from '../peer/opening-handshake.js'
import { readHead } from '../peer/transport.js'
import { WireLog } from '../peer/wire-log.js'
import { dialled, type Incoming } from './encounter.js'
import { type CaseResult, runCase } from './run-case.js'
import { Session } from './session.js'
import type { Timing } from './timing.js'

/** What a case server is told. */
export interface CaseServerOptions {
  cases: Case[]
  timing: Timing
  /** Serve wss: with this. */
  tls?: { key: string | Buffer; cert: string | Buffer }
  /** Called as each case ends. */
  onResult?: (agent: string, result: CaseResult) => void
  /** Called when a client asks for the reports. */
  onReports?: () => Promise<void> | void
}

/** A request that the paths do not allow. */
class Refusal extends Error {}

/** The result of a case that a client did not ask for. */
const neverRun: Omit<CaseResult, 'id'> = {
  verdict: 'failed',
  reason: 'The client did not run this case.',
  closing: 'none',
  closingReason: '',
  duration: 0,
  wire: [],
}

type Endpoint = (incoming: Incoming, query: URLSearchParams) => Promise<void>

export class CaseServer {
  /** By agent, then by case id, in the order of arrival. */
  readonly results = new Map<string, Map<string, CaseResult>>()
  /** Resolves when a client asked to stop. */
  readonly stopped: Promise<void>
  readonly #options: CaseServerOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #running = new Set<Promise<CaseResult>>()
  readonly #awaited = new Map<string, (() => void)[]>()
  #stop!: () => void

  constructor(options: CaseServerOptions) {
    this.#options = options
    this.stopped = new Promise((resolve) => {
      this.#stop = resolve
    })
    const onSocket = (socket: Socket) => void this.#onSocket(socket)
    this.#server = options.tls ? createTlsServer(options.tls, onSocket) : createServer(onSocket)
  }

  /** Listens; gives the URL for clients. */
  listen(port: number, host: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        const address = this.#server.address() as { port: number }
        resolve(`${this.#options.tls ? 'wss' : 'ws'}://${host}:${address.port}`)
      })
    })
  }

  /** An agent's results in the order of the cases; what it left out failed. */
  resultsOf(agent: string): CaseResult[] {
    const results = this.results.get(agent)
    return this.#options.cases.map(({ id }) => results?.get(id) ?? { ...neverRun, id })
  }

  /** Stops listening and drops all connections. */
  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  async #onSocket(socket: Socket): Promise<void> {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {})
    try {
      const { head, rest } = await readHead(socket, this.#options.timing.handshake)
      const url = new URL(head.startLine.split(' ')[1] ?? '/', 'ws://tester')
      const endpoint = this.#endpoints[url.pathname]
      if (!endpoint) throw new Refusal(`no such path: ${url.pathname}`)
      await endpoint({ socket, head, rest }, url.searchParams)
    } catch (error) {
      if (error instanceof Refusal) this.#refuse(socket, error.message)
      else if (error instanceof HandshakeFault || error instanceof HttpFault) socket.destroy()
      else throw error
    }
  }

  #refuse(socket: Socket, reason: string): void {
    const fields: [string, string][] = [
      ['Connection', 'close'],
      ['Content-Length', String(Buffer.byteLength(reason))],
    ]
    socket.end(Buffer.concat([writeHead('HTTP/1.1 500 Internal Server Error', fields), Buffer.from(reason)]))
  }

  readonly #endpoints: Record<string, Endpoint> = {
    '/getCaseCount': (incoming) => this.#tell(incoming, this.#options.cases.length),
    '/getCaseInfo': async (incoming, query) => {
      const one = this.#case(query)
      await this.#tell(incoming, { id: one.autobahn ?? one.id, description: one.purpose })
    },
    '/getCaseStatus': async (incoming, query) => {
      const result = await this.result(required(query, 'agent'), this.#case(query).id)
      await this.#tell(incoming, { behavior: autobahnWord[result.verdict] })
    },
    '/runCase': async (incoming, query) => {
      const agent = required(query, 'agent')
      const one = this.#case(query)
      const log = new WireLog()
      log.add({
        from: 'peer',
        kind: 'head',
        text: writeHead(incoming.head.startLine, incoming.head.headers).toString('latin1'),
      })
      const running = runCase(one, dialled(incoming, log), this.#options.timing)
      this.#running.add(running)
      try {
        this.#store(agent, await running)
      } finally {
        this.#running.delete(running)
      }
    },
    '/updateReports': async (incoming, query) => {
      required(query, 'agent')
      await this.#settled()
      await this.#options.onReports?.()
      await this.#tell(incoming, undefined)
      if (/^(true|yes)$/.test(query.get('shutdownOnComplete') ?? '')) this.#stop()
    },
    '/stopServer': async (incoming) => {
      await this.#settled()
      await this.#tell(incoming, undefined)
      this.#stop()
    },
  }

  /** Waits for the cases that a client has left but that are not judged yet. */
  async #settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running)
  }

  /** Opens, says one thing, closes. */
  async #tell(incoming: Incoming, value: unknown): Promise<void> {
    const session = new Session(await dialled(incoming).open(), this.#options.timing)
    if (value !== undefined) {
      await session.connection.send({ opcode: Opcode.text, payload: Buffer.from(JSON.stringify(value)) })
    }
    session.close()
    await session.finished
  }

  #case(query: URLSearchParams): Case {
    const { cases } = this.#options
    const number = query.getAll('case')
    const tuple = query.getAll('casetuple')
    if (number.length > 1 || tuple.length > 1) throw new Refusal('a parameter is repeated')
    const found =
      number.length === 1
        ? cases[Number(number[0]) - 1]
        : cases.find((one) => one.autobahn === tuple[0] || one.id === tuple[0])
    if (!found) throw new Refusal('no such case')
    return found
  }

  #store(agent: string, result: CaseResult): void {
    const results = this.results.get(agent) ?? new Map<string, CaseResult>()
    this.results.set(agent, results.set(result.id, result))
    const key = `${agent} ${result.id}`
    for (const resolve of this.#awaited.get(key) ?? []) resolve()
    this.#awaited.delete(key)
    this.#options.onResult?.(agent, result)
  }

  /** The result of a case, awaited if it is not there yet. */
  async result(agent: string, id: string): Promise<CaseResult> {
    const ready = this.results.get(agent)?.get(id)
    if (ready) return ready
    const key = `${agent} ${id}`
    await new Promise<void>((resolve) => {
      this.#awaited.set(key, [...(this.#awaited.get(key) ?? []), resolve])
    })
    return this.results.get(agent)!.get(id)!
  }
}

function required(query: URLSearchParams, name: string): string {
  const values = query.getAll(name)
  if (values.length !== 1) throw new Refusal(`the parameter ${name} is missing or repeated`)
  return values[0]!
}
