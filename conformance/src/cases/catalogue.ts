/**
 * All cases in their order, and their selection by patterns. It runs none.
 */

import { abuse } from './abuse.js'
import { backpressure, tls } from './backpressure.js'
import { type AgentRole, type Case, groupOf } from './case.js'
import { close } from './close.js'
import { deflateData } from './deflate-data.js'
import { deflateParameters, deflatePayloads } from './deflate-messages.js'
import { deflateNegotiation } from './deflate-negotiation.js'
import { fragmentation } from './fragmentation.js'
import { frameForms } from './frame-forms.js'
import { framing } from './framing.js'
import { handshakeRequest } from './handshake-request.js'
import { handshakeResponse } from './handshake-response.js'
import { autoFragmentation, limits } from './limits.js'
import { opcodes } from './opcodes.js'
import { closeTiming, peerClose } from './peer-close.js'
import { pingPong } from './ping-pong.js'
import { reservedBits } from './reserved-bits.js'
import { utf8 } from './utf8.js'

/** Every case. */
export const catalogue: readonly Case[] = [
  ...framing,
  ...pingPong,
  ...reservedBits,
  ...opcodes,
  ...fragmentation,
  ...utf8,
  ...close,
  ...limits,
  ...autoFragmentation,
  ...deflatePayloads,
  ...deflateParameters,
  ...frameForms,
  ...deflateData,
  ...deflateNegotiation,
  ...handshakeRequest,
  ...handshakeResponse,
  ...peerClose,
  ...closeTiming,
  ...backpressure,
  ...abuse,
  ...tls,
]

/** The names of all groups, in order. */
export const groups: readonly string[] = [...new Set(catalogue.map(groupOf))]

/** The groups that take long by nature; `--group '!performance'` leaves them out. */
export const performanceGroups: readonly string[] = ['limits', 'deflate-payloads', 'deflate-parameters']

/** What to run. Empty lists select everything. */
export interface Selection {
  /** Group names; `*` stands for anything, `!` in front leaves out, `performance` and `autobahn` are sets. */
  groups?: string[]
  /** Case ids or Autobahn ids; `*` stands for anything, `!` in front leaves out. */
  cases?: string[]
  role?: AgentRole
}

function wildcard(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`)
}

function matcher(patterns: string[] = [], names: (one: Case) => string[]): (one: Case) => boolean {
  const wanted = patterns.filter((p) => !p.startsWith('!')).map(wildcard)
  const unwanted = patterns.filter((p) => p.startsWith('!')).map((p) => wildcard(p.slice(1)))
  const hits = (list: RegExp[], one: Case) => list.some((pattern) => names(one).some((name) => pattern.test(name)))
  return (one) => (wanted.length === 0 || hits(wanted, one)) && !hits(unwanted, one)
}

function groupNames(one: Case): string[] {
  const group = groupOf(one)
  const names = [group]
  if (performanceGroups.includes(group)) names.push('performance')
  if (one.autobahn) names.push('autobahn', one.autobahn.slice(0, one.autobahn.indexOf('.')))
  return names
}

/** The selected cases in the order of the catalogue. */
export function select(selection: Selection): Case[] {
  const inGroups = matcher(selection.groups, groupNames)
  const inCases = matcher(selection.cases, (one) => (one.autobahn ? [one.id, one.autobahn] : [one.id]))
  const inRole = (one: Case) => !selection.role || !one.roles || one.roles.includes(selection.role)
  return catalogue.filter((one) => inGroups(one) && inCases(one) && inRole(one))
}
