import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Flow } from '../../src/frames/flow.js'
import { FrameDecoder } from '../../src/frames/frame-decoder.js'
import type { FrameHandler, FrameHeader } from '../../src/frames/frame-handler.js'
import { maskInPlace } from '../../src/frames/masking.js'
import { anyBytes, anyStream } from '../instruments/arbitraries.js'
import { FrameRecorder } from '../instruments/recorders.js'
import { cutAt, frame, hex, ownCopy, someKey } from '../instruments/wire.js'

const server = { masked: true, rsv1Allowed: false }
const client = { masked: false, rsv1Allowed: false }

function logOf(options: typeof server, chunks: readonly Buffer[]): string[] {
  const recorder = new FrameRecorder()
  const decoder = new FrameDecoder(options, recorder)
  for (const chunk of chunks) decoder.consume(chunk)
  return recorder.log
}

describe('FrameDecoder', () => {
  it('passes a whole payload in place: the chunk itself, still masked', () => {
    const chunk = ownCopy(frame({ opcode: 2, key: someKey, payload: 'x'.repeat(80) }))
    let seen: Uint8Array | null = null
    const recorder = new FrameRecorder()
    const handler: FrameHandler = Object.assign(recorder, {
      onFrame(_: FrameHeader, bytes: Uint8Array, start: number, end: number, maskingKey: number): Flow {
        seen = bytes
        maskInPlace(bytes, start, end, maskingKey)
        expect(Buffer.from(bytes.subarray(start, end)).toString()).toBe('x'.repeat(80))
        return Flow.Continue
      },
    })
    new FrameDecoder(server, handler).consume(chunk)
    expect(seen).toBe(chunk)
  })

  it('reuses one header object', () => {
    const headers = new Set<FrameHeader>()
    const recorder = new FrameRecorder()
    recorder.onFrameStart = (header) => {
      headers.add(header)
      return Flow.Continue
    }
    new FrameDecoder(client, recorder).consume(Buffer.concat([frame({ opcode: 1 }), frame({ opcode: 2 })]))
    expect(headers.size).toBe(1)
  })

  it('announces a frame before any of its payload has come', () => {
    expect(logOf(client, [hex('82 7f 0000000000ffffff')])).toEqual(['start binary fin 16777215'])
  })

  it('passes pieces with a key that begins at their first byte', () => {
    const payload = Buffer.from('0123456789')
    const pieces: string[] = []
    const recorder = new FrameRecorder()
    recorder.onFramePiece = (_header, chunk, start, end, key, last) => {
      const plain = chunk.subarray(start, end).map((byte, i) => byte ^ ((key >>> ((i & 3) * 8)) & 255))
      pieces.push(`${Buffer.from(plain)}${last ? '!' : ''}`)
      return Flow.Continue
    }
    const decoder = new FrameDecoder(server, recorder)
    for (const chunk of cutAt(frame({ opcode: 2, key: someKey, payload }), [6, 9, 10, 14])) decoder.consume(chunk)
    expect(pieces).toEqual(['012', '3', '4567', '89!'])
  })

  it('judges a header by its first two bytes, before the rest has come', () => {
    expect(logOf(server, [hex('81 7f')])).toEqual(['violation expectedMask 1'])
    expect(logOf(server, [hex('83'), hex('ff')])).toEqual(['violation reservedOpcode 3'])
  })

  it('judges a length before the masking key has come', () => {
    expect(logOf(server, [hex('82 fe 0001')])).toEqual(['violation lengthNotMinimal 1'])
    expect(logOf(server, [hex('82 ff 0020000000000000')])).toEqual(['violation lengthUnsupported'])
  })

  it('announces a frame before its masking key has come, once, so that a long one is refused at once', () => {
    const head = frame({ opcode: 2, key: someKey, declared: 70_000 })
    for (let at = 10; at < 14; at++)
      expect(logOf(server, cutAt(head.subarray(0, at), [1]))).toEqual(['start binary fin masked 70000'])
    expect(logOf(server, cutAt(head, [1, 3, 10, 11, 12]))).toEqual(['start binary fin masked 70000'])
    const recorder = new FrameRecorder()
    recorder.answer = () => Flow.Stop
    const decoder = new FrameDecoder(server, recorder)
    decoder.consume(ownCopy(head.subarray(0, 10)))
    expect(decoder.isStopped).toBe(true)
  })

  it('reads the length 2^53 - 1 exactly', () => {
    expect(logOf(client, [hex('82 7f 001fffffffffffff')])).toEqual(['start binary fin 9007199254740991'])
  })

  it('stops at a violation and drops all that comes', () => {
    const recorder = new FrameRecorder()
    const decoder = new FrameDecoder(client, recorder)
    decoder.consume(Buffer.concat([hex('83 00'), frame({ opcode: 1, payload: 'a' })]))
    decoder.consume(frame({ opcode: 1, payload: 'b' }))
    decoder.resume()
    expect(recorder.log).toEqual(['violation reservedOpcode 3'])
    expect(decoder.isStopped).toBe(true)
    expect(decoder.isSuspended).toBe(false)
  })

  it('has stopped when the violation is told', () => {
    const recorder = new FrameRecorder()
    const decoder = new FrameDecoder(client, recorder)
    let stopped = false
    recorder.onViolation = () => {
      stopped = decoder.isStopped
    }
    decoder.consume(hex('83 00'))
    expect(stopped).toBe(true)
  })

  it('tells whether it is between frames', () => {
    const decoder = new FrameDecoder(server, new FrameRecorder())
    const [head, key, rest] = cutAt(frame({ opcode: 2, key: someKey, payload: 'abc' }), [1, 6])
    expect(decoder.isBetweenFrames).toBe(true)
    decoder.consume(head)
    expect(decoder.isBetweenFrames).toBe(false)
    decoder.consume(key)
    expect(decoder.isBetweenFrames).toBe(false)
    decoder.consume(rest)
    expect(decoder.isBetweenFrames).toBe(true)
    decoder.consume(ownCopy(frame({ opcode: 2, key: someKey })))
    expect(decoder.isBetweenFrames).toBe(true)
  })
})

describe('suspension', () => {
  const chunk = (): Buffer => Buffer.concat(['a', 'b', 'c'].map((payload) => frame({ opcode: 1, payload })))

  it('keeps the rest of the chunk and what comes after it, in order', () => {
    const recorder = new FrameRecorder()
    recorder.answer = (line) => (line.startsWith('frame') ? Flow.Suspend : Flow.Continue)
    const decoder = new FrameDecoder(client, recorder)
    decoder.consume(chunk())
    expect(decoder.isSuspended).toBe(true)
    expect(decoder.isBetweenFrames).toBe(false)
    decoder.consume(frame({ opcode: 2, payload: 'd' }))
    const frames: (string | undefined)[] = []
    do {
      frames.push(recorder.log.at(-1))
      decoder.resume()
    } while (frames.at(-1) !== recorder.log.at(-1))
    expect(frames).toEqual([
      'frame text fin 1 61',
      'frame text fin 1 62',
      'frame text fin 1 63',
      'frame binary fin 1 64',
    ])
    expect(decoder.isSuspended).toBe(false)
    expect(decoder.isBetweenFrames).toBe(true)
  })

  it('does not go on inside a call of its handler', () => {
    const recorder = new FrameRecorder()
    const decoder = new FrameDecoder(client, recorder)
    recorder.answer = () => {
      decoder.resume()
      return Flow.Suspend
    }
    decoder.consume(chunk())
    expect(recorder.log.length).toBe(1)
  })

  it('takes a chunk that comes inside a call of its handler as the next one', () => {
    const recorder = new FrameRecorder()
    const decoder = new FrameDecoder(client, recorder)
    recorder.answer = (line) => {
      if (line === 'frame text fin 1 61') decoder.consume(frame({ opcode: 2, payload: 'd' }))
      return Flow.Continue
    }
    decoder.consume(chunk())
    expect(recorder.log.filter((line) => line.startsWith('frame'))).toEqual([
      'frame text fin 1 61',
      'frame text fin 1 62',
      'frame text fin 1 63',
      'frame binary fin 1 64',
    ])
  })

  it('drops what it kept when it is stopped', () => {
    const recorder = new FrameRecorder()
    recorder.answer = (line) => (line.startsWith('frame') ? Flow.Suspend : Flow.Continue)
    const decoder = new FrameDecoder(client, recorder)
    decoder.consume(chunk())
    decoder.stop()
    decoder.resume()
    expect(recorder.log.length).toBe(2)
    expect(decoder.isBetweenFrames).toBe(true)
  })

  it('reads forty thousand chunks that waited in linear time', () => {
    const recorder = new FrameRecorder()
    const decoder = new FrameDecoder(client, recorder)
    let suspends = true
    recorder.answer = (line) => (suspends && line.startsWith('frame') ? Flow.Suspend : Flow.Continue)
    const wire = frame({ opcode: 2, payload: 'x' })
    for (let i = 0; i < 40_000; i++) decoder.consume(Buffer.from(wire))
    const start = process.cpuUsage()
    for (let i = 0; i < 20_000; i++) decoder.resume()
    suspends = false
    decoder.resume()
    expect(recorder.log.length).toBe(80_000)
    // Taking from the front of an array this long needs many seconds.
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(1000)
    expect(decoder.isBetweenFrames).toBe(true)
  })

  it('is stopped by a handler in the middle of a chunk', () => {
    for (const stop of [(decoder: FrameDecoder) => decoder.stop(), () => {}]) {
      const recorder = new FrameRecorder()
      const decoder = new FrameDecoder(client, recorder)
      recorder.answer = (line) => {
        if (!line.startsWith('frame')) return Flow.Continue
        stop(decoder)
        return decoder.isStopped ? Flow.Continue : Flow.Stop
      }
      decoder.consume(chunk())
      expect(recorder.log).toEqual(['start text fin 1', 'frame text fin 1 61'])
      expect(decoder.isStopped).toBe(true)
    }
  })

  it('hands an error of the handler to the caller and keeps the rest', () => {
    const recorder = new FrameRecorder()
    const decoder = new FrameDecoder(client, recorder)
    recorder.answer = (line) => {
      if (line.endsWith('61')) throw new Error('listener')
      return Flow.Continue
    }
    expect(() => decoder.consume(chunk())).toThrow('listener')
    expect(decoder.isSuspended).toBe(true)
    decoder.resume()
    expect(recorder.log.filter((line) => line.startsWith('frame'))).toEqual([
      'frame text fin 1 61',
      'frame text fin 1 62',
      'frame text fin 1 63',
    ])
  })

  it('goes on with a frame whose start had suspended it, an empty one too', () => {
    for (const payload of ['', 'ab']) {
      for (const cuts of [[], [1], [2], [3]]) {
        const recorder = new FrameRecorder()
        recorder.answer = (line) => (line.startsWith('start') ? Flow.Suspend : Flow.Continue)
        const decoder = new FrameDecoder(client, recorder)
        for (const piece of cutAt(frame({ opcode: 2, payload }), cuts)) decoder.consume(piece)
        decoder.resume()
        expect(recorder.log.length, `${payload.length} bytes cut at ${cuts}`).toBe(2)
      }
    }
  })
})

describe('any bytes', () => {
  it('end in frames or in exactly one violation, and never in an error', () => {
    fc.assert(
      fc.property(anyBytes, fc.boolean(), fc.boolean(), (bytes, masked, rsv1Allowed) => {
        const recorder = new FrameRecorder()
        const decoder = new FrameDecoder({ masked, rsv1Allowed }, recorder)
        decoder.consume(ownCopy(bytes))
        const violations = recorder.log.filter((line) => line.startsWith('violation'))
        expect(violations.length).toBe(decoder.isStopped ? 1 : 0)
        if (decoder.isStopped) expect(recorder.log.at(-1)).toBe(violations[0])
      }),
      { numRuns: 500 },
    )
  })

  it('give the same log however they are cut and suspended', () => {
    fc.assert(
      fc.property(anyStream, fc.array(fc.nat(600)), fc.array(fc.boolean()), ({ bytes, role }, cuts, pauses) => {
        const options = { masked: role === 'server', rsv1Allowed: true }
        const whole = logOf(options, [ownCopy(bytes)])
        const recorder = new FrameRecorder()
        let calls = 0
        recorder.answer = () => (pauses[calls++ % (pauses.length + 1)] ? Flow.Suspend : Flow.Continue)
        const decoder = new FrameDecoder(options, recorder)
        for (const chunk of cutAt(bytes, cuts)) {
          decoder.consume(chunk)
          if (calls % 3 === 0) decoder.resume()
        }
        while (decoder.isSuspended) decoder.resume()
        expect(recorder.log).toEqual(whole)
      }),
      { numRuns: 500 },
    )
  })
})
