/** Plays encounters with a facade, some at a time, until so many bytes are fed; counts, and compares what is held. */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { collectGarbage, usedMemory } from '../../../packages/engine/test/instruments/collect-garbage.js'
import { playEncounter, type Role, type Scene } from './encounter/encounter.js'
import type { User } from './encounter/user.js'
import type { Facade } from './facades/facade.js'

export interface RunOptions {
  readonly bytes: number
  readonly seconds: number
  readonly firstSeed: number
  /** Encounters at a time. With one, a seed repeats alone. */
  readonly atATime: number
}

interface Count {
  bytes: number
  connections: number
  opened: number
  events: number
}

export interface Report extends Record<Role, Count> {
  readonly facade: string
  readonly firstSeed: number
  readonly lastSeed: number
  readonly seconds: number
  /** Bytes in use by which the second half of the run grew. */
  readonly grownBytes: number
  /** Handles and timers that are left over. */
  readonly handles: readonly string[]
  /** Connections and requests that servers have not let go of. */
  readonly leftovers: number
}

/** A fault, and what repeats it. */
export class FuzzError extends Error {
  constructor(facade: string, seeds: readonly number[], cause: unknown) {
    const text = (cause as Error)?.message ?? String(cause)
    super(`${facade}: ${text}. Repeat it by: pnpm fuzz ${facade} --seed ${seeds.join(' or ')} --seconds 0`, { cause })
  }
}

const newCount = (): Count => ({ bytes: 0, connections: 0, opened: 0, events: 0 })

/** @throws FuzzError for what must not be */
export async function run(facade: Facade, { bytes, seconds, firstSeed, atATime }: RunOptions): Promise<Report> {
  const users = new WeakMap<object, User>()
  const scene: Scene = { facade, users, servings: facade.serve((socket) => users.get(socket) as User) }
  for (const { under } of scene.servings)
    under.prependListener('upgrade', (request: IncomingMessage, stream: Duplex) => {
      // From Node 26 on, the stream of a request that announces a body is not its socket.
      users.set(stream, users.get(request.socket) as User)
    })
  const counts = { server: newCount(), client: newCount() }
  const handlesBefore = resources()
  const start = performance.now()
  const underWay = new Set<number>()
  let seed = firstSeed
  let fed = 0
  let wantsMore = true

  const share = (done: number, time: number): number =>
    Math.max(done / bytes, seconds === 0 ? 1 : (time - start) / 1000 / seconds)

  const player = async (until: number): Promise<void> => {
    while (wantsMore && (seed === firstSeed || share(fed, performance.now()) < until)) {
      const own = seed++
      underWay.add(own)
      const { role, ...outcome } = await playEncounter(own, scene).catch((error) => {
        wantsMore = false
        throw new FuzzError(facade.name, [own], error)
      })
      underWay.delete(own)
      fed += outcome.bytes
      counts[role].bytes += outcome.bytes
      counts[role].connections++
      counts[role].opened += Number(outcome.isOpened)
      counts[role].events += outcome.events
    }
  }
  const stage = async (until: number): Promise<number> => {
    await Promise.all(Array.from({ length: atATime }, () => player(until)))
    return usedMemory()
  }

  const stray = (error: unknown): void => {
    console.error(new FuzzError(facade.name, [...underWay], error))
    process.exit(1)
  }
  process.on('uncaughtException', stray)
  process.on('unhandledRejection', stray)
  try {
    const before = await stage(0.5)
    const grownBytes = (await stage(1)) - before
    await collectGarbage()
    return {
      facade: facade.name,
      firstSeed,
      lastSeed: seed - 1,
      seconds: Math.round((performance.now() - start) / 1000),
      ...counts,
      grownBytes,
      handles: surplus(handlesBefore, resources()),
      leftovers: scene.servings.reduce((sum, serving) => sum + serving.leftovers(), 0),
    }
  } finally {
    process.off('uncaughtException', stray)
    process.off('unhandledRejection', stray)
  }
}

function resources(): string[] {
  return process.getActiveResourcesInfo()
}

/** What is in `after` and not in `before`. */
function surplus(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before]
  return after.filter((name) => {
    const index = left.indexOf(name)
    if (index !== -1) left.splice(index, 1)
    return index === -1
  })
}
