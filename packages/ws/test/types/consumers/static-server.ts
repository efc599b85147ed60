// `Server` is declared as a static of the class that is required, not of the one that is imported. Compiled, never run.
import WebSocket from 'ws'

export const server = new WebSocket.Server({ noServer: true })
