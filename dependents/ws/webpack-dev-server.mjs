// webpack-dev-server 5: what its clients are told when they connect and when the program is built anew, and who may connect.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import webpack from 'webpack'
import WebpackDevServer from 'webpack-dev-server'
import WebSocket from 'ws'

const context = mkdtempSync(join(tmpdir(), 'dependent-webpack-'))
writeFileSync(join(context, 'index.js'), 'document.title = "one"\n')
const compiler = webpack({
  mode: 'development',
  context,
  entry: './index.js',
  output: { path: join(context, 'dist') },
  infrastructureLogging: { level: 'none' },
  stats: 'none',
})
const server = new WebpackDevServer(
  { port: 0, host: '127.0.0.1', hot: true, client: { progress: false }, static: false },
  compiler,
)
await server.start()
const { port } = server.server.address()
await new Promise((resolve) => server.middleware.waitUntilValid(resolve))

function collect(socket, last) {
  return new Promise((resolve) => {
    const types = []
    socket.on('message', function listener(text) {
      const { type } = JSON.parse(String(text))
      types.push(type)
      if (type !== last) return
      socket.off('message', listener)
      resolve(types.join(' '))
    })
  })
}
const origin = `http://127.0.0.1:${port}`
const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin })
console.log('told', await collect(socket, 'ok'))
const rebuilt = collect(socket, 'ok')
writeFileSync(join(context, 'index.js'), 'document.title = "two"\n')
server.invalidate()
console.log('rebuilt', [...new Set((await rebuilt).split(' '))].join(' '))
server.sendMessage(server.webSocketServer.clients, 'static-changed', '/x')
console.log('sent', String((await once(socket, 'message'))[0]))
const stranger = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin: 'http://evil.test' })
const [[refusal], [code]] = await Promise.all([once(stranger, 'message'), once(stranger, 'close')])
console.log('stranger', String(refusal), code)
const closed = once(socket, 'close')
await server.stop()
console.log('stopped', (await closed)[0])
await new Promise((resolve) => compiler.close(resolve))
rmSync(context, { recursive: true, force: true })
