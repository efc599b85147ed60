// Mistakes that the original's types let through and ours do not: all of them fail when the program runs.
import WebSocket, { type RawData, Receiver, WebSocketServer } from 'ws'

class Gate extends WebSocketServer {
  // @ts-expect-error a promise would count as true, so that every request would be let in
  override async shouldHandle(): Promise<boolean> {
    return false
  }
}
// @ts-expect-error nobody sets the path unless the program does
export const path: string = new Gate({ noServer: true, path: '/' }).path
// @ts-expect-error extensions take what the server agreed to, not its options
export const receiver = new Receiver({ extensions: { 'permessage-deflate': { threshold: 1 } } })
// @ts-expect-error a Blob is not among the data that is read without asking for it
export const size = (data: RawData): number => data.size
export const client = new WebSocket('ws://localhost')
