// Echo client on the API of ws 1.x, which wsd has too. Arguments: module name, URL of the case server, agent name, options
// as JSON.
import { runCases } from './run-cases.mjs'

const [module, url, agent, options = '{}'] = process.argv.slice(2)
const { default: WebSocket } = await import(module)

await runCases({
  url,
  agent,
  connect(target, { onText }) {
    return new Promise((resolve) => {
      const socket = new WebSocket(target, JSON.parse(options))
      socket.on('message', (data, { binary }) => {
        const close = onText(binary ? undefined : data)
        if (close) socket.close(close.code, close.reason)
        // Without a callback a send to a closed socket throws.
        else socket.send(data, { binary: Boolean(binary) }, () => {})
      })
      // A handshake that fails has an error, and not always a close.
      socket.on('error', () => {
        if (socket.readyState === WebSocket.CONNECTING) resolve()
      })
      socket.on('close', resolve)
    })
  },
})
