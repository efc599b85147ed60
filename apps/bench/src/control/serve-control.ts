/**
 * Answers the bench inside a child process. A fault anywhere in the child is told to the bench before the process ends.
 * Not the work itself.
 */
import type { CpuTime, Request, Response } from './protocol.js'

// biome-ignore lint/suspicious/noExplicitAny: arguments are as the caller in this package wrote them
type Methods = Record<string, (argument: any) => unknown>

/** Processor time of this process so far. */
export function cpuTime(): CpuTime {
  return process.cpuUsage()
}

/** Tells the bench that this process can not go on, and ends it. */
export function fail(error: unknown): void {
  const failure = error instanceof Error ? error.message : String(error)
  if (process.connected) process.send!({ failure } satisfies Response, () => process.exit(1))
  else process.exit(1)
}

/** Serves the methods until the bench goes away. */
export function serveControl(methods: Methods): void {
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  process.on('disconnect', () => process.exit(0))
  process.on('message', async ({ id, method, argument }: Request) => {
    try {
      const result = await methods[method](argument)
      process.send!({ id, result } satisfies Response)
    } catch (error) {
      process.send!({ id, error: error instanceof Error ? error.message : String(error) } satisfies Response)
    }
  })
}
