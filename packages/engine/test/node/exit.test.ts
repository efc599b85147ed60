import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { frame, readFrames } from '../instruments/wire.js'

const program = fileURLToPath(new URL('../programs/sends-and-exits.ts', import.meta.url))
const loader = import.meta.resolve('tsx')

/** Runs the program and returns the texts that came from it. */
async function textsOf(way: string): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const child = spawn(process.execPath, ['--import', loader, program, String(port), way], { stdio: 'ignore' })
  const [socket] = (await once(server, 'connection')) as [Socket]
  const received: Buffer[] = []
  socket.on('data', (chunk: Buffer) => {
    if (received.length === 0 && way.startsWith('in a listener')) socket.write(frame({ opcode: 1, payload: 'now' }))
    received.push(chunk)
  })
  await Promise.all([once(socket, 'end'), once(child, 'exit')])
  server.close()
  return readFrames(Buffer.concat(received))
    .map(({ payload }) => `${payload}`)
    .join('')
}

describe('a process that exits right after a send', () => {
  it.concurrent.each([
    ['after one send', '1'],
    ['after several sends', '123'],
    ['after turns of several sends', '12345'],
    ['in a listener', '012'],
    ['in a listener that throws', '012'],
    ['after sends in an exit listener', '123456'],
    ['by an error after sends', '123'],
  ])('has sent it: %s', async (way, texts) => {
    expect(await textsOf(way)).toBe(texts)
  })
})
