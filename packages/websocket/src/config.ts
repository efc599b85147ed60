/** The configuration keys of servers, clients and connections, with their defaults. */

import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer, RequestOptions } from 'node:https'
import type { PerMessageDeflateConfig } from './deflate.js'

export interface ConnectionConfig {
  /** Bytes. */
  maxReceivedFrameSize?: number
  /** Bytes. */
  maxReceivedMessageSize?: number
  fragmentOutgoingMessages?: boolean
  /** Bytes. */
  fragmentationThreshold?: number
  assembleFragments?: boolean
  disableNagleAlgorithm?: boolean
  /** Milliseconds. */
  closeTimeout?: number
  keepalive?: boolean
  /** Milliseconds. */
  keepaliveInterval?: number
  dropConnectionOnKeepaliveTimeout?: boolean
  /** Milliseconds. */
  keepaliveGracePeriod?: number
  useNativeKeepalive?: boolean
  /** Data frames in one message; not of the original. */
  maxFragments?: number
  /** Not of the original; off unless given. */
  perMessageDeflate?: boolean | PerMessageDeflateConfig
  /** Unknown keys are kept. */
  [key: string]: unknown
}

export type AnyHttpServer = HttpServer | HttpsServer

export interface ServerConfig extends ConnectionConfig {
  /** One, or several; `mount` makes an array of it. */
  httpServer?: AnyHttpServer | AnyHttpServer[] | null
  autoAcceptConnections?: boolean
  ignoreXForwardedFor?: boolean
  parseCookies?: boolean
  parseExtensions?: boolean
  /** Milliseconds after which a request that was neither accepted nor rejected is rejected; not of the original. */
  handshakeTimeout?: number
}

export interface ClientConfig extends ConnectionConfig {
  webSocketVersion?: number
  tlsOptions?: RequestOptions
  /** Milliseconds; not of the original. */
  handshakeTimeout?: number
}

export const serverDefaults = {
  httpServer: null,
  maxReceivedFrameSize: 64 * 1024,
  maxReceivedMessageSize: 1024 * 1024,
  fragmentOutgoingMessages: true,
  fragmentationThreshold: 16 * 1024,
  keepalive: true,
  keepaliveInterval: 20_000,
  dropConnectionOnKeepaliveTimeout: true,
  keepaliveGracePeriod: 10_000,
  useNativeKeepalive: false,
  assembleFragments: true,
  autoAcceptConnections: false,
  ignoreXForwardedFor: false,
  parseCookies: true,
  parseExtensions: true,
  disableNagleAlgorithm: true,
  closeTimeout: 5000,
} as const satisfies ServerConfig

export const clientDefaults = {
  maxReceivedFrameSize: 1024 * 1024,
  maxReceivedMessageSize: 8 * 1024 * 1024,
  fragmentOutgoingMessages: true,
  fragmentationThreshold: 16 * 1024,
  webSocketVersion: 13,
  assembleFragments: true,
  disableNagleAlgorithm: true,
  closeTimeout: 5000,
} as const satisfies ClientConfig

/** Copies all enumerable members, inherited ones too. */
export function extend<Target extends object>(target: Target, source: object | null | undefined): Target {
  for (const key in source) (target as Record<string, unknown>)[key] = (source as Record<string, unknown>)[key]
  return target
}
