/** `@rosetta-ws/websocket`: the API of `websocket` 1.0.35 on the Rosetta engine. No logic. */

import { WebSocketClient as client } from './client.js'
import { WebSocketConnection as connection } from './connection.js'
import { deprecation } from './deprecation.js'
import './dialect-entry.js'
import { WebSocketFrame as frame } from './frame.js'
import { WebSocketRequest as request } from './request.js'
import { WebSocketRouter as router } from './router.js'
import { WebSocketServer as server } from './server.js'
import { version } from './version.js'
import { W3CWebSocket as w3cwebsocket } from './w3c-web-socket.js'

export { client, connection, deprecation, frame, request, router, server, version, w3cwebsocket }

export default { server, client, router, frame, request, connection, w3cwebsocket, deprecation, version }
