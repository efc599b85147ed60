/**
 * Does the steps of an exchange case on a session: what leaves together is gathered, what leaves apart is written apart.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { Step } from '../cases/case.js'
import { octetsOf } from '../cases/payload.js'
import { closeBody, frameHeader, mask } from '../peer/frame.js'
import type { Session } from './session.js'

/** Octets that wait to leave, and the frame whose payload is being sent in parts. */
class Outbox {
  #pending: Buffer[] = []
  partial: { maskingKey: Buffer; sent: number } | undefined

  constructor(readonly session: Session) {}

  add(octets: Buffer): void {
    this.#pending.push(octets)
  }

  async flush(): Promise<void> {
    const octets = Buffer.concat(this.#pending)
    this.#pending = []
    if (octets.length > 0) await this.session.connection.write(octets)
  }

  /** Writes in pieces, each handed to the system before the next. */
  async chopped(octets: Buffer, size: number): Promise<void> {
    await this.flush()
    for (let at = 0; at < octets.length && !this.session.peerClosing; at += size) {
      await this.session.connection.write(octets.subarray(at, at + size))
      // Lets the event loop read what the peer has to say: a write to a peer that has gone would throw that away.
      await (size < 16 ? delay(1) : nextTurn())
    }
  }
}

type StepOf<K extends Step['do']> = Extract<Step, { do: K }>
/** False ends the run of steps. */
type Performer<K extends Step['do']> = (step: StepOf<K>, outbox: Outbox) => Promise<unknown>

const performers: { [K in Step['do']]: Performer<K> } = {
  async frame({ frame, chop, ownWrite, times = 1 }, outbox) {
    const { payload, ...rest } = frame
    for (let i = 0; i < times; i++) {
      if (outbox.session.peerClosing) return false
      const octets = outbox.session.connection.encode({ ...rest, payload: payload && octetsOf(payload) })
      if (chop) await outbox.chopped(octets, chop)
      else {
        if (ownWrite) await outbox.flush()
        outbox.add(octets)
        if (ownWrite || i % 1000 === 999) await outbox.flush()
      }
    }
  },
  async message({ type, payload, fragment, emptyLast }, outbox) {
    const message = { type, payload: octetsOf(payload), fragment, emptyLast }
    outbox.add(await outbox.session.connection.encodeMessage(message))
  },
  async close({ code, reason, body }, outbox) {
    outbox.add(outbox.session.closeOctets(body ?? closeBody(code, reason)))
  },
  async header({ opcode, fin, length }, outbox) {
    const { role, log } = outbox.session.connection
    const maskingKey = randomBytes(4)
    const header = frameHeader({ opcode, fin, declaredLength: length, masked: role === 'client' }, maskingKey)
    const masked = role === 'client'
    log.add({
      from: 'tester',
      kind: 'frame',
      frame: { opcode, fin, rsv: 0, masked, length, header: header.toString('hex') },
    })
    outbox.partial = { maskingKey: masked ? maskingKey : Buffer.alloc(4), sent: 0 }
    outbox.add(header)
  },
  async data({ payload }, outbox) {
    const { maskingKey, sent } = outbox.partial!
    outbox.partial!.sent += payload.length
    outbox.session.connection.log.add({ from: 'tester', kind: 'octets', octets: payload })
    await outbox.flush()
    outbox.add(mask(payload, maskingKey, sent))
    await outbox.flush()
  },
  async octets({ octets }, outbox) {
    outbox.session.connection.log.add({ from: 'tester', kind: 'octets', octets })
    outbox.add(Buffer.from(octets))
  },
  async pause({ seconds, tag, continueIf }, outbox) {
    await outbox.flush()
    const { session } = outbox
    const over = new AbortController()
    await Promise.race([delay(seconds * 1000, undefined, { signal: over.signal }).catch(() => {}), session.finished])
    over.abort()
    const goOn = continueIf === 'open' ? session.open : !session.over
    if (goOn && tag !== undefined && session.open) session.recordTimeout(tag)
    return goOn
  },
}

/** Does the steps in order, until one says that the rest is pointless. */
export async function perform(steps: Step[], session: Session): Promise<void> {
  const outbox = new Outbox(session)
  for (const step of steps) {
    const goOn = await (performers[step.do] as Performer<Step['do']>)(step as never, outbox)
    if (goOn === false) return
  }
  await outbox.flush()
}
