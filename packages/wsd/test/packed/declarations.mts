import WebSocket, { connect, Server, type ServerOptions } from 'ws'

const options: ServerOptions = { noServer: true, handleProtocols: (list, done) => done(true, list[0]) }
const wss: Server = new Server(options)
wss.close()
const ws: WebSocket = connect('ws://localhost', () => ws.send('hello'))
ws.on('close', (code: number, message: string) => console.log(code, message))

// @ts-expect-error a port is a number
new Server({ port: '80' })
