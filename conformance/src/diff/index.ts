/**
 * The engine of comparison: runs one program against two implementations of an API and finds where they part.
 *
 * ```ts
 * import { scenario } from '@rosetta-ws/conformance/diff'
 * import { parity } from '@rosetta-ws/conformance/diff/vitest'
 *
 * const echo = scenario('a message arrives', async ({ api, trace, net }) => {
 *   const raw = await net.listen(async (peer) => {          // a raw server; records what it receives in lane "server"
 *     await peer.accept()
 *     peer.frame({ payload: 'hello' })
 *   })
 *   const ws = trace.emitter('ws', new api.WebSocket(raw.url))   // records every event of ws in order
 *   await trace.seen(ws, 'message')                              // waits without adding a listener
 *   trace.attempt('close', () => ws.close(1))                    // records what it returns or throws
 * })
 *
 * parity({ original: () => import('original-ws'), ours: () => import('../src/index.js'), scenarios: [echo] })
 * ```
 *
 * Order is compared within a lane: give each endpoint of a connection its own (`trace.lane('client')`), because which of
 * two endpoints runs first is the kernel's choice. `net.proxy(port)` records the wire between two endpoints of the API.
 */
export { compare, type Difference, formatDifference, type Recorded } from './compare.js'
export { type Describer, describeBytes, describeText, describeValue, ownShape } from './describe-value.js'
export { closePayload, encodeFrame, type FrameToSend } from './encode-frame.js'
export { Network, type RawServer } from './network.js'
export { type PeerOptions, RawPeer, SAMPLE_KEY, type UpgradeRequest } from './raw-peer.js'
export { diffScript, type ScriptDiff, type ScriptDiffOptions } from './run-script.js'
export { flawOf, runScenario, type Scenario, type ScenarioContext, type ScenarioOptions, scenario } from './scenario.js'
export { Trace, type TraceEntry } from './trace.js'
export { type WireFormatOptions, WireFormatter } from './wire-format.js'
export {
  acceptOf,
  headerOf,
  type WireBytes,
  type WireFrame,
  type WireHead,
  type WireItem,
  WireReader,
} from './wire-reader.js'
