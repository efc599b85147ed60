import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { acceptValue, refuseUpgrade, writeSwitchingProtocols } from '../../src/node/server-upgrade.js'

describe('acceptValue', () => {
  it('is that of RFC 6455 §1.3', () => {
    expect(acceptValue('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  })
})

describe('writeSwitchingProtocols', () => {
  it('ends the head with an empty line', () => {
    const stream = new PassThrough()
    writeSwitchingProtocols(stream, ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket'])
    expect(`${stream.read()}`).toBe('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')
  })

  it('makes no line break of a character above U+00FF', () => {
    const stream = new PassThrough()
    writeSwitchingProtocols(stream, ['X: \u010d\u010a', 'Y: é'], 'latin1')
    expect(stream.read().toString('latin1')).toBe('X: ??\r\nY: é\r\n\r\n')
    writeSwitchingProtocols(stream, ['X: \u010d'])
    expect(stream.read().toString()).toBe('X: \u010d\r\n\r\n')
  })
})

describe('refuseUpgrade', () => {
  it('writes status, headers in order and body, and destroys the socket when they are out', async () => {
    const stream = new PassThrough()
    refuseUpgrade(stream, {
      status: 426,
      headers: { Connection: 'close', 'Content-Length': 4, 'Sec-WebSocket-Version': ['13', '8'] },
      body: 'bødy'.slice(0, 4),
    })
    const written = `${stream.read()}`
    expect(written).toBe(
      'HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 4\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 8\r\n\r\nbødy',
    )
    await new Promise((resolve) => stream.once('close', resolve))
    expect(stream.destroyed).toBe(true)
  })

  it('takes another reason phrase', () => {
    const stream = new PassThrough()
    refuseUpgrade(stream, { status: 403, reason: 'No', headers: {}, body: '' })
    expect(`${stream.read()}`).toBe('HTTP/1.1 403 No\r\n\r\n')
  })
})
