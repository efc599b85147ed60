/**
 * What the bench and its child processes say to each other. Not how the messages travel (`child.ts`, `serve-control.ts`).
 */

/** Processor time of a process, in microseconds. */
export interface CpuTime {
  user: number
  system: number
}

/** Memory of a process, in bytes. */
export interface MemoryUse {
  heap: number
  /** Memory outside the heap that V8 knows of: buffers, and what zlib reports. */
  external: number
  resident: number
}

/** What a process allocated in a while, in bytes. */
export interface Allocations {
  /** Objects in V8's heap. */
  heap: number
  /** Memory of buffers, as far as it was not freed in between. */
  external: number
  /** By function and line, from a profile of samples: the sum is near to `heap`, not equal. */
  sites: AllocationSite[]
}

export interface AllocationSite {
  site: string
  bytes: number
}

/** What the process under measurement is asked to be. */
export interface SubjectOrder {
  dialect: DialectName
  /** File or package directory of the implementation; empty for dialects that need none. */
  module: string
  role: RoleName
  deflate?: DeflateMode
  /** Largest message that will be sent, in bytes. */
  maxMessage: number
  /** Client roles: the port to connect to, and what to send. */
  port?: number
  body?: BodyOrder
}

export type DialectName =
  | 'ws'
  | 'websocket'
  | 'nodejs-websocket'
  | 'ws1'
  | 'faye'
  | 'browser'
  | 'engine'
  | 'raw'
  | 'upgrade'
export type RoleName = 'echo' | 'relay' | 'sink' | 'broadcast' | 'idle' | 'client-sink' | 'client-source'
export type DeflateMode = 'takeover' | 'no-takeover'

/** Bodies of messages, the same in each process that is given the same order. */
export interface BodyOrder {
  kind: 'binary' | 'ascii' | 'mixed' | 'json' | 'blank'
  /** Bytes of each. */
  size: number
  /** How many different ones. */
  count: number
}

/** What the generator is asked to do. */
export interface TaskOrder {
  task: TaskName
  body: BodyOrder
  /** Connections that take part. */
  connections: number
  /** Messages under way on each connection; for broadcasts and client scenarios, messages in a turn. */
  depth: number
  /** Cuts each message into fragments of this many bytes. */
  fragment?: number
  deflate?: DeflateMode
  /** The peer sends back the very bytes that it got, masked: a raw echo. */
  mirror?: boolean
  /** Messages a second, all connections together, for the tasks with a fixed rate. */
  rate?: number
}

export type TaskName =
  | 'echo'
  | 'receive'
  | 'broadcast'
  | 'handshake'
  | 'idle'
  | 'latency'
  | 'trickle'
  | 'client-send'
  | 'client-receive'

/** What a generator did in one timed run; everything in it was verified. */
export interface Work {
  /** Messages, deliveries, handshakes or connections: the unit of the scenario. */
  units: number
  /** Payload bytes. */
  bytes: number
  /** Milliseconds. */
  elapsed: number
  /** Milliseconds, for the tasks that time each message. */
  latency?: { p50: number; p99: number; p999: number; max: number }
}

/** How long a run lasts. */
export interface RunOrder {
  milliseconds: number
  /** The run goes on until at least this many units are done. */
  minimum: number
}

export interface Request {
  id: number
  method: string
  argument: unknown
}

export type Response = { id: number; result: unknown } | { id: number; error: string } | { failure: string }
