/** All facades, in the order of the map of the workspace. */

import type { Facade } from './facade.js'
import { nodejsWebsocket } from './nodejs-websocket.js'
import { websocket } from './websocket.js'
import { ws } from './ws.js'
import { ws1, wsd } from './ws1.js'

export const facades: readonly Facade[] = [ws, websocket, nodejsWebsocket, ws1, wsd]
