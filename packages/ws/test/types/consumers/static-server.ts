// `Server` is a static of the class that `require` gives, and of no other. It is compiled, never run.
import WebSocket from 'ws'

export const server = new WebSocket.Server({ noServer: true })
