/** All dialects of the playground, in the order in which the page shows them. */

import type { Dialect } from './dialect.js'
import { nodejsWebsocket } from './nodejs-websocket.js'
import { websocket } from './websocket.js'
import { ws } from './ws.js'
import { ws1, wsd } from './ws1.js'

export const dialects: readonly Dialect[] = [ws, ws1, wsd, websocket, nodejsWebsocket]
