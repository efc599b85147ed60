/**
 * The listeners for messages of nodejs-websocket and ws 1.x, as listeners for `(data, isBinary)`.
 * Those of websocket, which get an object, are in its folder.
 */
import { ts } from 'ts-morph'
import {
  isOwn,
  parameterText,
  parameterUses,
  type Registration,
  replaceParameters,
  usesArguments,
  wrapListener,
} from './listener.js'
import type { Move } from './move.js'
import { type FunctionNode, freeName, isReassigned, standsAlone } from './syntax.js'

/** A listener that has one argument for one kind of message: `text` and `binary` of nodejs-websocket. */
export function moveMessageOfKind(
  registration: Registration,
  kind: 'text' | 'binary',
  value: string,
  move: Move,
): boolean {
  const { target } = registration
  const condition = kind === 'text' ? '!isBinary' : 'isBinary'
  if (!target || !isOwn(target, registration, move) || !target.body)
    return wrapListener(registration, 'data, isBinary', condition, value.replaceAll('$', 'data'), move)
  if (usesArguments(target)) return false
  const names = listenerNames(target)
  const edits = move.editsOf(target)
  const skip = `if (${kind === 'text' ? names.isBinary : `!${names.isBinary}`}) return`
  const [parameter] = target.parameters
  const given = value.replaceAll('$', names.data)
  if (kind === 'text' && parameter && !isReassigned(parameter, move.checker)) move.strings.add(parameter)
  const isSet = parameter && ts.isIdentifier(parameter.name) && isReassigned(parameter, move.checker)
  const declaration = parameter && `${isSet ? 'let' : 'const'} ${parameter.name.getText(edits.file)} = ${given}`
  if (ts.isBlock(target.body)) edits.insertAtTop(target.body, declaration ? [skip, declaration] : [skip])
  else {
    const uses = parameter ? parameterUses(target, 0, move) : []
    if (!uses || (kind === 'binary' && uses.length > 1)) return false
    for (const use of uses)
      edits.replace(use, ts.isShorthandPropertyAssignment(use.parent) ? `${use.text}: ${given}` : given)
    edits.insert(target.body.getStart(edits.file), `{ if (${kind === 'text' ? `!${names.isBinary}` : names.isBinary}) `)
    edits.insert(target.body.getEnd(), ' }')
  }
  const parameters = parameterText(target, [
    { name: names.data, type: 'Buffer' },
    { name: names.isBinary, type: 'boolean' },
  ])
  replaceParameters(target, parameters, move)
  return true
}

/** Names for the two new parameters that nothing in the listener has. */
export function listenerNames(target: FunctionNode): { data: string; isBinary: string } {
  const own = target.parameters[0]?.name
  const isFree = (wish: string) =>
    own && ts.isIdentifier(own) && own.text === wish && freeName(target.body!, wish) === wish
  return {
    data: isFree('data') ? 'data' : freeName(target, 'data', 'payload', 'messageData'),
    isBinary: freeName(target, 'isBinary', 'isBinaryMessage'),
  }
}

/** Whether a listener, or what is in it, has been moved before: it has a parameter that is named so. */
export function isMoved(target: FunctionNode | undefined): boolean {
  const second = target?.parameters[1]?.name
  return Boolean(second && ts.isIdentifier(second) && /^isBinary/.test(second.text))
}

/** `{ binary }` */
function isPatternOfBinary(name: ts.BindingName): boolean {
  if (!ts.isObjectBindingPattern(name)) return false
  return name.elements.every((element) => (element.propertyName ?? element.name).getText() === 'binary')
}

/** `(message, flags)` of ws 1.x, where a text is a string. False where it stays as it is. */
export function moveDataAndFlags(registration: Registration, move: Move): boolean {
  const { target } = registration
  const text = (data: string, isBinary: string) => `${isBinary} ? ${data} : ${data}.toString()`
  if (!target || !isOwn(target, registration, move)) {
    const args = `${text('data', 'isBinary')}, { binary: isBinary }`
    return wrapListener(registration, 'data, isBinary', '', args, move)
  }
  if (usesArguments(target)) return false
  const [parameter] = target.parameters
  if (!parameter) return true
  const flags = parameterUses(target, 1, move)
  const isBinaryFlag = ({ parent }: ts.Identifier) =>
    ts.isPropertyAccessExpression(parent) && parent.name.text === 'binary'
  if (!target.body) return false
  const edits = move.editsOf(target)
  const isWhole = !flags?.every(isBinaryFlag)
  // What needs more of the flags gets them as an object.
  if (isWhole && !ts.isBlock(target.body)) return false
  const data = freeName(target, 'data', 'payload', 'messageData')
  const isBinary = freeName(target, 'isBinary', 'isBinaryMessage')
  if (ts.isBlock(target.body)) {
    const keyword = ts.isIdentifier(parameter.name) && isReassigned(parameter, move.checker) ? 'let' : 'const'
    const value = parameter.type
      ? `(${text(data, isBinary)}) as ${parameter.type.getText(edits.file)}`
      : text(data, isBinary)
    edits.insertAtTop(target.body, [`${keyword} ${parameter.name.getText(edits.file)} = ${value}`])
  } else {
    const uses = parameterUses(target, 0, move)
    if (!uses) return false
    for (const use of uses) {
      const isName = ts.isShorthandPropertyAssignment(use.parent)
      if (isName) edits.replace(use, `${use.text}: ${text(data, isBinary)}`)
      else edits.replace(use, standsAlone(use) ? text(data, isBinary) : `(${text(data, isBinary)})`)
    }
  }
  if (isWhole) {
    const name = target.parameters[1].name.getText(edits.file)
    edits.insertAtTop(target.body as ts.Block, [`const ${name} = { binary: ${isBinary} }`])
    if (!isPatternOfBinary(target.parameters[1].name))
      move.todo(
        target,
        'flags.masked and flags.buffer are gone: ws 8 says only whether a message is binary.',
        'receiving',
      )
  } else for (const flag of flags ?? []) edits.replace(flag.parent, isBinary)
  const names = [
    { name: data, type: 'Buffer' },
    { name: isBinary, type: 'boolean' },
  ]
  replaceParameters(target, parameterText(target, names), move)
  return true
}
