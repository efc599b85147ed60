/**
 * Accepts WebSocket connections of a measured client as bare TCP sockets. Not frames.
 *
 * @rfc 6455 §4.2
 */
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { answerUpgrade } from '../opening-handshake.js'

/** Listens on a free port and gives every socket whose handshake is done to `onConnection`. */
export async function listenRaw(onConnection: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
  const server = createServer({ noDelay: true }, (socket) => {
    let head = ''
    const onHead = (bytes: Buffer): void => {
      head += bytes.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      const key = /^sec-websocket-key: *(\S+)/im.exec(head)?.[1] ?? ''
      socket.removeListener('data', onHead)
      socket.write(answerUpgrade(key))
      onConnection(socket)
    }
    socket.on('data', onHead)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, server }
}
