/**
 * The form of the catalogue: what a user's code can name of the four APIs, and what a move to another API needs.
 * It holds no facts; those are in one file for each dialect beside it.
 */

/** An API. `ws1` is the API of `ws` 1.x, which `wsd` has too. `ws` is that of version 2 and later. */
export type Dialect = 'ws' | 'websocket' | 'nodejs-websocket' | 'ws1'

/** Every dialect, in the order in which reports and guides name them. */
export const dialects = ['ws', 'websocket', 'nodejs-websocket', 'ws1'] as const satisfies readonly Dialect[]

/**
 * What an expression of a user's code is. Kinds that end in `Options` are object literals that the user writes.
 * A class and its instances have the same kind; a class's own members have kind `module` when the class is the module
 * itself (`ws`), and the kind of the instance with `isStatic` otherwise.
 */
export type Kind =
  /** What `require` or `import * as` of the package gives; for `ws` and `ws1` that is the WebSocket class too. */
  | 'module'
  | 'server'
  /** `client` of websocket: makes connections, is none itself. */
  | 'client'
  /** A live connection: WebSocket, WebSocketConnection, Connection. */
  | 'connection'
  /** `w3cwebsocket` of websocket. */
  | 'w3c'
  /** An event of the browser API, as `onmessage` and `addEventListener` give it. */
  | 'w3cEvent'
  /** WebSocketRequest of websocket: a handshake that is not answered yet. */
  | 'request'
  | 'router'
  /** What a router's callback gets. */
  | 'routerRequest'
  | 'frame'
  /** The argument of `message` in websocket. */
  | 'message'
  /** The second argument of `message`, `ping` and `pong` in ws1. */
  | 'flags'
  /** The first argument of `verifyClient` in ws and ws1. */
  | 'verifyInfo'
  /** A parsed cookie of a request of websocket. */
  | 'cookie'
  | 'config'
  | 'inStream'
  | 'outStream'
  /** What `createWebSocketStream` returns. */
  | 'duplex'
  | 'sender'
  | 'receiver'
  | 'perMessageDeflate'
  /** The helper objects `extension` and `subprotocol` of ws. */
  | 'grammar'
  | 'serverOptions'
  /** Options of a constructor or function that connects. */
  | 'connectOptions'
  | 'sendOptions'
  | 'deflateOptions'
  /** A cookie that is given to `accept`. */
  | 'cookieOptions'
  | 'mountOptions'

/** How a name is written: after a dot (`export`, `method`, `property`), in a string (`event`), as a key (`option`). */
export type Form = 'export' | 'method' | 'property' | 'event' | 'option'

/** One thing that a user's code can name. A member of a dialect is found by `kind`, `form` and `name`. */
export interface Entry {
  readonly dialect: Dialect
  /** The kind that has the member, event or option; `module` for an export. */
  readonly kind: Kind
  readonly name: string
  readonly form: Form
  /** A member of the class, not of its instances. */
  readonly isStatic?: true
  /** Not in the documentation of the original, and yet used by real code. */
  readonly isPrivate?: true
  /**
   * What it leads to. Export: at [0] what it is, or what `new` or a call of it makes (see `how`). Method: at [0] its result.
   * Property: at [0] its value. Event and option: the arguments of the listener or of the function that is the option's value.
   */
  readonly gives?: readonly (Kind | null)[]
  /** Export: how the kind in `gives` comes about. */
  readonly how?: 'construct' | 'call' | 'value'
  /** Property: its value is an array, Set or object of these. */
  readonly elements?: Kind
  /** Export and method: the arguments of a function that is given to it. */
  readonly callback?: readonly (Kind | null)[]
  /** Export and method: what an object literal among its arguments is. */
  readonly options?: Kind
  /** What our package under the same API does about it. */
  readonly facade: 'same' | 'differs' | 'missing'
  /** Set when `facade` is not `same`. */
  readonly facadeNote?: string
  /** The concept that it expresses, which relates it to its counterparts in other dialects. */
  readonly concept: string
  /** What a move to another dialect needs. */
  readonly moves: Readonly<Partial<Record<Dialect, Move>>>
}

/** What a person, or the tool, does with a use of an entry when the code moves to another dialect. */
export interface Move {
  /**
   * `none`: the same code works. `mechanical`: `rewrite` does it. `judgement`: a person decides; `rewrite` leaves a TODO.
   * `impossible`: the other API has nothing of the kind.
   */
  readonly effort: Effort
  /** The expression or name to use there. */
  readonly to?: string
  /** A sentence for the person. */
  readonly note: string
  /** The heading of the guide from this dialect to the other that explains it: `docs/migrate/<from>-to-<to>.md#<anchor>`. */
  readonly anchor: string
}

export type Effort = 'none' | 'mechanical' | 'judgement' | 'impossible'
