import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from '@rosetta-ws/ws'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Peer, type PeerCounts } from '../../src/soak/peer.js'
import { type SoakServer, servers } from '../../src/soak/servers.js'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

async function listening(): Promise<{ http: Server; port: number }> {
  const http = createServer()
  await once(http.listen(0, '127.0.0.1'), 'listening')
  cleanups.push(() => http.close())
  return { http, port: (http.address() as AddressInfo).port }
}

async function opened(port: number, number = 0): Promise<{ peer: Peer; counts: PeerCounts }> {
  const counts: PeerCounts = { opened: 0, sent: 0, returned: 0, extra: 0, lost: 0, broken: 0 }
  const peer = new Peer('steady', number, port, counts)
  cleanups.push(() => peer.stop())
  peer.connect()
  await vi.waitFor(() => expect(peer.isOpen).toBe(true))
  return { peer, counts }
}

describe.each(Object.entries(servers))('the server %s', (_name, start) => {
  async function serving(): Promise<{ server: SoakServer; port: number }> {
    const { http, port } = await listening()
    const server = start(http, () => {})
    cleanups.push(() => server.stop())
    return { server, port }
  }

  // The number decides what is sent: all sizes and kinds, and both ways to cut.
  it.each([0, 1, 2, 3, 4, 49])('sends back what peer %i sends, and lets go of it', async (number) => {
    const { server, port } = await serving()
    const { peer, counts } = await opened(port, number)
    peer.turn(true)
    peer.turn(true)
    await vi.waitFor(() => expect(counts.returned).toBe(2))
    expect(counts).toEqual({ opened: 1, sent: 2, returned: 2, extra: 0, lost: 0, broken: 0 })
    expect(server.open()).toBe(1)
    peer.stop()
    await vi.waitFor(() => expect(server.open()).toBe(0))
  })
})

describe('a peer counts', () => {
  async function facing(act: (socket: WebSocket, data: Buffer) => void): Promise<{ peer: Peer; counts: PeerCounts }> {
    const { http, port } = await listening()
    const server = new WebSocketServer({ server: http })
    cleanups.push(() => server.close())
    server.on('connection', (socket) => socket.on('message', (data) => act(socket, data as Buffer)))
    const both = await opened(port)
    both.peer.turn(true)
    return both
  }

  it('what does not come back', async () => {
    let come = 0
    const { peer, counts } = await facing(() => come++)
    await vi.waitFor(() => expect(come).toBe(1))
    peer.stop()
    expect(counts).toMatchObject({ returned: 0, lost: 1 })
  })

  it('what comes back changed, and twice', async () => {
    const { counts } = await facing((socket, data) => {
      socket.send(Buffer.concat([data, Buffer.from('!')]))
      socket.send(data)
    })
    await vi.waitFor(() => expect(counts).toMatchObject({ returned: 0, extra: 2 }))
  })

  it('a connection that is taken from it', async () => {
    const { counts } = await facing((socket) => socket.terminate())
    await vi.waitFor(() => expect(counts).toMatchObject({ broken: 1, lost: 1 }))
  })
})
