/**
 * The implementations whose verdicts are committed under baseline/: originals and our facades, the same program for both.
 */
import type { AgentRole } from '../src/cases/case.js'

export interface Agent {
  name: string
  /** What the program imports. */
  module: string
  /** The program of each role. */
  programs: Partial<Record<AgentRole, string>>
  /** Options of the program, as JSON on its command line. */
  options?: Record<string, unknown>
  /** Loads TypeScript sources: ours, from the workspace. */
  fromSource?: true
}

const dialect = (name: string) => ({ server: `${name}-server.mjs`, client: `${name}-client.mjs` })

/** A peer that gets no answer to its Close gives up after 2 s instead of 30, so that the cases of `peer-close` end. */
const closeTimeout = { closeTimeout: 2000 }
/** 9.3.1 and its like have 65,537 fragments; ws and our facades allow 16,384 unless told otherwise. */
const fragments = { maxFragments: 70_000 }

export const agents: Agent[] = [
  { name: 'ws', module: 'original-ws', programs: dialect('ws'), options: closeTimeout },
  { name: 'websocket', module: 'original-websocket', programs: dialect('websocket'), options: closeTimeout },
  { name: 'nodejs-websocket', module: 'original-nodejs-websocket', programs: dialect('nodejs-websocket') },
  { name: 'ws1', module: 'original-ws1', programs: dialect('ws1') },
  {
    name: 'faye-websocket',
    module: 'original-faye-websocket',
    programs: { server: 'faye-websocket-server.mjs', client: 'web-client.mjs' },
    options: { path: ['default', 'Client'], constructorArguments: [[], { maxLength: 64 * 1024 * 1024 }] },
  },
  { name: 'undici', module: 'original-undici', programs: { client: 'web-client.mjs' } },
  {
    name: 'rosetta-ws',
    module: '@rosetta-ws/ws',
    programs: dialect('ws'),
    options: { ...closeTimeout, ...fragments },
    fromSource: true,
  },
  {
    name: 'rosetta-websocket',
    module: '@rosetta-ws/websocket',
    programs: dialect('websocket'),
    options: { ...closeTimeout, ...fragments, perMessageDeflate: true },
    fromSource: true,
  },
  {
    name: 'rosetta-nodejs-websocket',
    module: '@rosetta-ws/nodejs-websocket',
    programs: dialect('nodejs-websocket'),
    options: { ...closeTimeout, ...fragments },
    fromSource: true,
  },
  {
    name: 'rosetta-wsd',
    module: '@rosetta-ws/wsd',
    programs: dialect('ws1'),
    // wsd refuses to close with the codes of applications, 3000 to 4999.
    options: { ...fragments, lastCloseCode: 1011 },
    fromSource: true,
  },
  {
    name: 'rosetta-ws1',
    module: '@rosetta-ws/ws1',
    programs: dialect('ws1'),
    options: fragments,
    fromSource: true,
  },
]
