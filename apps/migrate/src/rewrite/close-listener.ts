/**
 * Listeners for the end of a connection: `close`, whose text is a Buffer in ws, and `error`, which has more reasons there.
 */
import { isOwn, registrationOf, stringParameter, usesArguments, wrapListener } from './listener.js'
import type { Rule } from './move.js'

/** What the values of `close` are in ws, where they differ. */
export const closeRemarks = {
  websocket:
    'The text of a close is empty in ws unless the peer sends one; 1006 has none. A Close frame without a code is 1005 and not 1006. After close() the code and text are those that the peer answers.',
  'nodejs-websocket': 'After close() ws gives the code and text that the peer answers; without a code that is 1005.',
  ws1: 'A Close frame without a code is 1005 in ws 8; it was 1000.',
} as const

/** The parameters of `close` are the same, with a Buffer for the text. */
export const closeEvent: Rule = (use, move) => {
  const registration = registrationOf(use.node, move)
  if (!registration) {
    move.todoOf(use)
    return
  }
  const { target } = registration
  if (!target || target.parameters.length > 1) move.note(use.node, closeRemarks[move.from], 'closing')
  if (target && isOwn(target, registration, move)) {
    if (!usesArguments(target) && (target.parameters.length < 2 || stringParameter(target, 1, move))) return
  } else if (target && target.parameters.length < 2) return
  else if (wrapListener(registration, 'code, reason', '', 'code, reason.toString()', move)) return
  move.todoOf(use, 'The text of a close is a Buffer in ws: use toString().')
}

/** Also a peer that breaks the rules is an error in ws. */
export const errorEvent: Rule = ({ node }, move) =>
  move.note(
    node,
    'In ws `error` comes for what a peer sends against the protocol or the limits, too; here it was `close` alone.',
    'errors',
  )
