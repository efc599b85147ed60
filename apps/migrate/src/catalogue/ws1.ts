/**
 * The facts of dialect `ws1`.
 */
import type { Entry } from './model.js'

export const ws1Entries: readonly Entry[] = []
