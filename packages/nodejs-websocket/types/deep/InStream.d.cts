/** A binary message that is being received. */
/// <reference types="node" />

import stream = require('node:stream')

declare class InStream extends stream.Readable {
  constructor()
  /** Adds bytes. Gives false if the reader has enough. */
  addData(data: Uint8Array): boolean
  /** Ends the stream after what was added. */
  end(): void
}

export = InStream
