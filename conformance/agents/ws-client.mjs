// Echo client on the API of ws. Arguments: module name, URL of the case server, agent name, options as JSON.
import { runCases } from './run-cases.mjs'

const [module, url, agent, options = '{}'] = process.argv.slice(2)
const { WebSocket } = await import(module)

await runCases({
  url,
  agent,
  connect(target, { onText }) {
    return new Promise((resolve) => {
      const socket = new WebSocket(target, JSON.parse(options))
      socket.on('message', (data, isBinary) => {
        const close = onText(isBinary ? undefined : data.toString())
        if (close) socket.close(close.code, close.reason)
        else socket.send(data, { binary: isBinary })
      })
      socket.on('error', () => {})
      socket.on('close', resolve)
    })
  },
})
