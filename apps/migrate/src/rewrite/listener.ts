/**
 * Listeners whose arguments differ: finds the function behind an `on('event', …)` and changes its parameters and the uses
 * of them, or puts a function around it where that is not possible.
 */
import { ts } from 'ts-morph'
import type { Move } from './move.js'
import { type FunctionNode, freeName, isFunctionNode, isMemberName, isWritten, references } from './syntax.js'

/** A call as `connection.on('message', listener)`. */
export interface Registration {
  readonly call: ts.CallExpression
  /** What listens: `connection`. */
  readonly owner: ts.Expression
  readonly event: ts.StringLiteralLike
  readonly listener: ts.Expression | undefined
  /** The user's function, where it is known. */
  readonly target: FunctionNode | undefined
}

/** The registration that an event's name belongs to. */
export function registrationOf(event: ts.Node, move: Move): Registration | undefined {
  const call = event.parent
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined
  const listener = call.arguments[1]
  return {
    call,
    owner: call.expression.expression,
    event: event as ts.StringLiteralLike,
    listener,
    target: listener && functionOf(listener, move),
  }
}

/** The one function of the user that an expression is. */
export function functionOf(expression: ts.Expression, move: Move): FunctionNode | undefined {
  const values = [...move.analysis.valuesOf(expression)]
  const [value] = values
  if (values.length !== 1 || value.is !== 'function') return undefined
  return isFunctionNode(value.node) ? value.node : undefined
}

/**
 * Whether a function's parameters can change: it stands at the registration, or its name is used for nothing but
 * registrations of the same event.
 */
export function isOwn(target: FunctionNode, { listener, event }: Registration, move: Move): boolean {
  if (target === listener) return true
  if (!move.isSelected(target)) return false
  const { parent } = target
  const name = ts.isVariableDeclaration(parent)
    ? parent.name
    : ts.isFunctionDeclaration(target)
      ? target.name
      : undefined
  if (!name || !ts.isIdentifier(name)) return false
  return references(target.getSourceFile(), name, move.checker).every((one) => isListenerFor(one, event.text))
}

function isListenerFor(name: ts.Identifier, event: string): boolean {
  const { parent } = name
  if (!ts.isCallExpression(parent) || parent.arguments[1] !== name) return false
  const [first] = parent.arguments
  return ts.isStringLiteralLike(first) && first.text === event
}

/** The text of a parameter list, with types where the file has them. */
export function parameterText(target: FunctionNode, names: readonly { name: string; type: string }[]): string {
  const isTyped = /\.[cm]?tsx?$/.test(target.getSourceFile().fileName)
  return names.map(({ name, type }) => (isTyped ? `${name}: ${type}` : name)).join(', ')
}

/** Replaces the parameters of a function, the parentheses included where it has none. */
export function replaceParameters(target: FunctionNode, text: string, move: Move): void {
  const edits = move.editsOf(target)
  const file = target.getSourceFile()
  const children = target.getChildren(file)
  const open = children.find((child) => child.kind === ts.SyntaxKind.OpenParenToken)
  const close = children.find((child) => child.kind === ts.SyntaxKind.CloseParenToken)
  if (open && close) edits.replaceSpan(open.getEnd(), close.getStart(file), text)
  else edits.replace(target.parameters[0], `(${text})`)
}

/** Adds a parameter behind the ones that a function has, with free names for those that it lacks. */
export function addParameter(
  target: FunctionNode,
  index: number,
  wish: string,
  type: string,
  move: Move,
  before = 'connection',
): string | undefined {
  const existing = target.parameters[index]
  if (existing) return ts.isIdentifier(existing.name) ? existing.name.text : undefined
  const known = added.get(target)?.get(index)
  if (known) return known
  if (target.parameters.length < index - 1) return undefined
  const name = freeName(target, wish, 'upgradeRequest')
  const parameters = target.parameters.map((parameter) => parameter.getText(target.getSourceFile()))
  if (parameters.length < index) parameters.push(freeName(target, before))
  const isTyped = target.parameters.some((parameter) => parameter.type)
  parameters.push(isTyped ? `${name}: ${type}` : name)
  if (isTyped && type === 'IncomingMessage') move.importName(target, 'node:http', type, true)
  replaceParameters(target, parameters.join(', '), move)
  added.set(target, (added.get(target) ?? new Map()).set(index, name))
  return name
}

const added = new WeakMap<FunctionNode, Map<number, string>>()

/** What is to be called in place of a listener: `this.open` for `this.open.bind(this)`. */
export function callable(listener: ts.Expression): string {
  const isBound =
    ts.isCallExpression(listener) &&
    listener.arguments.length === 1 &&
    ts.isPropertyAccessExpression(listener.expression) &&
    listener.expression.name.text === 'bind'
  if (!isBound) return listener.getText()
  const { expression } = listener.expression as ts.PropertyAccessExpression
  const [self] = listener.arguments
  const isOwn = ts.isPropertyAccessExpression(expression) && expression.expression.getText() === self.getText()
  return isOwn && /^[\w$]+$/.test(self.getText()) ? expression.getText() : listener.getText()
}

/** Puts `(parameters) => listener(arguments)` in place of a listener. */
export function wrapListener(
  { listener, call, event }: Registration,
  parameters: string,
  condition: string,
  args: string,
  move: Move,
): boolean {
  if (!listener) return false
  const edits = move.editsOf(call)
  const isCallable = ts.isIdentifier(listener) || ts.isPropertyAccessExpression(listener)
  // Another call might give another function each time.
  const isBound =
    ts.isCallExpression(listener) &&
    ts.isPropertyAccessExpression(listener.expression) &&
    listener.expression.name.text === 'bind'
  if (!isCallable && !isBound) return false
  if (!isBound && usesThis(functionOf(listener, move))) return false
  const body = `${callable(listener)}(${args})`
  const guarded = condition ? `{ if (${condition}) ${body} }` : body
  edits.replace(listener, `(${parameters}) => ${guarded}`)
  const isRemoved = new RegExp(`\\b(removeListener|off)\\(\\s*['"]${event.text}['"]`).test(edits.file.text)
  if (isRemoved)
    move.todo(call, 'The listener is another function now: keep it in a variable to remove it.', 'receiving')
  return true
}

/** Whether a function uses the `this` that its caller gives. */
export function usesThis(target: FunctionNode | undefined): boolean {
  return Boolean(target?.body) && !ts.isArrowFunction(target!) && usesOwn(target!.body!, isThis)
}

const isThis = (node: ts.Node) => node.kind === ts.SyntaxKind.ThisKeyword

/** Whether a body has a node that means something of its function, and not of one within. */
function usesOwn(body: ts.Node, test: (node: ts.Node) => boolean): boolean {
  const look = (node: ts.Node): boolean => {
    if (test(node)) return true
    const isOther = ts.isFunctionLike(node) && !ts.isArrowFunction(node)
    return !isOther && Boolean(ts.forEachChild(node, (child) => look(child) || undefined))
  }
  return look(body)
}

/** Whether a function takes what it gets from `arguments`, so that its parameters do not say what it uses. */
export function usesArguments(target: FunctionNode): boolean {
  const isArguments = (node: ts.Node) => ts.isIdentifier(node) && node.text === 'arguments' && !isMemberName(node)
  return Boolean(target.body) && !ts.isArrowFunction(target) && usesOwn(target.body!, isArguments)
}

/** The uses of a parameter in its function; undefined where it is a pattern, or is assigned to. */
export function parameterUses(target: FunctionNode, index: number, move: Move): ts.Identifier[] | undefined {
  const parameter = target.parameters[index]
  if (usesArguments(target)) return undefined
  if (!parameter) return []
  if (!ts.isIdentifier(parameter.name) || parameter.dotDotDotToken || parameter.initializer) return undefined
  const found = references(target, parameter.name, move.checker)
  return found.some(isWritten) ? undefined : found
}

/** Makes a parameter that was a string and is a Buffer now a string wherever it is used. */
export function stringParameter(target: FunctionNode, index: number, move: Move): boolean {
  const found = parameterUses(target, index, move)
  const parameter = target.parameters[index]
  if (!found) return false
  const edits = move.editsOf(target)
  if (parameter?.type) edits.replace(parameter.type, 'Buffer')
  for (const name of found) {
    if (isMadeString(name)) continue
    if (ts.isShorthandPropertyAssignment(name.parent)) edits.insert(name.getEnd(), `: ${name.text}.toString()`)
    else edits.insert(name.getEnd(), '.toString()')
  }
  return true
}

/** Whether a Buffer is turned into a string where it stands: `${reason}`, `'' + reason`, `reason.toString()`. */
function isMadeString(name: ts.Identifier): boolean {
  const { parent } = name
  if (ts.isTemplateSpan(parent)) return true
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'toString'
  return (
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.PlusToken && isConcatenation(parent)
  )
}

function isConcatenation({ left, right }: ts.BinaryExpression): boolean {
  const hasText = (node: ts.Node): boolean =>
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    (ts.isBinaryExpression(node) && (hasText(node.left) || hasText(node.right)))
  return hasText(left) || hasText(right)
}
