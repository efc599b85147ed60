/**
 * The npm packages that speak the four APIs, and our package for each. It knows nothing of their members.
 */
import type { Dialect } from './model.js'

/** An npm package whose users this tool moves. */
export interface OriginalPackage {
  /** Its name on npm, which is what code requires. */
  readonly name: string
  readonly dialect: Dialect
  /** The versions of it that speak the dialect, as a semver range. */
  readonly versions: string
  /** Our package that stands in for it, and the range to install. */
  readonly facade: string
  readonly facadeRange: string
  /** The package on npm with its types, when it brings none. */
  readonly types?: string
}

export const originalPackages = [
  { name: 'ws', dialect: 'ws', versions: '>=2', facade: '@rosetta-ws/ws', facadeRange: '^8.23.0', types: '@types/ws' },
  { name: 'ws', dialect: 'ws1', versions: '<2', facade: '@rosetta-ws/ws1', facadeRange: '^1.1.5', types: '@types/ws' },
  { name: 'wsd', dialect: 'ws1', versions: '*', facade: '@rosetta-ws/wsd', facadeRange: '^0.0.18' },
  {
    name: 'websocket',
    dialect: 'websocket',
    versions: '*',
    facade: '@rosetta-ws/websocket',
    facadeRange: '^1.0.35',
    types: '@types/websocket',
  },
  {
    name: 'nodejs-websocket',
    dialect: 'nodejs-websocket',
    versions: '*',
    facade: '@rosetta-ws/nodejs-websocket',
    facadeRange: '^1.7.2',
    types: '@types/nodejs-websocket',
  },
] as const satisfies readonly OriginalPackage[]

/** The package that shows a connection of one API as one of another. */
export const bridgePackage = '@rosetta-ws/bridge'

/** The functions of the bridge, and the API of what each of them gives. */
export const bridgeViews: Readonly<Record<string, Dialect>> = {
  asWs: 'ws',
  asWebSocketConnection: 'websocket',
  asNodejsWebSocket: 'nodejs-websocket',
  asWsd: 'ws1',
  asWs1: 'ws1',
}

/** Where the guides are read. */
export const guidesUrl = 'https://github.com/rosetta-ws/rosetta/blob/main/docs/migrate'

/** The guide from one dialect to another, at a heading. */
export function guideUrl(from: Dialect, to: Dialect, anchor: string): string {
  return `${guidesUrl}/${from}-to-${to}.md#${anchor}`
}
