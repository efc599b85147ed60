/**
 * All concepts by name. What each is stands in the files beside it.
 */
import type { Concept } from './concept.js'
import { connectionConcepts } from './connection.js'
import { handshakeConcepts } from './handshake.js'

const all = { ...handshakeConcepts, ...connectionConcepts }

export type ConceptName = keyof typeof all

export const conceptTable: Readonly<Record<ConceptName, Concept>> = all
