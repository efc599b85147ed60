/**
 * What a measured program does with its connections, written once for all dialects. Not how a dialect sends.
 */

import { makeBodies } from '../bodies.js'
import type { BodyOrder, RoleName } from '../control/protocol.js'
import type { Dialect } from './dialect.js'

type OnConnection<Connection> = (connection: Connection) => void
type Role = <Connection>(dialect: Dialect<Connection>, body: BodyOrder | undefined) => OnConnection<Connection>

/** Sends each message back: text as text, binary as binary. */
const echo: Role = (dialect) => (connection) => {
  dialect.onMessage(connection, (message) => {
    if (typeof message === 'string') dialect.sendText(connection, message)
    else dialect.sendBinary(connection, message)
  })
}

/** As echo, but where an API gives text as bytes, they are sent as they are. */
const relay: Role = (dialect, body) => dialect.relay?.bind(dialect) ?? echo(dialect, body)

/** Counts binary messages; a text asks for the count and starts a new one. */
const sink: Role = (dialect) => (connection) => {
  let messages = 0
  let bytes = 0
  let check = 0
  dialect.onMessage(connection, (message) => {
    if (typeof message === 'string') {
      dialect.sendText(connection, `${messages} ${bytes} ${check}`)
      messages = bytes = check = 0
      return
    }
    messages++
    bytes += message.length
    check = (check + message[0] + message[message.length - 1]) | 0
  })
}

/** Relays each message to all connections. */
const broadcast: Role = <Connection>(dialect: Dialect<Connection>) => {
  const all: Connection[] = []
  return (connection: Connection) => {
    all.push(connection)
    dialect.onMessage(connection, (message) => {
      if (typeof message === 'string') for (const each of all) dialect.sendText(each, message)
      else for (const each of all) dialect.sendBinary(each, message)
    })
  }
}

/** Does nothing. */
const idle: Role = () => () => {}

/** Asked by a text for so many messages, sends them at once. */
const source: Role = (dialect, body) => (connection) => {
  const bodies = makeBodies(body!)
  let next = 0
  dialect.onMessage(connection, (message) => {
    for (let left = Number(message); left > 0; left--) {
      dialect.sendBinary(connection, bodies[next])
      next = (next + 1) % bodies.length
    }
  })
}

export const ROLES: Record<RoleName, Role> = {
  echo,
  relay,
  sink,
  broadcast,
  idle,
  'client-sink': sink,
  'client-source': source,
}
