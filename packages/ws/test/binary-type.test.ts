import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { encodeFrame } from '@rosetta-ws/conformance/diff'
import * as original from 'original-ws'
import { expect, it } from 'vitest'
import { WebSocket } from '../src/web-socket.js'

const types = ['nodebuffer', 'arraybuffer', 'fragments', 'blob'] as const
const changes = types.flatMap((from) => types.map((to) => [from, to] as const))

/** A message in two fragments, between which a listener sets another type. */
async function receive(Class: typeof WebSocket, [from, to]: (typeof changes)[number]): Promise<string> {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  const ws = new Class(null, undefined, {} as never)
  ws.setSocket(socket, Buffer.alloc(0), {})
  ws.binaryType = from
  ws.once('ping', () => {
    ws.binaryType = to
  })
  const message = once(ws, 'message')
  const frames = [{ opcode: 2, payload: 'ab', fin: false }, { opcode: 9 }, { opcode: 0, payload: 'cd' }]
  socket.push(Buffer.concat(frames.map((frame) => encodeFrame({ ...frame, mask: true }))))
  const [data] = await message
  ws.terminate()
  const parts = Array.isArray(data) ? data : [data]
  const bytes = await new Blob(parts).text()
  return `${data.constructor.name} ${bytes}`
}

it.each(changes)('a message that begins as %s and ends as %s is what the original makes of it', async (...change) => {
  const theirs = await receive(original.WebSocket as unknown as typeof WebSocket, change)
  expect(await receive(WebSocket, change)).toBe(theirs)
})
