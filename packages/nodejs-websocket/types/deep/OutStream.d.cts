/** A binary message that is being sent. */
/// <reference types="node" />

import stream = require('node:stream')
import type ws = require('../index.cjs')

declare class OutStream extends stream.Writable {
  constructor(connection: ws.Connection, minSize: number)
  readonly connection: ws.Connection
  /** Bytes that are gathered before a frame is sent. */
  readonly minSize: number
}

export = OutStream
