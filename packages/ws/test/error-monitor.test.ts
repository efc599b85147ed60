import { errorMonitor } from 'node:events'
import { Duplex } from 'node:stream'
import { encodeFrame } from '@rosetta-ws/conformance/diff'
import { expect, it } from 'vitest'
import { WebSocket } from '../src/web-socket.js'

it('who monitors errors hears of a broken frame that nobody else listens for', async () => {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  const ws = new WebSocket(null, undefined, {} as never)
  ws.setSocket(socket, Buffer.alloc(0), {})
  const heard: string[] = []
  ws.on(errorMonitor, (error) => heard.push(error.message))
  socket.push(encodeFrame({ opcode: 3, mask: true }))
  const code = await new Promise((resolve) => ws.on('close', resolve))
  expect(heard).toEqual(['Invalid WebSocket frame: invalid opcode 3'])
  expect(code).toBe(1006)
})
