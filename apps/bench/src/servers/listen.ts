/** Starts Node's servers on a free port of the loopback interface. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'

/** Listens; returns the port. */
export function listenOnLoopback(server: NetServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', 4096, () => resolve((server.address() as AddressInfo).port))
  })
}

/** The HTTP server that most packages attach to. */
export function httpServer(): Server {
  return createServer((_, response) => response.writeHead(426).end())
}
