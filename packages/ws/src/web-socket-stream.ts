/** `createWebSocketStream`: a `WebSocket` as a Node `Duplex`, with backpressure both ways. */

import { Duplex, type DuplexOptions } from 'node:stream'
import { ReadyState, type WebSocket } from './web-socket.js'

type DoneCallback = (error?: Error | null) => void

/**
 * Wraps a `WebSocket`. Ending or destroying the stream closes the `WebSocket`, and the other way round.
 *
 * @param options of `Duplex`; `autoDestroy` and `emitClose` are false whatever they say, and what is written is never objects
 */
export function createWebSocketStream(ws: WebSocket, options?: DuplexOptions): Duplex {
  let terminateOnDestroy = true
  const duplex = new Duplex({
    ...options,
    autoDestroy: false,
    emitClose: false,
    objectMode: false,
    writableObjectMode: false,
  })
  const emitClose = (): void => {
    duplex.emit('close')
  }
  const onEnd = (): void => {
    if (!duplex.destroyed && duplex.writableFinished) duplex.destroy()
  }
  const onError = function (this: Duplex, error: Error): void {
    this.removeListener('error', onError)
    this.destroy()
    // The error that the stream itself reported must not go unheard.
    if (this.listenerCount('error') === 0) this.emit('error', error)
  }

  ws.on('message', (data: unknown, isBinary: boolean) => {
    const chunk = !isBinary && duplex.readableObjectMode ? String(data) : data
    if (!duplex.push(chunk)) ws.pause()
  })
  ws.once('error', (error: Error) => {
    if (duplex.destroyed) return
    // The connection is ending by itself, and 'close' comes from there.
    terminateOnDestroy = false
    duplex.destroy(error)
  })
  ws.once('close', () => {
    if (!duplex.destroyed) duplex.push(null)
  })

  duplex._destroy = (error, callback) => {
    if (ws.readyState === ReadyState.CLOSED) {
      callback(error)
      process.nextTick(emitClose)
      return
    }
    let isReported = false
    ws.once('error', (reason: Error) => {
      isReported = true
      callback(reason)
    })
    ws.once('close', () => {
      if (!isReported) callback(error)
      process.nextTick(emitClose)
    })
    if (terminateOnDestroy) ws.terminate()
  }
  duplex._final = (callback) => {
    if (ws.readyState === ReadyState.CONNECTING) {
      ws.once('open', () => duplex._final(callback))
      return
    }
    // The socket is gone without an opening handshake: the close comes from there.
    const socket = ws._socket
    if (socket === null) return
    if (socket.writableFinished) {
      callback()
      if (duplex.readableEnded) duplex.destroy()
    } else {
      socket.once('finish', () => callback())
      ws.close()
    }
  }
  duplex._read = () => {
    if (ws.isPaused) ws.resume()
  }
  duplex._write = (chunk: unknown, encoding: BufferEncoding, callback: DoneCallback) => {
    if (ws.readyState === ReadyState.CONNECTING) {
      ws.once('open', () => duplex._write(chunk, encoding, callback))
      return
    }
    ws.send(chunk, callback)
  }
  duplex.on('end', onEnd)
  duplex.on('error', onError)
  return duplex
}
