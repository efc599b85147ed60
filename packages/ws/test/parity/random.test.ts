/**
 * Parity of random exchanges: frames, cuts and calls drawn from a seed, over a Duplex that closes as a socket does. The seed names the
 * scenario, so that a failure repeats. `PARITY_SEEDS=1000-1999` runs others than those of every day.
 */
import { Duplex } from 'node:stream'
import {
  encodeFrame,
  type FrameToSend,
  type Scenario,
  scenario,
  WireFormatter,
  WireReader,
} from '@rosetta-ws/conformance/diff'
import { type Api, type Context, parityOfWs } from './scene.js'

/** Numbers drawn from a seed (mulberry32). */
class Draw {
  #state: number
  constructor(seed: number) {
    this.#state = seed
  }
  /** An integer from 0 to `end` - 1. */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end)
  }
  chance(percent: number): boolean {
    return this.below(100) < percent
  }
  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]
  }
}

const LENGTHS = [0, 1, 2, 5, 17, 60, 124, 125, 126, 127, 300, 4000]

function drawPayload(draw: Draw, most = 5000): Buffer {
  const length = Math.min(draw.one(LENGTHS), most)
  return Buffer.from(Array.from({ length }, () => 0x61 + draw.below(26)))
}

/** A few frames: mostly legal messages, whole or in fragments with control frames between, now and then an illegal frame. */
function drawFrames(draw: Draw): FrameToSend[] {
  const frames: FrameToSend[] = []
  const messages = 1 + draw.below(6)
  for (let message = 0; message < messages; message++) {
    const opcode = draw.one([1, 2])
    const fragments = draw.chance(30) ? 2 + draw.below(4) : 1
    for (let index = 0; index < fragments; index++) {
      if (draw.chance(20)) frames.push({ opcode: draw.one([9, 10]), payload: drawPayload(draw, 125) })
      frames.push({ opcode: index === 0 ? opcode : 0, fin: index === fragments - 1, payload: drawPayload(draw) })
    }
  }
  if (draw.chance(30)) frames.splice(draw.below(frames.length + 1), 0, drawIllegal(draw))
  if (draw.chance(40))
    frames.push({ opcode: 8, payload: draw.one([[], [3, 232], [3, 233, 0x62], [15, 160, 0x61, 0x62]]) })
  if (draw.chance(10)) frames.push({ opcode: 1, payload: 'after' })
  return frames
}

function drawIllegal(draw: Draw): FrameToSend {
  return draw.one<FrameToSend>([
    { rsv: 1 + draw.below(7) },
    { opcode: 3 + draw.below(5) },
    { opcode: 11 + draw.below(5), payload: 'x' },
    { opcode: 0, payload: 'stray' },
    { opcode: 9, fin: false },
    { opcode: 9, payload: 'x'.repeat(126) },
    { opcode: 8, payload: [9] },
    { opcode: 8, payload: [3, 236] },
    { opcode: 1, fin: false },
    { lengthBytes: 8, length: 2n ** 60n },
    { mask: true },
  ])
}

/** Cuts bytes into chunks, from single bytes to everything at once. */
function drawCuts(draw: Draw, bytes: Buffer): Buffer[] {
  const typical = draw.one([1, 3, 40, 1000, 100_000])
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = typical === 1 && bytes.length < 200 ? 1 : 1 + draw.below(typical * 2)
    chunks.push(bytes.subarray(at, at + length))
    at += length
  }
  return chunks
}

type Call = (ws: Api, context: Context) => void

function drawCall(draw: Draw): [name: string, call: Call] {
  const data = draw.chance(50) ? drawPayload(draw).toString() : drawPayload(draw)
  const small = drawPayload(draw, 125)
  const calls: [string, Call][] = [
    ['send', (ws, { trace }) => ws.send(data, trace.callback('send callback'))],
    ['send fragment', (ws) => ws.send(data, { fin: false })],
    ['send in a callback', (ws) => ws.send(data, () => ws.send('from the callback'))],
    ['ping', (ws, { trace }) => ws.ping(small, undefined, trace.callback('ping callback'))],
    ['pong', (ws) => ws.pong(small)],
    ['pause', (ws) => ws.pause()],
    ['resume', (ws) => ws.resume()],
    ['look', (ws, { trace }) => trace.log('look', ws.readyState, ws.isPaused, ws.bufferedAmount)],
  ]
  if (draw.chance(12))
    return draw.one<[string, Call]>([
      ['close', (ws) => ws.close()],
      ['close with code', (ws) => ws.close(4000 + draw.below(9), 'reason')],
      ['terminate', (ws) => ws.terminate()],
    ])
  return draw.one(calls)
}

async function exchange(context: Context, seed: number): Promise<void> {
  const { api, trace, net } = context
  const draw = new Draw(seed)
  const isServer = draw.chance(50)
  const options = {
    allowSynchronousEvents: draw.chance(70),
    autoPong: draw.chance(80),
    maxPayload: draw.one([0, 0, 0, 1000]),
    maxFragments: draw.one([0, 16, 3]),
    skipUTF8Validation: draw.chance(30),
  }
  const reader = new WireReader('frames')
  const formatter = new WireFormatter()
  const duplex = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      for (const item of reader.push(chunk)) for (const line of formatter.lines(item)) trace.lane('wire').line(line)
      done()
    },
    final(done) {
      trace.lane('wire').line('end')
      done()
    },
    destroy: (error, done) => setImmediate(done, error),
  })
  const ws = trace.emitter(
    'ws',
    new api.WebSocket(null, undefined, { autoPong: options.autoPong, closeTimeout: 60_000 }),
  )
  ws.on('error', () => {})
  ws.binaryType = draw.one(['nodebuffer', 'arraybuffer', 'fragments'])
  if (draw.chance(40))
    ws.on('message', (data: Api, isBinary: boolean) =>
      ws.send(Array.isArray(data) ? Buffer.concat(data) : data, { binary: isBinary }),
    )
  ws._isServer = isServer
  const mask = isServer ? Uint8Array.of(draw.below(256), draw.below(256), draw.below(256), draw.below(256)) : false
  const frames = drawFrames(draw).map((frame) => encodeFrame({ ...frame, mask: frame.mask ? !mask : mask }))
  const chunks = drawCuts(draw, Buffer.concat(frames))
  const head = draw.chance(20) ? chunks.shift()! : Buffer.alloc(0)
  ws.setSocket(duplex, head, options)

  const pace = draw.one([0, 0, 1, 2])
  const callRate = draw.one([0, 5, 30])
  for (const chunk of chunks) {
    if (!duplex.destroyed && !duplex.readableEnded) duplex.push(chunk)
    if (draw.chance(callRate)) {
      const [name, call] = drawCall(draw)
      trace.attempt(name, () => {
        call(ws, context)
      })
    }
    if (pace > 0) await net.turns(pace)
  }
  await net.turns(4)
  ws.resume()
  await net.turns(40)
  trace.log('before the end', ws.readyState, ws.bufferedAmount)
  duplex.push(null)
  await net.turns(4)
  duplex.destroy()
  await net.turns(4)
  trace.log('after the end', ws.readyState, ws.bufferedAmount)
}

const [first, last] = (process.env.PARITY_SEEDS ?? '1-40').split('-').map(Number)
const scenarios: Scenario<Api>[] = Array.from({ length: last - first + 1 }, (_, index) => {
  const seed = first + index
  return scenario<Api>(`random exchange of seed ${seed}`, (context) => exchange(context, seed))
})

parityOfWs('random exchanges', scenarios)
