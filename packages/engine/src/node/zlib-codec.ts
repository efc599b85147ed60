/**
 * permessage-deflate by Node's zlib. It does not know frames or limits of messages.
 *
 * Small payloads are worked on at once, large ones on zlib's threads, so that they do not hold up the event loop. A context
 * is created at its first use; where no context is taken over, all connections with the same settings share one.
 */

import {
  constants,
  createDeflateRaw,
  createInflateRaw,
  type DeflateRaw,
  type InflateRaw,
  type ZlibOptions,
} from 'node:zlib'
import type { ConnectionDeflate } from '../connection/connection.js'
import type { Role } from '../connection/receiving-half.js'
import type { DeflateReceiver, Deflater, InflateReceiver, Inflater } from '../extensions/codec.js'
import type { DeflateAgreement } from '../extensions/permessage-deflate.js'
import { byteStore } from './byte-store.js'
import { hasSyncZlib, SyncZlib } from './sync-zlib.js'
import type { WorkLimiter } from './work-limiter.js'

/** What a message's last block ends with; it is not sent. @rfc 7692 §7.2.1 */
const TAIL: Buffer = Buffer.from([0x00, 0x00, 0xff, 0xff])

/** Input up to these sizes is worked on at once. */
const SYNC_DEFLATE_BYTES = 16 * 1024
const SYNC_INFLATE_BYTES = 64 * 1024
/** Output of one turn when inflating at once. */
const SYNC_OUTPUT_BYTES = 1024 * 1024
/** Output of several inputs in one turn, after which the next one waits: other connections come between. */
const TURN_OUTPUT_BYTES = 64 * 1024
/** What an input counts for beside its output. */
const INPUT_BYTES = 256

const NO_LIMIT = Number.POSITIVE_INFINITY

export interface ZlibCodecOptions {
  readonly deflate?: ZlibOptions | undefined
  readonly inflate?: ZlibOptions | undefined
  /** Bytes from which on a message is deflated, where no context is taken over. */
  readonly threshold: number
  /** Jobs on zlib's threads at a time. */
  readonly limiter: WorkLimiter
}

/** The codecs of one connection after a negotiation. */
export function createDeflate(agreement: DeflateAgreement, role: Role, options: ZlibCodecOptions): ConnectionDeflate {
  const own = role === 'server'
  const ownBits = own ? agreement.serverMaxWindowBits : agreement.clientMaxWindowBits
  const peerBits = own ? agreement.clientMaxWindowBits : agreement.serverMaxWindowBits
  const ownTakeover = !(own ? agreement.serverNoContextTakeover : agreement.clientNoContextTakeover)
  const peerTakeover = !(own ? agreement.clientNoContextTakeover : agreement.serverNoContextTakeover)
  const { limiter } = options
  const inflate = { zlib: { ...options.inflate, windowBits: peerBits }, takesOver: peerTakeover, limiter }
  const deflate = { zlib: { ...options.deflate, windowBits: ownBits }, takesOver: ownTakeover, limiter }
  return {
    inflater: new ZlibInflater(sharedSettings('inflate', inflate)),
    deflater: new ZlibDeflater(sharedSettings('deflate', deflate)),
    deflateFrom: deflateFrom(ownBits, ownTakeover, options.threshold),
  }
}

/** zlib cannot deflate with a window of 2^8 bytes, so such an endpoint sends uncompressed. @rfc 7692 §6 */
function deflateFrom(windowBits: number, takesOver: boolean, threshold: number): number {
  if (windowBits < 9) return NO_LIMIT
  return takesOver ? 0 : threshold
}

/** What a codec is told. Connections with the same settings, one after the other, share them. */
interface CodecSettings {
  readonly zlib: ZlibOptions
  readonly takesOver: boolean
  readonly limiter: WorkLimiter
  /** The name of the shared context, where one was asked for. */
  contextKey?: string
}

type CodecKind = 'inflate' | 'deflate'

const lastSettings: Record<CodecKind, CodecSettings | null> = { inflate: null, deflate: null }

function sharedSettings(kind: CodecKind, settings: CodecSettings): CodecSettings {
  const last = lastSettings[kind]
  const { takesOver, limiter, zlib } = settings
  if (last !== null && last.takesOver === takesOver && last.limiter === limiter && isSame(last.zlib, zlib)) return last
  lastSettings[kind] = settings
  return settings
}

function isSame(one: ZlibOptions, other: ZlibOptions): boolean {
  const keys = Object.keys(one) as (keyof ZlibOptions)[]
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key])
}

type ZlibStream = DeflateRaw | InflateRaw

/** A zlib stream with its synchronous driver, where there is one. */
class Context<Stream extends ZlibStream = ZlibStream> {
  readonly sync: SyncZlib | null
  /** Whether zlib has seen the end of its data, so that the context must not be used again. */
  hasEnded = false

  constructor(readonly stream: Stream) {
    // Without a listener an error that comes after the context was given up would end the process.
    stream.on('error', ignore)
    this.sync = hasSyncZlib() ? new SyncZlib(stream) : null
  }

  reset(): void {
    if (this.sync === null) this.stream.reset()
    else this.sync.reset()
  }

  /** Works on `inputs` on a thread; calls back with null when more than `limit` bytes came out. */
  runLater(
    inputs: readonly Uint8Array[],
    limit: number,
    done: (error: Error | null, output: Buffer | null) => void,
  ): void {
    const { stream } = this
    const parts: Buffer[] = []
    let total = 0
    let isDone = false
    const finish = (error: Error | null): void => {
      if (isDone) return
      isDone = true
      stream.off('data', onData)
      stream.off('error', finish)
      stream.off('end', onEnd)
      done(error, error !== null || total > limit ? null : own(parts, total))
    }
    const onEnd = (): void => {
      this.hasEnded = true
      finish(null)
    }
    const onData = (chunk: Buffer): void => {
      total += chunk.length
      if (total > limit) finish(null)
      else parts.push(chunk)
    }
    stream.on('data', onData)
    stream.on('error', finish)
    stream.on('end', onEnd)
    for (const input of inputs) stream.write(input)
    stream.flush(constants.Z_SYNC_FLUSH, () => finish(null))
  }

  close(): void {
    this.stream.close()
  }
}

function ignore(): void {}

function join(parts: readonly Uint8Array[], size: number): Buffer {
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, size)
}

/** What zlib's stream put out, without the large chunks that it allocates for little output. */
function own(parts: readonly Uint8Array[], size: number): Buffer {
  return (parts.length === 1 ? byteStore.keep(parts[0], 0, size, 0) : join(parts, size)) as Buffer
}

/** The contexts that are shared where none is taken over, by their settings. They are only used synchronously. */
const shared = new Map<string, Context>()

function sharedContext(key: string, create: () => Context): Context {
  let context = shared.get(key)
  if (context === undefined) {
    context = create()
    shared.set(key, context)
  }
  return context
}

/** Takes a context out of the shared ones, if it is one. */
function unshare(context: Context): void {
  for (const [key, value] of shared) if (value === context) shared.delete(key)
}

class ZlibDeflater implements Deflater {
  private context: Context | null = null
  private isClosed = false
  private isInsideMessage = false

  constructor(private readonly settings: CodecSettings) {}

  deflate(data: Uint8Array, final: boolean, receiver: DeflateReceiver): void {
    const isWhole = final && !this.isInsideMessage
    this.isInsideMessage = !final
    if (data.length <= SYNC_DEFLATE_BYTES) {
      const context = this.open(!this.settings.takesOver && isWhole && hasSyncZlib(), receiver)
      if (context === null) return
      if (context.sync !== null) {
        this.deflateNow(context, context.sync, data, final, receiver)
        return
      }
    }
    this.settings.limiter.add((done) => this.deflateLater(data, final, receiver, done))
  }

  close(): void {
    this.isClosed = true
    this.drop()
  }

  private deflateNow(
    context: Context,
    sync: SyncZlib,
    data: Uint8Array,
    final: boolean,
    receiver: DeflateReceiver,
  ): void {
    const parts: Uint8Array[] = []
    let size: number
    try {
      size = sync.run(data, 0, NO_LIMIT, parts)
    } catch (error) {
      unshare(context)
      context.close()
      if (this.context === context) this.context = null
      receiver.onDeflateError(error as Error)
      return
    }
    if (final && !this.settings.takesOver) context.reset()
    receiver.onDeflated(withoutTail(join(parts, size), final))
  }

  private deflateLater(data: Uint8Array, final: boolean, receiver: DeflateReceiver, done: () => void): void {
    if (this.isClosed) {
      done()
      return
    }
    const context = this.open(false, receiver)
    if (context === null) {
      done()
      return
    }
    context.runLater([data], NO_LIMIT, (error, output) => {
      done()
      if (this.isClosed) return
      if (error !== null) {
        this.drop()
        receiver.onDeflateError(error)
        return
      }
      if (final && !this.settings.takesOver) context.reset()
      receiver.onDeflated(withoutTail(output as Buffer, final))
    })
  }

  /** A context to work with; null if zlib refuses the user's options, which the receiver is told. */
  private open(isShared: boolean, receiver: DeflateReceiver): Context | null {
    try {
      return isShared ? this.sharedOne() : this.ownOne()
    } catch (error) {
      receiver.onDeflateError(error as Error)
      return null
    }
  }

  private ownOne(): Context {
    this.context ??= new Context(createDeflateRaw(this.settings.zlib))
    return this.context
  }

  private sharedOne(): Context {
    const { settings } = this
    settings.contextKey ??= `deflate ${JSON.stringify(settings.zlib)}`
    return sharedContext(settings.contextKey, () => new Context(createDeflateRaw(settings.zlib)))
  }

  private drop(): void {
    this.context?.close()
    this.context = null
  }
}

/** An empty block: what a message without data is deflated to when zlib has nothing to flush. @rfc 7692 §7.2.3.6 */
const EMPTY_BLOCK: Buffer = Buffer.from([0x00])

function withoutTail(output: Buffer, final: boolean): Uint8Array {
  if (!final) return output
  return output.length > TAIL.length ? output.subarray(0, output.length - TAIL.length) : EMPTY_BLOCK
}

/** An input that is inflated at once, a bounded amount of output a turn. */
interface InflateJob {
  readonly data: Uint8Array
  readonly final: boolean
  readonly limit: number
  readonly receiver: InflateReceiver
  readonly parts: Uint8Array[]
  offset: number
  size: number
}

class ZlibInflater implements Inflater {
  private context: Context | null = null
  private isClosed = false
  private isInsideMessage = false
  /** What was inflated at once since the event loop could last go on. */
  private inflatedInTurn = 0

  constructor(private readonly settings: CodecSettings) {}

  inflate(data: Uint8Array, final: boolean, limit: number, receiver: InflateReceiver): void {
    const bound = limit === 0 ? NO_LIMIT : Math.max(limit, 0)
    const isWhole = final && !this.isInsideMessage
    this.isInsideMessage = !final
    const job: InflateJob = { data, final, limit: bound, receiver, parts: [], offset: 0, size: 0 }
    if (this.inflatedInTurn < TURN_OUTPUT_BYTES) this.begin(job, isWhole)
    else this.nextTurn(() => this.begin(job, isWhole))
  }

  private begin(job: InflateJob, isWhole: boolean): void {
    const { data, final, limit, receiver } = job
    const isShort = data.length <= SYNC_INFLATE_BYTES
    const context = this.open(isShort && isWhole && !this.settings.takesOver && hasSyncZlib(), receiver)
    if (context === null) return
    if (context.sync !== null && isShort) this.inflateNow(context, context.sync, job)
    else this.settings.limiter.add((done) => this.inflateLater(data, final, limit, receiver, done))
  }

  /** Goes on when the event loop has been round, unless the codec is closed by then. */
  private nextTurn(work: () => void): void {
    setImmediate(() => {
      this.inflatedInTurn = 0
      if (!this.isClosed) work()
    })
  }

  close(): void {
    this.isClosed = true
    this.drop()
  }

  private inflateNow(context: Context, sync: SyncZlib, job: InflateJob): void {
    try {
      job.size += sync.run(job.data, job.offset, Math.min(job.limit - job.size + 1, SYNC_OUTPUT_BYTES), job.parts)
      if (job.size <= job.limit && !sync.isCut && job.final) this.endMessage(sync, job)
    } catch (error) {
      this.giveUp(context)
      job.receiver.onInflateError(error as Error)
      return
    }
    if (job.size > job.limit) {
      this.giveUp(context)
      job.receiver.onInflateLimit()
    } else if (sync.isCut) {
      job.offset = job.data.length - sync.unread
      // Nobody else may use the context until this input is done.
      unshare(context)
      if (this.context !== context) this.drop()
      this.context = context
      this.nextTurn(() => this.inflateNow(context, sync, job))
    } else {
      this.inflatedInTurn += job.size + INPUT_BYTES
      job.receiver.onInflated(join(job.parts, job.size))
    }
  }

  /** Appends the tail, which may be data, and brings the context to where the next message begins. @rfc 7692 §7.2.2 */
  private endMessage(sync: SyncZlib, job: InflateJob): void {
    const hasEnded = sync.unread > 0
    if (!hasEnded) job.size += sync.run(TAIL, 0, NO_LIMIT, job.parts)
    if (!this.settings.takesOver || sync.unread > 0) sync.reset()
  }

  private inflateLater(
    data: Uint8Array,
    final: boolean,
    limit: number,
    receiver: InflateReceiver,
    done: () => void,
  ): void {
    if (this.isClosed) {
      done()
      return
    }
    const context = this.open(false, receiver)
    if (context === null) {
      done()
      return
    }
    context.runLater(final ? [data, TAIL] : [data], limit, (error, output) => {
      done()
      if (this.isClosed) return
      if (error !== null || output === null || context.hasEnded) this.drop()
      else if (final && !this.settings.takesOver) context.reset()
      if (error !== null) receiver.onInflateError(error)
      else if (output === null) receiver.onInflateLimit()
      else receiver.onInflated(output)
    })
  }

  /** A context to work with; null if zlib refuses the user's options, which the receiver is told. */
  private open(isShared: boolean, receiver: InflateReceiver): Context | null {
    try {
      return isShared ? this.sharedOne() : this.ownOne()
    } catch (error) {
      receiver.onInflateError(error as Error)
      return null
    }
  }

  private ownOne(): Context {
    this.context ??= new Context(createInflateRaw(this.settings.zlib))
    return this.context
  }

  private sharedOne(): Context {
    const { settings } = this
    settings.contextKey ??= `inflate ${JSON.stringify(settings.zlib)}`
    return sharedContext(settings.contextKey, () => new Context(createInflateRaw(settings.zlib)))
  }

  private giveUp(context: Context): void {
    unshare(context)
    context.close()
    if (this.context === context) this.context = null
  }

  private drop(): void {
    this.context?.close()
    this.context = null
  }
}
