/** Where the CommonJS build starts: the package, with the classes behind it for the files that are required by name. */

import { Connection } from './connection.js'
import frame from './frame.js'
import { InStream } from './in-stream.js'
import index from './index.js'
import { OutStream } from './out-stream.js'
import { Server } from './server.js'

/** The build is one file, so that each class exists once; `deep/*.cjs` are views of it. */
const modules = { Connection, Server, InStream, OutStream, frame }

export * from './index.js'
export default Object.defineProperty(index, Symbol.for('rosetta.nodejs-websocket.modules'), { value: modules })
