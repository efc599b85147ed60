/**
 * What a case saw of the peer: the material of a judgement. It decides nothing.
 */
import type { TesterRole } from '../peer/connection.js'
import type { PeerFault, ReceivedClose } from '../peer/peer-rules.js'

/** An event that counts. */
export type RecordedEvent =
  | { kind: 'message'; type: 'text' | 'binary'; payload: Buffer }
  | { kind: 'pong'; payload: Buffer }
  | { kind: 'timeout'; tag: string }

/** One connection from its opening handshake to the end of TCP. */
export interface Observation {
  role: TesterRole
  /** Set if the opening handshake did not complete. */
  handshakeFault?: string
  events: RecordedEvent[]
  /** The side whose Close frame came first. */
  firstClose?: 'tester' | 'peer'
  closeSent: boolean
  closeReceived?: ReceivedClose
  /** The first rule that the peer broke. */
  fault?: PeerFault
  /** The peer was silent for too long, and the tester failed the connection. */
  waitedInVain: boolean
  /** Close frames went both ways, in time. */
  clean: boolean
  /** Who ended TCP. */
  droppedBy?: 'tester' | 'peer'
  /** The peer did not answer the tester's Close in time, or as a server did not drop TCP in time. */
  late: string[]
}
