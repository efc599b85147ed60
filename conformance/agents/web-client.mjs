// Echo client on the WebSocket class of browsers, as undici and faye-websocket have it. Arguments: module name, URL of the
// case server, agent name, options as JSON: the name of the export, and what its constructor takes.
import { runCases } from './run-cases.mjs'

const [module, url, agent, options = '{}'] = process.argv.slice(2)
const { path = ['WebSocket'], constructorArguments = [] } = JSON.parse(options)
const WebSocket = path.reduce((value, name) => value[name], await import(module))

await runCases({
  url,
  agent,
  connect(target, { onText }) {
    return new Promise((resolve) => {
      const socket = new WebSocket(target, ...constructorArguments)
      socket.binaryType = 'arraybuffer'
      socket.onmessage = ({ data }) => {
        const isText = typeof data === 'string'
        const close = onText(isText ? data : undefined)
        if (close) socket.close(close.code, close.reason)
        else socket.send(isText ? data : Buffer.from(data))
      }
      socket.onerror = () => {}
      socket.onclose = resolve
    })
  },
})
