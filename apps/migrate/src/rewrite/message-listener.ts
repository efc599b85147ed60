/**
 * The listeners for messages of each API, as listeners for `(data, isBinary)`.
 */
import { ts } from 'ts-morph'
import { isOwn, parameterText, parameterUses, type Registration, replaceParameters, wrapListener } from './listener.js'
import type { Move } from './move.js'
import { bare, type FunctionNode, freeName, isReassigned } from './syntax.js'

/** `message` of websocket: one argument with `type`, `utf8Data` and `binaryData`. False where it stays as it is. */
export function moveMessageObject(registration: Registration, move: Move): boolean {
  const { target } = registration
  const as = (data: string, isBinary: string) =>
    `${isBinary} ? { type: 'binary', binaryData: ${data} } : { type: 'utf8', utf8Data: ${data}.toString() }`
  if (!target || !isOwn(target, registration, move))
    return wrapListener(registration, 'data, isBinary', '', as('data', 'isBinary'), move)
  const names = listenerNames(target)
  const edits = move.editsOf(target)
  const parameters = parameterText(target, [
    { name: names.data, type: 'Buffer' },
    { name: names.isBinary, type: 'boolean' },
  ])
  const parameter = target.parameters[0]
  if (!parameter) return true
  const found = parameterUses(target, 0, move)
  if (found?.every(isMember)) {
    for (const use of found) replaceMember(use, names, move)
    replaceParameters(target, parameters, move)
    return true
  }
  if (!target.body || !ts.isBlock(target.body)) {
    const [only, more] = found ?? []
    if (!only || more || ts.isShorthandPropertyAssignment(only.parent)) return false
    edits.replace(
      only,
      ts.isCallExpression(only.parent) ? as(names.data, names.isBinary) : `(${as(names.data, names.isBinary)})`,
    )
  } else {
    const keyword = found ? 'const' : 'let'
    edits.insertAtTop(target.body, [
      `${keyword} ${parameter.name.getText(edits.file)} = ${as(names.data, names.isBinary)}`,
    ])
  }
  replaceParameters(target, parameters, move)
  return true
}

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

const members = new Set(['type', 'utf8Data', 'binaryData'])

function isMember(use: ts.Identifier): boolean {
  const { parent } = use
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== use || !members.has(parent.name.text))
    return false
  const outer = parent.parent
  const isTarget =
    ts.isBinaryExpression(outer) && outer.left === parent && outer.operatorToken.kind === ts.SyntaxKind.EqualsToken
  return !isTarget && !ts.isDeleteExpression(outer)
}

function replaceMember(use: ts.Identifier, names: { data: string; isBinary: string }, move: Move): void {
  const access = use.parent as ts.PropertyAccessExpression
  const edits = move.editsOf(use)
  const name = access.name.text
  if (name === 'type') {
    const test = typeTest(access)
    if (test) edits.replace(test.node, test.isBinary ? names.isBinary : `!${names.isBinary}`)
    else edits.replace(access, `(${names.isBinary} ? 'binary' : 'utf8')`)
    return
  }
  const wanted = name === 'binaryData' ? 'binary' : 'utf8'
  const value = wanted === 'binary' ? names.data : `${names.data}.toString()`
  // `message.utf8Data!`: there is nothing left to assert.
  const whole = ts.isNonNullExpression(access.parent) ? access.parent : access
  if (isGuarded(access, use.text, wanted)) edits.replace(whole, value)
  else {
    // Without a check of the type, the other kind of message gives undefined, as it did.
    const either = wanted === 'binary' ? `${value} : undefined` : `undefined : ${value}`
    const text = `${names.isBinary} ? ${either}`
    edits.replace(whole, isOwnArgument(whole) ? text : `(${text})`)
  }
}

function isOwnArgument(node: ts.Expression): boolean {
  const { parent } = node
  return ts.isCallExpression(parent) && parent.arguments.includes(node)
}

/** `message.type === 'utf8'` and the like, around an access of `type`. */
function typeTest(access: ts.Expression): { node: ts.Node; isBinary: boolean } | undefined {
  const node = access.parent
  if (!ts.isBinaryExpression(node)) return undefined
  const other = bare(node.left === access ? node.right : node.left)
  const { kind } = node.operatorToken
  const isEqual = kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken
  const isUnequal = kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken
  if ((!isEqual && !isUnequal) || !ts.isStringLiteralLike(other)) return undefined
  if (other.text !== 'utf8' && other.text !== 'binary') return undefined
  return { node, isBinary: (other.text === 'binary') === isEqual }
}

/** Whether an expression is reached only for one kind of message. */
function isGuarded(node: ts.Node, parameter: string, wanted: 'utf8' | 'binary'): boolean {
  for (let at = node; at.parent && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at
    if (ts.isIfStatement(parent) && at !== parent.expression) {
      if (proves(parent.expression, parameter, wanted, at === parent.thenStatement)) return true
    } else if (ts.isConditionalExpression(parent) && at !== parent.condition) {
      if (proves(parent.condition, parameter, wanted, at === parent.whenTrue)) return true
    } else if (ts.isBinaryExpression(parent) && at === parent.right) {
      const isAnd = parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
      const isOr = parent.operatorToken.kind === ts.SyntaxKind.BarBarToken
      if ((isAnd || isOr) && proves(parent.left, parameter, wanted, isAnd)) return true
    } else if (ts.isBlock(parent) || ts.isSourceFile(parent)) {
      const before = parent.statements.slice(0, parent.statements.indexOf(at as ts.Statement))
      if (before.some((statement) => leaves(statement, parameter, wanted))) return true
    } else if (ts.isCaseClause(parent) && at !== parent.expression) {
      const value = bare(parent.expression)
      const isTypeSwitch = isType(bare(parent.parent.parent.expression), parameter)
      const { clauses } = parent.parent
      const previous = clauses[clauses.indexOf(parent) - 1]
      const fallsIn =
        previous && !previous.statements.some((one) => ts.isBreakStatement(one) || ts.isReturnStatement(one))
      if (isTypeSwitch && !fallsIn && ts.isStringLiteralLike(value) && value.text === wanted) return true
    }
  }
  return false
}

/** `if (message.type !== 'utf8') return` before a statement. */
function leaves(statement: ts.Statement, parameter: string, wanted: 'utf8' | 'binary'): boolean {
  if (!ts.isIfStatement(statement) || statement.elseStatement) return false
  const body = statement.thenStatement
  const last = ts.isBlock(body) ? body.statements[body.statements.length - 1] : body
  const isExit = last && (ts.isReturnStatement(last) || ts.isThrowStatement(last) || ts.isContinueStatement(last))
  return Boolean(isExit) && proves(statement.expression, parameter, wanted, false)
}

/** Whether a condition that is true (or false) means that the message is of one kind. */
function proves(condition: ts.Expression, parameter: string, wanted: 'utf8' | 'binary', isTrue: boolean): boolean {
  const inner = bare(condition)
  if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken)
    return proves(inner.operand, parameter, wanted, !isTrue)
  if (!ts.isBinaryExpression(inner)) return false
  const { kind } = inner.operatorToken
  const joins = isTrue ? ts.SyntaxKind.AmpersandAmpersandToken : ts.SyntaxKind.BarBarToken
  if (kind === joins)
    return proves(inner.left, parameter, wanted, isTrue) || proves(inner.right, parameter, wanted, isTrue)
  const side = [inner.left, inner.right].find((one) => isType(bare(one), parameter))
  const test = side && typeTest(side)
  return Boolean(test) && test!.isBinary === ((wanted === 'binary') === isTrue)
}

function isType(node: ts.Node, parameter: string): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'type' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === parameter
  )
}

/** Whether a listener, or what is in it, has been moved before: it has a parameter that is named so. */
export function isMoved(target: FunctionNode | undefined): boolean {
  const second = target?.parameters[1]?.name
  return Boolean(second && ts.isIdentifier(second) && /^isBinary/.test(second.text))
}

/** `(message, flags)` of ws 1.x, where a text is a string. False where it stays as it is. */
export function moveDataAndFlags(registration: Registration, move: Move): boolean {
  const { target } = registration
  const text = (data: string, isBinary: string) => `${isBinary} ? ${data} : ${data}.toString()`
  if (!target || !isOwn(target, registration, move)) {
    const args = `${text('data', 'isBinary')}, { binary: isBinary }`
    return wrapListener(registration, 'data, isBinary', '', args, move)
  }
  const [parameter] = target.parameters
  if (!parameter) return true
  const flags = parameterUses(target, 1, move)
  const isBinaryFlag = ({ parent }: ts.Identifier) =>
    ts.isPropertyAccessExpression(parent) && parent.name.text === 'binary'
  if (!flags?.every(isBinaryFlag) || !target.body) return false
  const edits = move.editsOf(target)
  const data = freeName(target, 'data', 'payload', 'messageData')
  const isBinary = freeName(target, 'isBinary', 'isBinaryMessage')
  if (ts.isBlock(target.body)) {
    const keyword = ts.isIdentifier(parameter.name) && isReassigned(parameter, move.checker) ? 'let' : 'const'
    edits.insertAtTop(target.body, [`${keyword} ${parameter.name.getText(edits.file)} = ${text(data, isBinary)}`])
  } else {
    const uses = parameterUses(target, 0, move)
    if (!uses) return false
    for (const use of uses) {
      const isName = ts.isShorthandPropertyAssignment(use.parent)
      if (isName) edits.replace(use, `${use.text}: ${text(data, isBinary)}`)
      else edits.replace(use, isOwnArgument(use) ? text(data, isBinary) : `(${text(data, isBinary)})`)
    }
  }
  for (const flag of flags) edits.replace(flag.parent, isBinary)
  const names = [
    { name: data, type: 'Buffer' },
    { name: isBinary, type: 'boolean' },
  ]
  replaceParameters(target, parameterText(target, names), move)
  return true
}
