/** The control channel to the server: brings records, takes commands, and comes back when the server does. */

import { signal } from '@preact/signals'
import type { Command } from '../../src/control/commands.js'
import type { Greeting, ServerMessage } from '../../src/control/messages.js'

const RETRY_INTERVAL = 1000

export interface ChannelListener {
  onMessage(message: ServerMessage): void
  onLost(): void
}

/** What the server offers, or null while there is no server. */
export const greeting = signal<Greeting | null>(null)

let socket: WebSocket | null = null

export function openChannel(listener: ChannelListener): void {
  socket = new WebSocket(`${originUrl()}/control`)
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data) as ServerMessage
    if (message.type === 'greeting') greeting.value = message
    listener.onMessage(message)
  }
  socket.onclose = () => {
    greeting.value = null
    listener.onLost()
    setTimeout(() => openChannel(listener), RETRY_INTERVAL)
  }
}

/** @throws Error while there is no server */
export function command(message: Command): void {
  if (socket === null || socket.readyState !== WebSocket.OPEN) throw new Error('There is no connection to the server')
  socket.send(JSON.stringify(message))
}

/** `ws://host:port` of the server that this page is from. */
export function originUrl(): string {
  return location.origin.replace(/^http/, 'ws')
}
