/** Has a server listen on a port, or on the next one that is free. */

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const ATTEMPTS = 100
const MAX_PORT = 65535

/**
 * Reads a port as people write it into the environment.
 *
 * @returns the port, or undefined when `text` is none
 */
export function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= MAX_PORT ? port : undefined
}

/** Addresses that stand for all of a machine, and the one to reach it by from itself. */
const reachable: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/** The part of a URL that reaches a server of this machine. @param host that it listens on */
export function authorityOf(host: string, port: number): string {
  const address = reachable[host] ?? host
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

/**
 * @param port where the search begins; 0 for any that is free
 * @returns the port that was free
 */
export async function listenFrom(server: Server, port: number, host: string): Promise<number> {
  const last = port === 0 ? 0 : Math.min(port + ATTEMPTS - 1, MAX_PORT)
  for (let candidate = port; ; candidate++) {
    try {
      return await listen(server, candidate, host)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || candidate >= last) throw error
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      server.off('listening', onListening)
      reject(error)
    }
    const onListening = (): void => {
      server.off('error', onError)
      resolve((server.address() as AddressInfo).port)
    }
    server.once('error', onError)
    server.once('listening', onListening)
    server.listen(port, host)
  })
}
