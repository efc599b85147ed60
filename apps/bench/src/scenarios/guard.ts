/**
 * What no change may lose, as data: ratios within one run and bytes allocated for a message, which do not depend on how
 * fast the machine is. The bounds are about half as strict as what was measured, so noise does not reach them. What is
 * aimed at is in `targets.ts`.
 */
import type { Goal, Scenario } from './scenario.js'

/** Scenario → metric → what must hold. */
type Floors = Record<string, Record<string, Goal[]>>

const ours = (timesLess: number): Goal => ({ side: 'rosetta-ws', against: 'ws', timesLess })
const bytes = (atMost: number): Goal => ({ side: 'rosetta-ws', atMost })

const FLOORS: Floors = {
  'echo-128b-c1-d64': {
    CPU: [
      ours(4),
      { side: 'rosetta-websocket', against: 'websocket', timesLess: 4 },
      { side: 'rosetta-nodejs-websocket', against: 'nodejs-websocket', timesLess: 1.1 },
      { side: 'rosetta-wsd', against: 'ws1', timesLess: 4 },
    ],
  },
  'echo-64k-c1-d1': { CPU: [ours(1.5)] },
  'receive-1k': { CPU: [ours(1)] },
  'broadcast-128b-x8': { CPU: [ours(1.3)] },
  'fragments-1m': { CPU: [ours(1.2)] },
  'deflate-takeover-128b': { CPU: [ours(8)] },
  'client-send-128b': { CPU: [ours(2)] },
  // The object that a message is given in takes 96, and Node's `emit` 64 unless V8 puts it into its caller: nothing else.
  'allocation-receive-16b': { heap: [bytes(180)] },
  'allocation-echo-128b-c1-d64': { heap: [bytes(250)] },
  // One read and one write for each message: bare sockets allocate 850.
  'allocation-echo-128b-c100-d1': { heap: [bytes(2500)] },
}

/** The scenarios among those given that are guarded, with what must hold in place of their goals. */
export function guarded(scenarios: Scenario[]): Scenario[] {
  return Object.entries(FLOORS).map(([name, floors]) => {
    const scenario = scenarios.find((each) => each.name === name)
    if (!scenario) throw new Error(`the guard names the scenario "${name}", which there is not`)
    const metrics = scenario.metrics.map((metric) => ({ ...metric, goals: floors[metric.name] ?? [] }))
    return { ...scenario, extra: [], metrics: metrics.filter(({ goals }) => goals.length > 0) }
  })
}
