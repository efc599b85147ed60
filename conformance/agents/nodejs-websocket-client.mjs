// Echo client on the API of nodejs-websocket. Arguments: module name, URL of the case server, agent name, options as JSON.
import { runCases } from './run-cases.mjs'

const [module, url, agent, options = '{}'] = process.argv.slice(2)
const { default: ws } = await import(module)
// As in nodejs-websocket-server.mjs.
ws.setMaxBufferLength(32 * 1024 * 1024)
/** The original leaves a connection open that it could not close: it is given up after that long. */
const patience = 20_000

await runCases({
  url,
  agent,
  connect(target, { onText }) {
    return new Promise((resolve) => {
      const connection = ws.connect(target, JSON.parse(options))
      const timer = setTimeout(() => connection.socket.destroy(), patience)
      connection.on('error', () => {})
      // Its own `close` event comes when `close` is called, before the connection has ended.
      connection.socket.on('close', () => {
        clearTimeout(timer)
        resolve()
      })
      // A binary message is a stream that ends later than a text behind it arrives: the echoes keep the order.
      // One that finds the connection closed is dropped.
      let echoes = Promise.resolve()
      connection.on('text', (text) => {
        const close = onText(text)
        if (close) connection.close(close.code, close.reason)
        else echoes = echoes.then(() => connection.sendText(text)).catch(() => {})
      })
      connection.on('binary', (stream) => {
        const pieces = []
        stream.on('data', (piece) => pieces.push(piece))
        const ended = new Promise((resolve) => stream.on('end', resolve))
        echoes = echoes
          .then(() => ended)
          .then(() => connection.sendBinary(Buffer.concat(pieces)))
          .catch(() => {})
      })
    })
  },
})
