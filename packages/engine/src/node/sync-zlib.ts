/**
 * Drives a zlib stream of Node synchronously, call after call on one context. Node has no public way to do that, so this uses
 * the stream's handle as Node's own `*Sync` functions do. `hasSyncZlib` tells whether that works here; where it does not, the
 * codecs use what is public.
 */

import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib'

interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inputOffset: number,
    inputLength: number,
    output: Uint8Array,
    outputOffset: number,
    outputLength: number,
  ): void
  reset(): void
  onerror: (message: string, errno: number, code: string) => void
}

interface Internals {
  _handle?: Handle | null
  _writeState?: Uint32Array
}

/** Where output goes first; it is copied from here in its exact size. */
const SCRATCH_BYTES = 64 * 1024
let scratch: Buffer | null = null

/** What zlib said of the run at hand: one at a time, since a run is synchronous. */
let failure: Error | null = null

function reportFailure(message: string, errno: number, code: string): void {
  failure = Object.assign(new Error(message), { errno, code })
}

export class SyncZlib {
  /** Bytes of the last input that were not read, because the output was cut or the stream has ended. */
  unread = 0
  /** Whether the last run was cut at `maxOutput`, with more output to come. */
  isCut = false
  private readonly handle: Handle
  private readonly writeState: Uint32Array

  constructor(stream: DeflateRaw | InflateRaw) {
    const { _handle, _writeState } = stream as unknown as Internals
    this.handle = _handle as Handle
    this.writeState = _writeState as Uint32Array
  }

  /**
   * Processes an input, or the rest of one, with a sync flush.
   *
   * @param maxOutput stops once this many bytes came out
   * @param output what came out is added here, in memory of its own
   * @returns the bytes that came out
   * @throws zlib's error; the context is of no use after it
   */
  run(input: Uint8Array, offset: number, maxOutput: number, output: Uint8Array[]): number {
    const { handle, writeState } = this
    const reportToStream = handle.onerror
    handle.onerror = reportFailure
    failure = null
    scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES)
    let left = input.length - offset
    let total = 0
    let room: number
    try {
      do {
        handle.writeSync(constants.Z_SYNC_FLUSH, input, offset, left, scratch, 0, SCRATCH_BYTES)
        if (failure !== null) throw failure
        room = writeState[0]
        offset += left - writeState[1]
        left = writeState[1]
        const size = SCRATCH_BYTES - room
        total += size
        if (size > 0) output.push(Buffer.from(scratch.subarray(0, size)))
      } while (room === 0 && total < maxOutput)
    } finally {
      handle.onerror = reportToStream
    }
    this.unread = left
    this.isCut = room === 0
    return total
  }

  /** Forgets the context. */
  reset(): void {
    this.handle.reset()
  }
}

let usable: boolean | null = null

/** Whether `SyncZlib` works on this Node: tried once, with a round trip over two messages of one context. */
export function hasSyncZlib(): boolean {
  usable ??= process.env.ROSETTA_NO_SYNC_ZLIB === undefined && roundTrips()
  return usable
}

function roundTrips(): boolean {
  const deflate = createDeflateRaw()
  const inflate = createInflateRaw()
  try {
    for (const stream of [deflate, inflate] as unknown as Internals[]) {
      if (typeof stream._handle?.writeSync !== 'function' || typeof stream._handle.reset !== 'function') return false
      if (!(stream._writeState instanceof Uint32Array)) return false
    }
    const deflater = new SyncZlib(deflate)
    const inflater = new SyncZlib(inflate)
    const text = Buffer.from('one context, two messages')
    return [1, 2].every(() => {
      const wire: Uint8Array[] = []
      const back: Uint8Array[] = []
      deflater.run(text, 0, Number.POSITIVE_INFINITY, wire)
      inflater.run(Buffer.concat(wire), 0, Number.POSITIVE_INFINITY, back)
      return Buffer.concat(back).equals(text)
    })
  } catch {
    return false
  } finally {
    deflate.close()
    inflate.close()
  }
}
