// Echo client on the API of ws 1.x, which wsd has too. Arguments: module name, URL of the case server, agent name, options
// as JSON: those of the constructor, and the last close code that the API takes.
import { runCases } from './run-cases.mjs'

const [module, url, agent, json = '{}'] = process.argv.slice(2)
const { lastCloseCode = 4999, ...options } = JSON.parse(json)
const { default: WebSocket } = await import(module)

await runCases({
  url,
  agent,
  connect(target, { onText }) {
    return new Promise((resolve) => {
      const socket = new WebSocket(target, options)
      socket.on('message', (data, { binary }) => {
        const close = onText(binary ? undefined : data)
        if (close && close.code <= lastCloseCode) socket.close(close.code, close.reason)
        // Without a callback a send to a closed socket throws.
        else socket.send(data, { binary: Boolean(binary) }, () => {})
      })
      let isOpen = false
      socket.on('open', () => {
        isOpen = true
      })
      // A handshake that fails has an error, and not always a close.
      socket.on('error', () => {
        if (!isOpen) resolve()
      })
      socket.on('close', resolve)
    })
  },
})
