/** All in which `wsd` and `ws` 1.1.5 differ, as data. */

export interface Dialect {
  readonly name: 'ws1' | 'wsd'
  /** What `server.clients` is: a list, or an object by the client's key. */
  readonly clients: 'list' | 'by key'
  /** The code of `close` when the connection ended without a Close frame, by whether an error was its reason. */
  readonly abruptCode: { readonly ended: number; readonly failed: number }
  /** The codes that `close` takes, as inclusive ranges. */
  readonly closeCodes: readonly (readonly [from: number, to: number])[]
  /** What `error` is emitted with for a peer's violation: an `Error`, or the text and the status code. */
  readonly violations: 'error' | 'text and code'
  /** Whether `send` without a callback, `ping` and `pong` throw on a connection that is not open. */
  readonly throwsWhenNotOpen: boolean
  /** Whether the state that `ws` keeps behind underscores can be had without them too. */
  readonly publicState: boolean
  /** Whether the class works without `new`. */
  readonly callable: boolean
  /** Bytes of a message; 0 for no limit. */
  readonly maxPayload: number
  /** Whether a server reads `req.query`, and answers with an `authorization` header. */
  readonly answersAuthorization: boolean
  /** The name of the paths that are taken on an HTTP server. */
  readonly pathsProperty: string
}

const MIB = 1024 * 1024

/** `ws` 1.1.5. */
export const ws1: Dialect = {
  name: 'ws1',
  clients: 'list',
  abruptCode: { ended: 1006, failed: 1006 },
  closeCodes: [
    [1000, 1003],
    [1007, 1011],
    [3000, 4999],
  ],
  violations: 'error',
  throwsWhenNotOpen: true,
  publicState: false,
  callable: true,
  maxPayload: 100 * MIB,
  answersAuthorization: false,
  pathsProperty: '_webSocketPaths',
}

/** `wsd` 0.0.18. Its limit of a message is ours: it has none. */
export const wsd: Dialect = {
  name: 'wsd',
  clients: 'by key',
  abruptCode: { ended: 1000, failed: 1006 },
  closeCodes: [
    [1000, 1003],
    [1007, 1011],
  ],
  violations: 'text and code',
  throwsWhenNotOpen: false,
  publicState: true,
  callable: false,
  maxPayload: 100 * MIB,
  answersAuthorization: true,
  pathsProperty: 'webSocketPaths',
}

export function isCloseCode(dialect: Dialect, code: unknown): code is number {
  return typeof code === 'number' && dialect.closeCodes.some(([from, to]) => code >= from && code <= to)
}
