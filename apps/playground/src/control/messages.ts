/** What the server tells a page on the control channel, as types: the page is compiled with them too. */

export interface EndpointDescription {
  readonly name: string
  readonly path: string
  readonly original: string
  readonly deflates: boolean
}

/** The first message. */
export interface Greeting {
  readonly type: 'greeting'
  /** Goes into the target of the page's connections, so that it is shown what happens on them. */
  readonly session: string
  readonly endpoints: readonly EndpointDescription[]
  readonly subprotocols: readonly string[]
  /** Bytes of a message to an endpoint. */
  readonly maxMessage: number
  /** Bytes that a command has sent. */
  readonly maxCommandPayload: number
}

export interface WireRecords {
  readonly type: 'records'
  readonly records: readonly WireRecord[]
  /** How many records were left out before these, since the page could not keep up. */
  readonly dropped: number
}

/** A command of the page was not obeyed. */
export interface Refusal {
  readonly type: 'refusal'
  readonly message: string
}

export type ServerMessage = Greeting | WireRecords | Refusal

/** Who opened a connection: the page's browser, a probe of the page, or a program that knows nothing of the page. */
export type ClientKind = 'browser' | 'probe' | 'other'

interface RecordHead {
  /** A number of the server's. */
  readonly connection: number
  /** Milliseconds since 1970, with fractions. */
  readonly time: number
}

export interface OpenRecord extends RecordHead {
  readonly kind: 'open'
  readonly dialect: string
  readonly client: ClientKind
  /** What the page called the connection; null for those of others. */
  readonly key: number | null
  readonly subprotocol: string
  readonly deflate: boolean
}

export interface FrameRecord extends RecordHead {
  readonly kind: 'frame'
  /** As the server sees it: `in` comes from the client. */
  readonly direction: 'in' | 'out'
  readonly fin: boolean
  readonly rsv1: boolean
  readonly opcode: number
  readonly masked: boolean
  /** Payload bytes. */
  readonly length: number
  /** The first bytes of the payload, unmasked, in hex. */
  readonly payload: string
}

/** What the dialect, or the probe, said of a failure. */
export interface ErrorRecord extends RecordHead {
  readonly kind: 'error'
  readonly message: string
}

export interface CloseRecord extends RecordHead {
  readonly kind: 'close'
  readonly code: number
  readonly reason: string
}

/** What a view of the connection in another dialect was told. */
export interface ViewRecord extends RecordHead {
  readonly kind: 'view'
  readonly dialect: string
  readonly event: string
}

export type WireRecord = OpenRecord | FrameRecord | ErrorRecord | CloseRecord | ViewRecord
