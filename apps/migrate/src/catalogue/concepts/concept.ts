/**
 * The form of a concept: one thing that a program does with WebSockets, and how each API says it. Moves between APIs are
 * read off it, so that no pair of APIs is described by itself. It holds no concept.
 */
import type { Dialect, Effort, Move } from '../model.js'

/**
 * The headings of the guides, which are the same in each of them, in the order in which they appear. A name is what a
 * heading has as its anchor.
 */
export const topics = {
  package: 'Package',
  servers: 'Servers',
  handshakes: 'Handshakes',
  'request-head': 'Request head',
  'origin-and-cookies': 'Origin and cookies',
  subprotocols: 'Subprotocols',
  'paths-and-routers': 'Paths and routers',
  clients: 'Clients',
  connections: 'Connections',
  sending: 'Sending',
  receiving: 'Receiving',
  'binary-streams': 'Binary streams',
  'frames-and-fragments': 'Frames and fragments',
  'ping-and-pong': 'Ping and pong',
  keepalive: 'Keepalive',
  closing: 'Closing',
  errors: 'Errors',
  broadcast: 'Broadcast',
  limits: 'Limits',
  compression: 'Compression',
  'flow-control': 'Flow control',
  'browser-api': 'Browser API',
  internals: 'Internals',
} as const

export type Topic = keyof typeof topics

/** How an API says something. */
export interface Way {
  /** What to write; null when the API has nothing of the kind. */
  readonly write: string | null
  /** What a person who comes from another API must know. */
  readonly note?: string
  /** Overrides what would be concluded: `none` for the same text, `mechanical` for another, `impossible` for null. */
  readonly effort?: Effort
}

export type Concept = { readonly topic: Topic } & Readonly<Record<Dialect, Way>>

/** A short form of a way: a text; null; or both with a note. Null with a note is to be deleted, or a matter of judgement. */
type Written = string | null | readonly [string | null, string, Effort?]

/** Concepts of a topic; each row has the ways of `ws`, `websocket`, `nodejs-websocket` and `ws1`. */
export function concepts<Name extends string>(
  topic: Topic,
  rows: Record<Name, readonly [ws: Written, websocket: Written, nodejsWebsocket: Written, ws1: Written]>,
): Record<Name, Concept> {
  const made = Object.entries<readonly [Written, Written, Written, Written]>(rows).map(([name, row]) => {
    const [ws, websocket, nodejs, ws1] = row.map(wayOf)
    return [name, { topic, ws, websocket, 'nodejs-websocket': nodejs, ws1 }]
  })
  return Object.fromEntries(made)
}

function wayOf(written: Written): Way {
  if (written === null || typeof written === 'string') return { write: written }
  const [write, note, effort] = written
  if (write !== null) return { write, note, effort }
  return { write, note, effort: effort ?? (note.startsWith('Delete it') ? 'mechanical' : 'judgement') }
}

/** What a move of a concept from one API to another needs. */
export function moveOf(concept: Concept, from: Dialect, to: Dialect, names: Record<Dialect, string>): Move {
  const target = concept[to]
  const same = target.write !== null && target.write === concept[from].write
  const concluded = target.write === null ? 'impossible' : same ? 'none' : 'mechanical'
  // That the same code works can only be so where it is the same.
  const effort = target.effort === 'none' && !same ? concluded : (target.effort ?? concluded)
  return {
    effort,
    ...(target.write !== null && { to: target.write }),
    note: target.note ?? defaultNote(effort, target.write, names[to]),
    anchor: concept.topic,
  }
}

function defaultNote(effort: Effort, write: string | null, api: string): string {
  if (effort === 'none') return 'The same code works.'
  return write === null ? `${api} has nothing of the kind.` : 'Only the form differs.'
}
