/**
 * The facts of dialect `websocket`.
 */
import type { Entry } from './model.js'

export const websocketEntries: readonly Entry[] = []
