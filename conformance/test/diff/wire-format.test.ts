import { constants, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  acceptOf,
  closePayload,
  encodeFrame,
  type WireFormatOptions,
  WireFormatter,
  WireReader,
} from '../../src/diff/index.js'

function read(bytes: Uint8Array, options: WireFormatOptions = {}): string[] {
  const reader = new WireReader(options.start)
  const formatter = new WireFormatter(options)
  return [...reader.push(bytes), ...reader.end()].flatMap((item) => formatter.lines(item))
}

const frames: WireFormatOptions = { start: 'frames' }

describe('frames on the wire', () => {
  it.each([
    [encodeFrame({ payload: 'hé' }), 'text "hé"'],
    [encodeFrame({ payload: 'hi', mask: true }), 'masked text "hi"'],
    [encodeFrame({ opcode: 2, payload: [1, 255] }), 'binary 01ff'],
    [encodeFrame({ opcode: 2 }), 'binary (empty)'],
    [encodeFrame({ opcode: 0, fin: false, payload: 'x', rsv: 7 }), 'continuation unfinished rsv1 rsv2 rsv3 78'],
    [encodeFrame({ opcode: 8, payload: closePayload(1000, 'bye') }), 'close 1000 "bye"'],
    [encodeFrame({ opcode: 8 }), 'close (empty)'],
    [encodeFrame({ opcode: 8, payload: [3] }), 'close 03'],
    [encodeFrame({ opcode: 9, payload: 'p' }), 'ping "p"'],
    [encodeFrame({ opcode: 11, payload: [255] }), 'opcode 11 ff'],
    [encodeFrame({ payload: 'x', lengthBytes: 2 }), 'text length in 2 bytes "x"'],
    [encodeFrame({ payload: 'x', lengthBytes: 8 }), 'text length in 8 bytes "x"'],
    [Buffer.from([0x81]), 'bytes 81'],
  ])('%o', (bytes, line) => {
    expect(read(bytes, frames)).toEqual([line])
  })

  it('of every length', () => {
    for (const length of [125, 126, 65535, 65536]) {
      const [line] = read(encodeFrame({ opcode: 2, payload: Buffer.alloc(length, 7), mask: true }), frames)
      expect(line).toContain(length > 96 ? `${length} bytes` : '')
    }
  })

  it('are the same however they are cut', () => {
    const bytes = Buffer.concat([encodeFrame({ payload: 'a'.repeat(130), mask: true }), encodeFrame({ payload: 'b' })])
    const whole = read(bytes, frames)
    const reader = new WireReader('frames')
    const formatter = new WireFormatter()
    const cut = [...bytes].flatMap((byte) => reader.push(Uint8Array.of(byte))).flatMap((item) => formatter.lines(item))
    expect(cut).toEqual(whole)
  })

  it('can show masking keys', () => {
    const line = read(encodeFrame({ payload: 'x', mask: [1, 2, 3, 4] }), { start: 'frames', maskingKeys: true })
    expect(line).toEqual(['masked(01020304) text "x"'])
  })

  it('can show the content of compressed messages', () => {
    const options = { finishFlush: constants.Z_SYNC_FLUSH }
    const first = deflateRawSync('hello hello', options).subarray(0, -4)
    const bytes = Buffer.concat([
      encodeFrame({ payload: first.subarray(0, 2), rsv: 4, fin: false }),
      encodeFrame({ opcode: 0, payload: first.subarray(2) }),
      encodeFrame({ payload: 'plain' }),
    ])
    expect(read(bytes, { start: 'frames', inflate: true })).toEqual([
      'text unfinished rsv1 (compressed)',
      'continuation inflated "hello hello"',
      'text "plain"',
    ])
  })
})

describe('heads on the wire', () => {
  const key = 'dGhlIHNhbXBsZSBub25jZQ=='

  it('keep case, order and repetitions; keys and dates are normalised', () => {
    const head = `GET / HTTP/1.1\r\nHost: a\r\nSEC-WebSocket-Key: ${key}\r\nUpgrade: websocket\r\nX: 1\r\nX: 2\r\n\r\n`
    expect(read(Buffer.concat([Buffer.from(head), encodeFrame({ payload: 'x' })]))).toEqual([
      'GET / HTTP/1.1',
      '  Host: a',
      '  SEC-WebSocket-Key: <key>',
      '  Upgrade: websocket',
      '  X: 1',
      '  X: 2',
      'text "x"',
    ])
  })

  it('show the right accept value as such, a wrong one as it is', () => {
    const head = (accept: string) => Buffer.from(`HTTP/1.1 101 OK\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
    const options = { key: () => key }
    expect(acceptOf(key)).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
    expect(read(head(acceptOf(key)), options)[1]).toBe('  Sec-WebSocket-Accept: <accept>')
    expect(read(head('wrong'), options)[1]).toBe('  Sec-WebSocket-Accept: wrong')
  })

  it('are followed by bodies', () => {
    const bytes = Buffer.from('HTTP/1.1 400 Bad\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 500 Bad\r\n\r\nrest')
    expect(read(bytes)).toEqual([
      'HTTP/1.1 400 Bad',
      '  Content-Length: 3',
      'body "abc"',
      'HTTP/1.1 500 Bad',
      'body "rest"',
    ])
  })
})
