/**
 * The facts of dialect `ws`.
 */
import type { Entry } from './model.js'

export const wsEntries: readonly Entry[] = []
