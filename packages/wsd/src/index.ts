/** The package: the class of the dialect of wsd, with all the rest as its statics. */

import { defineDialect, wsd } from '@rosetta-ws/ws1-dialect'

const WebSocket = defineDialect(wsd)

export const { Server, Sender, Receiver, ErrorCodes, createServer, connect, createConnection } = WebSocket
export { WebSocket }
export default WebSocket
