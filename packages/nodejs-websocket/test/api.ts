/** The module under test for what has no counterpart in the original, and how a test is run on it. */
import { runScenario, type ScenarioContext } from '@rosetta-ws/conformance/diff'

// biome-ignore lint/suspicious/noExplicitAny: tests call the API in every wrong way too
export type Api = any

/** Ours; with TEST_ORIGINAL=1 the original, on which the tests of what was mended must fail. */
async function load(): Promise<Api> {
  if (process.env.TEST_ORIGINAL) return (await import('original-nodejs-websocket')).default
  return (await import('../src/index.js')).default
}

/** Runs `act` within bounds that close all it opens; throws what it throws, and for an exception that nobody caught. */
export async function within(act: (context: ScenarioContext<Api>) => Promise<unknown>): Promise<void> {
  let failure: unknown
  const trace = await runScenario<Api>(
    {
      name: 'test',
      run: async (context) => {
        try {
          await act(context)
        } catch (error) {
          failure = error
        }
      },
    },
    await load(),
  )
  if (failure !== undefined) throw failure
  const fault = trace.entries.find(({ lane, text }) => lane === 'uncaught' || text.startsWith('! '))
  if (fault !== undefined) throw new Error(fault.text)
}
