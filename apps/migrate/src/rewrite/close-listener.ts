/**
 * Listeners for `close`, whose text is a Buffer in ws.
 */
import { isOwn, registrationOf, stringParameter, wrapListener } from './listener.js'
import type { Rule } from './move.js'

/** The parameters of `close` are the same, with a Buffer for the text. */
export const closeEvent: Rule = (use, move) => {
  const registration = registrationOf(use.node, move)
  if (!registration) {
    move.todoOf(use)
    return
  }
  const { target } = registration
  if (target && isOwn(target, registration, move)) {
    if (target.parameters.length < 2 || stringParameter(target, 1, move)) return
  } else if (target && target.parameters.length < 2) return
  else if (wrapListener(registration, 'code, reason', '', 'code, reason.toString()', move)) return
  move.todoOf(use, 'The text of a close is a Buffer in ws: use toString().')
}
