/** The end of a stream is heard, and what Node does there stays where it does anything. */

import { once } from 'node:events'
import { Socket } from 'node:net'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { onStreamEnd } from '../../src/node/stream-end.js'
import { tcpPair } from '../instruments/tcp-pair.js'

const ignore = (): void => {}

describe('the end of a stream', () => {
  it('is heard on a socket whose other half goes on, by one listener', async () => {
    await using pair = await tcpPair()
    const { near, far } = pair
    onStreamEnd(near, ignore)
    expect(near.listeners('end')).toEqual([ignore])
    near.resume()
    far.end('last')
    await once(near, 'end')
    near.end('reply')
    await once(far, 'end')
    expect(Buffer.concat(pair.received).toString()).toBe('reply')
  })

  it('is heard beside a listener of the user', async () => {
    await using pair = await tcpPair()
    const { near, far } = pair
    const heard: string[] = []
    near.on('end', () => heard.push('user'))
    onStreamEnd(near, () => heard.push('engine'))
    near.resume()
    far.end()
    await once(near, 'end')
    expect(heard).toEqual(['user', 'engine'])
  })

  it("leaves Node's listener where the other half must not go on", () => {
    const socket = new Socket()
    onStreamEnd(socket, ignore)
    expect(socket.listenerCount('end')).toBe(2)
  })

  it('is heard on any stream', async () => {
    const stream = new PassThrough()
    let ended = false
    onStreamEnd(stream, () => {
      ended = true
    })
    stream.resume()
    stream.end()
    await once(stream, 'end')
    expect(ended).toBe(true)
  })
})
