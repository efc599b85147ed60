/** The package: the class of the dialect of ws 1.x, with all the rest as its statics. */

import { defineDialect, ws1 } from '@rosetta-ws/ws1-dialect'

const WebSocket = defineDialect(ws1)

export const { Server, Sender, Receiver, createServer, connect, createConnection } = WebSocket
export { WebSocket }
export default WebSocket
