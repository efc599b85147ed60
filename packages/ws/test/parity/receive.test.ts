/** Parity of what arrives: messages in every binaryType, pings, pause and resume, synchronous events, UTF-8, limits. */
import { encodeFrame, type FrameToSend, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, parityOfWs, serverOf } from './scene.js'

const binaryTypes = ['nodebuffer', 'arraybuffer', 'fragments', 'blob'] as const

const messages: Record<string, FrameToSend[]> = {
  text: [{ payload: 'héllo' }],
  'an empty text': [{ payload: '' }],
  binary: [{ opcode: 2, payload: [1, 2, 3] }],
  'an empty binary': [{ opcode: 2 }],
  'a fragmented text': [
    { payload: 'a', fin: false },
    { opcode: 0, payload: 'b', fin: false },
    { opcode: 0, payload: 'c' },
  ],
  'a fragmented binary': [
    { opcode: 2, payload: [1], fin: false },
    { opcode: 0, payload: [2, 3] },
  ],
  'a binary with empty fragments': [{ opcode: 2, fin: false }, { opcode: 0, payload: [9], fin: false }, { opcode: 0 }],
  'an empty fragmented text': [{ fin: false }, { opcode: 0 }],
  'a large binary': [{ opcode: 2, payload: Buffer.alloc(200000, 3) }],
  'a character cut between fragments': [
    { payload: Buffer.from('€').subarray(0, 1), fin: false },
    { opcode: 0, payload: Buffer.from('€').subarray(1) },
  ],
}

const kinds: Scenario<Api>[] = Object.entries(messages).flatMap(([name, frames]) =>
  binaryTypes.map((binaryType) =>
    scenario<Api>(`binaryType ${binaryType}: ${name}`, async (context) => {
      const { trace } = context
      const { ws, peer } = await clientOf(context)
      ws.binaryType = binaryType
      trace.log('binaryType', ws.binaryType)
      ws.on('message', async (data: Api) => {
        trace.log('kind', data?.constructor?.name, data instanceof Blob ? data.type : '')
        if (data instanceof Blob) trace.log('blob', Buffer.from(await data.arrayBuffer()))
      })
      await peer.frame(...frames)
      await trace.seen(ws, 'message')
    }),
  ),
)

const types: Scenario<Api>[] = [
  scenario<Api>('binaryType: values', async (context) => {
    const { trace } = context
    const { ws } = await clientOf(context)
    for (const value of ['nodebuffer', 'arraybuffer', 'fragments', 'blob', 'Blob', 'foo', '', null, undefined, 5]) {
      trace.attempt(`set ${String(value)}`, () => {
        ws.binaryType = value
      })
      trace.log('is', ws.binaryType)
    }
  }),
  scenario<Api>('binaryType: set before the connection is open', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      prepare: (ws) => {
        ws.binaryType = 'arraybuffer'
      },
    })
    await peer.frame({ opcode: 2, payload: [1, 2] })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('binaryType: changed in the middle of a message', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    await peer.frame({ opcode: 2, payload: [1], fin: false }, { opcode: 9 })
    await trace.seen(ws, 'ping')
    ws.binaryType = 'fragments'
    await peer.frame({ opcode: 0, payload: [2] })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('binaryType: pings stay Buffers', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.binaryType = 'arraybuffer'
    await peer.frame({ opcode: 9, payload: 'p' }, { opcode: 10, payload: 'q' })
    await trace.seen(ws, 'pong')
  }),
  scenario<Api>('message: a Buffer of its own', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    const kept: Buffer[] = []
    ws.on('message', (data: Buffer) => kept.push(data))
    await peer.frame({ opcode: 2, payload: [1, 1] }, { opcode: 2, payload: [2, 2] }, { opcode: 2, payload: [3, 3] })
    await trace.seen(ws, 'message', 3)
    kept[0].fill(9)
    trace.log(
      'kept',
      kept,
      kept.map((data) => Buffer.isBuffer(data)),
    )
  }),
  scenario<Api>('message: arguments and this', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    ws.on('message', function (this: Api, ...values: unknown[]) {
      trace.log('message', this === ws, values.length, ...values)
    })
    await peer.frame({ payload: 'x' })
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('message: listener throws', { alone: true }, async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.on('message', () => {
      throw new Error('from the listener')
    })
    await peer.frame({ payload: 'one' })
    await trace.seen(ws, 'message')
    await net.turns(5)
    trace.log('state', ws.readyState)
  }),
]

const events: Scenario<Api>[] = [true, false].flatMap((allowSynchronousEvents) => {
  const title = `allowSynchronousEvents ${allowSynchronousEvents}`
  const options = { allowSynchronousEvents }
  return [
    scenario<Api>(`${title}: ticks and microtasks between messages of one chunk`, async (context) => {
      const { trace } = context
      const { ws, peer } = await serverOf(context, { options })
      ws.on('message', (data: Buffer) => {
        process.nextTick(() => trace.log(`tick after ${data}`))
        Promise.resolve().then(() => trace.log(`microtask after ${data}`))
        setImmediate(() => trace.log(`immediate after ${data}`))
      })
      await peer.frame(
        { payload: '1', mask: true },
        { payload: '2', mask: true },
        { opcode: 9, payload: 'p', mask: true },
        { payload: '3', mask: true },
      )
      await trace.seen(ws, 'message', 3)
      await context.net.turns(4)
    }),
    scenario<Api>(`${title}: pings, pongs and a close of one chunk`, async (context) => {
      const { trace } = context
      const { ws, peer } = await clientOf(context, { options })
      for (const event of ['message', 'ping', 'pong', 'close']) {
        ws.on(event, () => {
          process.nextTick(() => trace.log(`tick after ${event}`))
          Promise.resolve().then(() => trace.log(`microtask after ${event}`))
        })
      }
      await peer.frame(
        { opcode: 9, payload: 'a' },
        { opcode: 10, payload: 'b' },
        { payload: 'c' },
        { opcode: 9, payload: 'd' },
        { opcode: 8 },
      )
      await trace.seen(ws, 'close')
    }),
    scenario<Api>(`${title}: an error right after a message`, async (context) => {
      const { trace } = context
      const { ws, peer } = await serverOf(context, { options, prepare: (ws) => ws.on('error', () => {}) })
      ws.on('message', () => process.nextTick(() => trace.log('tick')))
      await peer.frame({ payload: 'ok', mask: true }, { opcode: 11, mask: true })
      await trace.seen(ws, 'close')
    }),
    scenario<Api>(`${title}: the end of the connection right after messages`, async (context) => {
      const { trace } = context
      const { ws, peer } = await clientOf(context, { options })
      peer.frame({ payload: 'one' }, { payload: 'two' }, { payload: 'three' })
      peer.end()
      await trace.seen(ws, 'close')
    }),
    scenario<Api>(`${title}: frames with the answer to the handshake`, async (context) => {
      const { trace } = context
      const { ws } = await clientOf(context, {
        options,
        after: Buffer.concat([
          encodeFrame({ payload: 'a' }),
          encodeFrame({ payload: 'b' }),
          encodeFrame({ opcode: 8 }),
        ]),
      })
      await trace.seen(ws, 'close')
    }),
    scenario<Api>(`${title}: pause in the first of three messages`, async (context) => {
      const { trace, net } = context
      const { ws, peer } = await clientOf(context, { options })
      ws.once('message', () => {
        ws.pause()
        setImmediate(() =>
          setImmediate(() => {
            trace.log('resuming', ws.isPaused)
            ws.resume()
          }),
        )
      })
      await peer.frame({ payload: '1' }, { payload: '2' }, { payload: '3' })
      await trace.seen(ws, 'message', 3)
      await net.turns(1)
    }),
    scenario<Api>(`${title}: a hundred messages in one chunk`, async (context) => {
      const { trace } = context
      const { ws, peer } = await serverOf(context, { options })
      await peer.frame(...Array.from({ length: 100 }, (_, i) => ({ payload: `${i}`, mask: true })))
      await trace.seen(ws, 'message', 100)
    }),
    scenario<Api>(`${title}: a message byte by byte`, async (context) => {
      const { trace } = context
      const { ws, peer } = await serverOf(context, { options })
      for (const byte of encodeFrame({ payload: 'héllo', mask: true })) await peer.send([byte])
      await trace.seen(ws, 'message')
    }),
  ]
})

const pauses: Scenario<Api>[] = [
  scenario<Api>('pause: isPaused in every state', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      stay: true,
      prepare: (ws) => {
        ws.pause()
        trace.log('connecting', ws.isPaused)
      },
    })
    trace.log('open', ws.isPaused)
    trace.attempt('pause', () => ws.pause())
    trace.log('paused', ws.isPaused, ws._socket.isPaused())
    trace.attempt('pause again', () => ws.pause())
    trace.attempt('resume', () => ws.resume())
    trace.log('resumed', ws.isPaused)
    ws.close()
    ws.pause()
    trace.log('closing', ws.isPaused)
    ws.resume()
    peer.end()
    await trace.seen(ws, 'close')
    ws.pause()
    trace.log('closed', ws.isPaused)
  }),
  scenario<Api>('pause: nothing arrives while paused', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.pause()
    await peer.frame({ payload: 'a' }, { opcode: 9, payload: 'p' }, { payload: 'b' })
    await net.turns(20)
    trace.log('resuming')
    ws.resume()
    await trace.seen(ws, 'message', 2)
  }),
  scenario<Api>('pause: a close is not seen while paused', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.pause()
    await peer.frame({ payload: 'a' }, { opcode: 8 })
    await net.turns(20)
    trace.log('resuming', ws.readyState)
    ws.resume()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('pause: the connection ends while paused', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.pause()
    await peer.frame({ payload: 'a' })
    peer.end()
    await net.turns(20)
    trace.log('resuming', ws.readyState)
    ws.resume()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('pause: terminate while paused', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.pause()
    await peer.frame({ payload: 'a' })
    await net.turns(10)
    ws.terminate()
    await trace.seen(ws, 'close')
    trace.log('paused', ws.isPaused)
  }),
  scenario<Api>('pause: close while paused', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    ws.pause()
    ws.close(4000)
    await peer.closeFrame
    await peer.frame({ opcode: 8 })
    peer.end()
    await net.turns(20)
    trace.log('state', ws.readyState, ws.isPaused)
    ws.resume()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('pause: sends still go out', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context)
    ws.pause()
    ws.send('x', trace.callback('sent'))
    await peer.frames(1)
    await net.turns(2)
    ws.resume()
  }),
  scenario<Api>('pause: in the open listener', async (context) => {
    const { trace, net } = context
    const { ws } = await clientOf(context, {
      after: encodeFrame({ payload: 'early' }),
      prepare: (ws) => ws.on('open', () => ws.pause()),
    })
    await net.turns(10)
    trace.log('resuming', ws.isPaused)
    ws.resume()
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('pause: in the connection listener', async (context) => {
    const { trace, net } = context
    const { ws } = await serverOf(context, {
      after: encodeFrame({ payload: 'early', mask: true }),
      prepare: (ws) => ws.pause(),
    })
    await net.turns(10)
    trace.log('resuming', ws.isPaused)
    ws.resume()
    await trace.seen(ws, 'message')
  }),
]

const pings: Scenario<Api>[] = [
  scenario<Api>('autoPong: on by default', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    await peer.frame(
      { opcode: 9, payload: 'one', mask: true },
      { opcode: 9, mask: true },
      { opcode: 9, payload: 'x'.repeat(125), mask: true },
    )
    await trace.seen(ws, 'ping', 3)
    await peer.frames(3)
  }),
  scenario<Api>('autoPong: from a client', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    await peer.frame({ opcode: 9, payload: 'p' })
    await peer.frames(1)
    await trace.seen(ws, 'ping')
  }),
  scenario<Api>('autoPong: off', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, { options: { autoPong: false } })
    ws.on('ping', (data: Buffer) => ws.pong(`mine ${data}`))
    await peer.frame({ opcode: 9, payload: 'p' })
    await trace.seen(ws, 'ping')
    await peer.frames(1)
  }),
  scenario<Api>('autoPong: the pong precedes what the ping listener sends', async (context) => {
    const { ws, peer } = await serverOf(context)
    ws.on('ping', () => ws.send('from the listener'))
    await peer.frame({ opcode: 9, payload: 'p', mask: true })
    await peer.frames(2)
  }),
  scenario<Api>('autoPong: between fragments', async (context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context)
    await peer.frame({ payload: 'a', fin: false }, { opcode: 9, payload: 'p' }, { opcode: 0, payload: 'b' })
    await trace.seen(ws, 'message')
    await peer.frames(1)
  }),
  scenario<Api>('autoPong: not after close()', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await clientOf(context, { stay: true })
    ws.close()
    await peer.closeFrame
    await peer.frame({ opcode: 9, payload: 'late' })
    await trace.seen(ws, 'ping')
    await net.turns(5)
    peer.end()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('pong: unsolicited', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context)
    await peer.frame({ opcode: 10, payload: 'q', mask: true }, { opcode: 10, mask: true })
    await trace.seen(ws, 'pong', 2)
  }),
  scenario<Api>('maxPendingAutoPongs 3: more pings in one chunk', async (context) => {
    const { trace } = context
    const { ws, peer } = await serverOf(context, { options: { maxPendingAutoPongs: 3 }, stay: true })
    ws.on('ping', () => trace.log('state', ws.readyState))
    await peer.frame(...Array.from({ length: 5 }, () => ({ opcode: 9, payload: 'p', mask: true })))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('state of messages that are still delivered when the socket is gone', async (context) => {
    const { trace, net } = context
    const { ws, peer } = await serverOf(context, { options: { allowSynchronousEvents: false }, stay: true })
    ws.on('message', () => {
      trace.log('state', ws.readyState)
      ws._socket.destroy()
    })
    await peer.frame(...Array.from({ length: 3 }, () => ({ payload: 'm', mask: true })))
    await trace.seen(ws, 'close')
    await net.turns(2)
  }),
  ...[0, 1, 5].map((maxPendingAutoPongs) =>
    scenario<Api>(`maxPendingAutoPongs ${maxPendingAutoPongs}: a peer that never reads`, async (context) => {
      const { trace, net } = context
      const { ws, peer } = await serverOf(context, { options: { maxPendingAutoPongs }, stay: true })
      ws.on('error', () => {})
      peer.socket.pause()
      ws.send(Buffer.alloc(8 * 1024 * 1024), () => {})
      await peer.frame(...Array.from({ length: 20 }, () => ({ opcode: 9, payload: 'p', mask: true })))
      await Promise.race([trace.seen(ws, 'close'), net.turns(60)])
      trace.log('state', ws.readyState)
    }),
  ),
]

/** Text payloads and whether they are valid UTF-8. */
const texts: Record<string, Uint8Array> = {
  'a byte 0xff': Buffer.from([0xff]),
  'an overlong slash': Buffer.from([0xc0, 0xaf]),
  'a surrogate': Buffer.from([0xed, 0xa0, 0x80]),
  'a code point above U+10FFFF': Buffer.from([0xf4, 0x90, 0x80, 0x80]),
  'a truncated character': Buffer.from([0x61, 0xe2, 0x82]),
  'valid ASCII then an error': Buffer.concat([Buffer.alloc(3000, 0x61), Buffer.from([0x80])]),
  'a valid four-byte character': Buffer.from('𝄞'),
  'a NUL': Buffer.from([0]),
  'a byte order mark': Buffer.from([0xef, 0xbb, 0xbf, 0x61]),
}

const utf8: Scenario<Api>[] = Object.entries(texts).flatMap(([name, payload]) =>
  [false, true].flatMap((skipUTF8Validation) => [
    scenario<Api>(`skipUTF8Validation ${skipUTF8Validation}: text with ${name}`, async (context) => {
      const { trace } = context
      const { ws, peer } = await serverOf(context, {
        options: { skipUTF8Validation },
        prepare: (ws) => ws.on('error', () => {}),
      })
      await peer.frame({ payload, mask: true }, { opcode: 9, payload: 'barrier', mask: true })
      await Promise.race([trace.seen(ws, 'close'), trace.seen(ws, 'ping')])
    }),
    scenario<Api>(`skipUTF8Validation ${skipUTF8Validation}: fragments with ${name}`, async (context) => {
      const { trace } = context
      const { ws, peer } = await clientOf(context, {
        options: { skipUTF8Validation },
        prepare: (ws) => ws.on('error', () => {}),
      })
      const half = payload.length >> 1
      await peer.frame(
        { payload: payload.subarray(0, half), fin: false },
        { opcode: 0, payload: payload.subarray(half) },
        { opcode: 9, payload: 'barrier' },
      )
      await Promise.race([trace.seen(ws, 'close'), trace.seen(ws, 'ping')])
    }),
  ]),
)

const closeReason: Scenario<Api>[] = [true, false].map((skipUTF8Validation) =>
  scenario<Api>(`skipUTF8Validation ${skipUTF8Validation}: reason of a Close`, async (context: Context) => {
    const { trace } = context
    const { ws, peer } = await clientOf(context, {
      options: { skipUTF8Validation },
      prepare: (ws) => ws.on('error', () => {}),
    })
    await peer.frame({ opcode: 8, payload: [3, 232, 0xff] })
    await trace.seen(ws, 'close')
  }),
)

parityOfWs('receive', [...kinds, ...types, ...events, ...pauses, ...pings, ...utf8, ...closeReason])
