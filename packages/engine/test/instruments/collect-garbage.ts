/** The garbage collector, at a test's command. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const gc = runInNewContext('gc') as () => void

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Lets finalizers run, and collects until a condition holds or nothing more is to be expected. */
export async function collectGarbage(isDone: () => boolean = () => false): Promise<void> {
  for (let round = 0; round < 10 && !isDone(); round++) {
    await turn()
    gc()
    await turn()
  }
}

/** Bytes in use after a collection: the heap, and memory of buffers. */
export async function usedMemory(): Promise<number> {
  await collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
