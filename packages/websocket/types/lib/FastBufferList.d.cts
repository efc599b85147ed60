import websocket = require('../index.cjs')

declare const BufferList: {
  new (options?: { encoding?: BufferEncoding }): websocket.IBufferList
  BufferList: typeof BufferList
}

export = BufferList
