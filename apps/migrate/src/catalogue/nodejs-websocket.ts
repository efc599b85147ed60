/**
 * The facts of dialect `nodejs-websocket`.
 */
import type { Entry } from './model.js'

export const nodejsWebsocketEntries: readonly Entry[] = []
