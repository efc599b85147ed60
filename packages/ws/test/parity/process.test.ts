/** Parity of whole processes: environment variables, the default export under its own name, the end of the process. */
import { existsSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import {
  acceptOf,
  diffScript,
  headerOf,
  type ScriptDiff,
  type Trace,
  WireFormatter,
  WireReader,
} from '@rosetta-ws/conformance/diff'
import { afterEach, describe, expect, it } from 'vitest'

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const ours = file('../../src/index.ts')
const candidate = process.env.PARITY_SELF || !existsSync(ours) ? 'original-ws' : ours

const run = (script: string, options: { env?: Record<string, string>; args?: string[] } = {}): Promise<ScriptDiff> =>
  diffScript({
    name: 'ws',
    original: 'original-ws',
    candidate,
    script: file(`scripts/${script}`),

    ignoreEmitters: ['Receiver'],
    ...options,
    env: { NODE_OPTIONS: '-C rosetta-source', ...options.env },
  })

const lines = (trace: Trace, lane: string): string[] =>
  trace.entries.filter((entry) => entry.lane === lane).map(({ text }) => text)

const sockets = new Set<Socket>()
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
  for (const socket of sockets) socket.destroy()
})

describe('ws processes', { timeout: 60_000 }, () => {
  it('an exchange, with the environment variables set', async () => {
    const { text, original } = await run('echo.mjs', { env: { WS_NO_BUFFER_UTIL: '1', WS_NO_UTF_8_VALIDATE: '1' } })
    expect(text).toBeUndefined()
    expect(lines(original, 'stdout')).toEqual([
      'received 5 first',
      'received 5000 xxxxxxxxxxxxxxxxxxxx',
      'received 4 last',
      'closed',
    ])
    expect(lines(original, 'exit')).toEqual(['code 0'])
  })

  it('sends again in the callbacks of sends that are dropped while zlib is at work', async () => {
    const { text, candidate } = await run('send-again.mjs')
    expect(lines(candidate, 'exit')).toEqual(['code 0'])
    expect(lines(candidate, 'stdout')).toEqual(['closed 1006 told 6'])
    expect(text).toBeUndefined()
  })

  it('sends reach the peer although the process exits in the same turn', async () => {
    const received: string[][] = []
    const server = createServer((socket) => {
      sockets.add(socket)
      received.push(recordFrames(socket))
    })
    closers.push(() => server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const { text, original } = await run('exit-after-send.mjs', { args: [String(port)] })
    expect(text).toBeUndefined()
    expect(lines(original, 'exit')).toEqual(['code 3'])
    expect(received).toEqual([
      ['masked text "one"', 'masked text "two"', 'closed'],
      ['masked text "one"', 'masked text "two"', 'closed'],
    ])
  })
})

/** Takes a handshake and gives the list of the frames that arrive. */
function recordFrames(socket: Socket): string[] {
  const frames: string[] = []
  const reader = new WireReader()
  const formatter = new WireFormatter()
  socket.on('data', (chunk) => {
    for (const item of reader.push(chunk)) {
      if (item.kind === 'head') {
        const accept = acceptOf(headerOf(item, 'sec-websocket-key') ?? '')
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        )
      } else frames.push(...formatter.lines(item))
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => frames.push('closed'))
  return frames
}
