// Echo client on the API of websocket. Arguments: module name, URL of the case server, agent name, options as JSON.
import { runCases } from './run-cases.mjs'

const [module, url, agent, options = '{}'] = process.argv.slice(2)
const { default: api } = await import(module)
// As in websocket-server.mjs: the defaults are below the 16 MiB of the limits group.
const limits = {
  maxReceivedFrameSize: 64 * 1024 * 1024,
  maxReceivedMessageSize: 64 * 1024 * 1024,
  fragmentOutgoingMessages: false,
}

await runCases({
  url,
  agent,
  connect(target, { onText }) {
    return new Promise((resolve) => {
      const client = new api.client({ ...limits, ...JSON.parse(options) })
      client.on('connectFailed', resolve)
      client.on('connect', (connection) => {
        connection.on('error', () => {})
        connection.on('close', resolve)
        connection.on('message', (message) => {
          const close = onText(message.utf8Data)
          if (close) connection.close(close.code, close.reason)
          else if (message.type === 'utf8') connection.sendUTF(message.utf8Data)
          else connection.sendBytes(message.binaryData)
        })
      })
      client.connect(target)
    })
  },
})
