/**
 * Counts what this process allocates between two moments: in all, from the garbage collector's own figures, and by call
 * site, from V8's sampling heap profiler. Not what stays in memory (`program.ts`).
 */
import { type HeapProfiler, Session } from 'node:inspector'
import { GCProfiler } from 'node:v8'
import type { AllocationSite, Allocations } from '../control/protocol.js'

/** A sample is taken about every so many bytes. */
const SAMPLING_INTERVAL = 16 * 1024

/** Counts from its construction to `finish`. */
export class AllocationWatch {
  readonly #collections = new GCProfiler()
  readonly #session = new Session()
  readonly #started: Promise<unknown>

  constructor() {
    this.#session.connect()
    this.#started = this.#post('HeapProfiler.startSampling', {
      samplingInterval: SAMPLING_INTERVAL,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    })
    this.#collections.start()
    // The first collection is where the counting begins, the last where it ends.
    globalThis.gc!()
  }

  async finish(): Promise<Allocations> {
    await this.#started
    globalThis.gc!()
    const collections = this.#collections.stop().statistics
    const { profile } = (await this.#post('HeapProfiler.stopSampling')) as HeapProfiler.StopSamplingReturnType
    this.#session.disconnect()
    return {
      heap: allocatedBetween(collections, 'usedHeapSize'),
      external: allocatedBetween(collections, 'externalMemory'),
      sites: sitesOf(profile.head),
    }
  }

  #post(method: string, parameters?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#session.post(method, parameters, (error, result) => (error ? reject(error) : resolve(result)))
    })
  }
}

interface Collection {
  beforeGC: { heapStatistics: Record<string, number> }
  afterGC: { heapStatistics: Record<string, number> }
}

/** What a figure of the heap grew by in the times between collections, all together. */
export function allocatedBetween(collections: unknown[], figure: string): number {
  const all = collections as Collection[]
  return all
    .slice(1)
    .reduce(
      (sum, { beforeGC }, index) => sum + beforeGC.heapStatistics[figure] - all[index].afterGC.heapStatistics[figure],
      0,
    )
}

/** Bytes by function and line, most first. */
function sitesOf(head: HeapProfiler.SamplingHeapProfileNode): AllocationSite[] {
  const bytes = new Map<string, number>()
  const visit = ({ callFrame, selfSize, children }: HeapProfiler.SamplingHeapProfileNode): void => {
    const place = callFrame.url ? ` ${shortPlace(callFrame.url)}:${callFrame.lineNumber + 1}` : ''
    const site = `${callFrame.functionName || '(anonymous)'}${place}`
    if (selfSize > 0) bytes.set(site, (bytes.get(site) ?? 0) + selfSize)
    for (const child of children) visit(child)
  }
  visit(head)
  return [...bytes].map(([site, size]) => ({ site, bytes: size })).sort((a, b) => b.bytes - a.bytes)
}

/** The last two names of a path. */
function shortPlace(url: string): string {
  return url.split('/').slice(-2).join('/')
}
