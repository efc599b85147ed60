import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { encodeFrame } from '@rosetta-ws/conformance/diff'
import { expect, it } from 'vitest'
import { WebSocket } from '../src/web-socket.js'

// With the original, 'arraybuffer' joins the fragments, and 'blob' makes a Blob of them.
it.each(['nodebuffer', 'arraybuffer', 'blob'] as const)(
  'a message that began as fragments stays so when its listeners set %s meanwhile',
  async (type) => {
    const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    const ws = new WebSocket(null, undefined, {} as never)
    ws.setSocket(socket, Buffer.alloc(0), {})
    ws.binaryType = 'fragments'
    ws.once('ping', () => {
      ws.binaryType = type
    })
    const message = once(ws, 'message')
    const frames = [{ opcode: 2, payload: 'ab', fin: false }, { opcode: 9 }, { opcode: 0, payload: 'cd' }]
    socket.push(Buffer.concat(frames.map((frame) => encodeFrame({ ...frame, mask: true }))))
    expect(await message).toEqual([[Buffer.from('ab'), Buffer.from('cd')], true])
    ws.terminate()
  },
)
