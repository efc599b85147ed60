/**
 * Opens TCP or TLS connections for the tester and does its opening handshake as a client.
 * It knows nothing of cases.
 */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { Connection } from './connection.js'
import { acceptAnswer, ExtensionFault } from './extension-header.js'
import { HeadReader, HttpFault, type HttpHead, headerValue, writeHead } from './http-head.js'
import { checkResponse, HandshakeFault, type RequestHead, requestHead } from './opening-handshake.js'
import { WireLog } from './wire-log.js'

/** The server under test. */
export interface Target {
  url: URL
  /** wss: accept certificates that no one vouches for. */
  insecure: boolean
}

/** The target as a handshake names it. */
export function targetNames(target: Target): { host: string; path: string } {
  return { host: target.url.host, path: target.url.pathname + target.url.search }
}

/** Connects TCP (and TLS for wss:). Rejects with the system's error. */
export function openSocket(target: Target): Promise<Socket> {
  const { url } = target
  const secure = url.protocol === 'wss:'
  const port = Number(url.port || (secure ? 443 : 80))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve, reject) => {
    const socket = secure
      ? connectTls({ host, port, rejectUnauthorized: !target.insecure, servername: /^[\d.:]+$/.test(host) ? '' : host })
      : connectTcp({ host, port })
    socket.once('error', reject)
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

/** Reads one HTTP head from a socket and leaves it paused. @throws HttpFault, HandshakeFault after `timeout` ms */
export function readHead(socket: Socket, timeout: number): Promise<{ head: HttpHead; rest: Buffer }> {
  const reader = new HeadReader()
  return new Promise((resolve, reject) => {
    const finish = (act: () => void) => {
      clearTimeout(timer)
      socket.off('data', onData).off('end', onEnd).off('close', onEnd)
      socket.pause()
      act()
    }
    const timer = setTimeout(() => finish(() => reject(new HandshakeFault(`no answer within ${timeout} ms`))), timeout)
    const onEnd = () => finish(() => reject(new HandshakeFault('TCP connection ended without an answer')))
    const onData = (chunk: Buffer) => {
      try {
        const read = reader.push(chunk)
        if (read) finish(() => resolve(read))
      } catch (error) {
        finish(() => reject(error))
      }
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd)
  })
}

/** What {@link openConnection} may be told. */
export interface OpenOptions {
  extensions?: string
  subprotocols?: string[]
  /** Milliseconds for the answer. */
  timeout: number
  log?: WireLog
}

/** The tester's opening handshake as a client; the connection waits for `start()`. @throws HandshakeFault with the reason, whatever it was */
export async function openConnection(target: Target, options: OpenOptions): Promise<Connection> {
  const log = options.log ?? new WireLog()
  const request: RequestHead = requestHead(targetNames(target), options.extensions, options.subprotocols?.join(', '))
  let socket: Socket | undefined
  try {
    socket = await openSocket(target)
    const octets = writeHead(request.startLine, request.headers)
    log.add({ from: 'tester', kind: 'head', text: octets.toString('latin1') })
    socket.write(octets)
    const { head, rest } = await readHead(socket, options.timeout)
    log.add({ from: 'peer', kind: 'head', text: writeHead(head.startLine, head.headers).toString('latin1') })
    checkResponse(head, request.key, options.subprotocols)
    const agreed = acceptAnswer(headerValue(head, 'sec-websocket-extensions'))
    if (agreed && options.extensions === undefined)
      throw new HandshakeFault('an extension was answered but not offered')
    return new Connection(socket, 'client', log, agreed, rest)
  } catch (error) {
    socket?.destroy()
    if (error instanceof HandshakeFault) throw error
    const expected =
      error instanceof ExtensionFault || error instanceof HttpFault || (error as NodeJS.ErrnoException).code
    if (!expected) throw error
    throw new HandshakeFault((error as Error).message || String((error as NodeJS.ErrnoException).code))
  }
}
