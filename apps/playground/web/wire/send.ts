/** Sends what the composer has made, from the end that was chosen. Who can send what is told here as data. */

import type { PeerAction, ProbeAction } from '../../src/control/commands.js'
import type { OpenRecord } from '../../src/control/messages.js'
import { fromHex } from './bytes.js'
import { browserSocket } from './connections.js'
import { command, greeting } from './control-channel.js'
import { bytesText } from './names.js'

export type Action = ProbeAction
export type ActionName = Action['action'] | 'text' | 'binary'

/** The kinds of ends, and what each can send. `message` is there as `text` and `binary`. */
export const abilities = {
  browser: ['text', 'binary', 'close'],
  probe: ['text', 'binary', 'ping', 'pong', 'close', 'frame', 'bytes', 'terminate'],
  server: ['text', 'binary', 'ping', 'close', 'terminate'],
  other: [],
} as const satisfies Record<string, readonly ActionName[]>

export type End = 'client' | 'server'

export function abilitiesOf(connection: OpenRecord, end: End): readonly ActionName[] {
  return abilities[end === 'server' ? 'server' : connection.client]
}

/**
 * @param through the dialect whose API the server uses
 * @throws Error, or a DOMException of the browser, that says what is wrong
 */
export function send(connection: OpenRecord, end: End, action: Action, through: string): void {
  if (end === 'client' && connection.client === 'browser') {
    sendFromBrowser(browserSocket(connection.key), action)
    return
  }
  checkSize(action)
  if (end === 'server') {
    command({ type: 'server', connection: connection.connection, action: action as PeerAction, through })
  } else {
    command({ type: 'probe', key: connection.key as number, action })
  }
}

/** What the server has to be told to send is limited. */
function checkSize(action: Action): void {
  const limit = greeting.value?.maxCommandPayload ?? 0
  if ('payload' in action && action.payload.length > 2 * limit) {
    throw new Error(`Only the browser’s end sends more than ${bytesText(limit)}`)
  }
}

function sendFromBrowser(socket: WebSocket, action: Action): void {
  if (action.action === 'message') {
    const bytes = fromHex(action.payload)
    socket.send(action.binary ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
  } else if (action.action === 'close') {
    if (action.code === null) socket.close()
    else socket.close(action.code, action.reason)
  } else {
    throw new Error('A browser cannot send this: connect with the probe')
  }
}
