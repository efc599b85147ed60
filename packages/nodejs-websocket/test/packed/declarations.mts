import ws, { type Connection, connect, createServer, type ServerOptions } from 'nodejs-websocket'

const options: ServerOptions = { handshakeTimeout: 1000, selectProtocol: (_conn, protocols) => protocols[0] }
createServer(options, (conn: Connection) => conn.on('ping', (data: string) => console.log(data, conn.path)))
ws.setMaxBufferLength(1024)
const conn = connect('ws://localhost', () => conn.close(1000, 'bye'))
console.log(conn.readyState === conn.OPEN)

// @ts-expect-error a port is a number or a string
createServer().listen({})
