/**
 * Moves listeners for messages of websocket, whose one argument has `type`, `utf8Data` and `binaryData`, to `(data, isBinary)`.
 * What sends is renamed by the rules of connections.
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
} from '../listener.js'
import { listenerNames } from '../message-listener.js'
import type { Move } from '../move.js'
import { type FunctionNode, isWritten, references, standsAlone } from '../syntax.js'
import { type MemberUse, MessageMembers } from './message-members.js'

type Names = ReturnType<typeof listenerNames>

interface Members {
  readonly uses: readonly MemberUse[]
  /** `const { utf8Data } = message`: they go. */
  readonly patterns: readonly ts.VariableStatement[]
}

/** Moves the listener of `message`. False where it stays as it is. */
export function moveMessageObject(registration: Registration, move: Move): boolean {
  const { target } = registration
  if (!target || !isOwn(target, registration, move))
    return wrapListener(registration, 'data, isBinary', '', wholeMessage('data', 'isBinary'), move)
  if (usesArguments(target)) return false
  const names = listenerNames(target)
  const parameters = parameterText(target, [
    { name: names.data, type: 'Buffer' },
    { name: names.isBinary, type: 'boolean' },
  ])
  if (!target.parameters[0]) return true
  const members = membersOf(target, move)
  if (members) new MessageMembers(target, members.uses, names, move).move(members.patterns)
  else if (!keepMessage(target, names, move)) return false
  replaceParameters(target, parameters, move)
  return true
}

const wholeMessage = (data: string, isBinary: string) =>
  `${isBinary} ? { type: 'binary', binaryData: ${data} } : { type: 'utf8', utf8Data: ${data}.toString() }`

/** Makes the object that the listener got, for one that needs it as a whole. */
function keepMessage(target: FunctionNode, names: Names, move: Move): boolean {
  const edits = move.editsOf(target)
  const isTyped = /\.[cm]?tsx?$/.test(edits.file.fileName)
  const plain = wholeMessage(names.data, names.isBinary)
  const whole = isTyped ? plain.replace(/type: '\w+'/g, '$& as const') : plain
  const found = parameterUses(target, 0, move)
  if (target.body && ts.isBlock(target.body)) {
    const read = found?.map(accessOf).filter((use) => use !== undefined) ?? []
    new MessageMembers(target, read, names, move).guardSends()
    const name = target.parameters[0].name.getText(edits.file)
    edits.insertAtTop(target.body, [`${found ? 'const' : 'let'} ${name} = ${whole}`])
    return true
  }
  const [only, more] = found ?? []
  if (!only || more || ts.isShorthandPropertyAssignment(only.parent)) return false
  edits.replace(only, standsAlone(only) ? whole : `(${whole})`)
  return true
}

/** The members that a listener uses; undefined where it needs the message as a whole. */
function membersOf(target: FunctionNode, move: Move): Members | undefined {
  const [{ name, initializer, dotDotDotToken }] = target.parameters
  if (initializer || dotDotDotToken) return undefined
  if (!ts.isIdentifier(name)) {
    const uses = boundUses(name, target, move)
    return uses && { uses, patterns: [] }
  }
  const uses: MemberUse[] = []
  const patterns: ts.VariableStatement[] = []
  for (const use of parameterUses(target, 0, move) ?? [undefined]) {
    const access = use && accessOf(use)
    const pattern = use && patternOf(use)
    const bound = pattern && boundUses(pattern.declarationList.declarations[0].name, target, move)
    if (access) uses.push(access)
    else if (pattern && bound) {
      uses.push(...bound)
      patterns.push(pattern)
    } else return undefined
  }
  return { uses, patterns }
}

const memberNames: ReadonlySet<string> = new Set(['type', 'utf8Data', 'binaryData'])

/** `message.utf8Data`, read. */
function accessOf(use: ts.Identifier): MemberUse | undefined {
  const node = use.parent
  if (!ts.isPropertyAccessExpression(node) || node.expression !== use || !memberNames.has(node.name.text))
    return undefined
  if (isWritten(node) || ts.isDeleteExpression(node.parent)) return undefined
  return { node, member: node.name.text as MemberUse['member'] }
}

/** `const { utf8Data } = message`, as a statement of its own. */
function patternOf(use: ts.Identifier): ts.VariableStatement | undefined {
  const declaration = use.parent
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer !== use) return undefined
  const list = declaration.parent
  const isOnly = ts.isVariableDeclarationList(list) && list.declarations.length === 1
  return isOnly && ts.isVariableStatement(list.parent) && ts.isBlock(list.parent.parent) ? list.parent : undefined
}

/** The uses of the names that a pattern gives to members of a message; undefined for a pattern that does more. */
function boundUses(pattern: ts.BindingName, target: FunctionNode, move: Move): MemberUse[] | undefined {
  if (!ts.isObjectBindingPattern(pattern)) return undefined
  const uses: MemberUse[] = []
  for (const { name, propertyName, initializer, dotDotDotToken } of pattern.elements) {
    const member = propertyName ?? name
    if (!ts.isIdentifier(name) || !ts.isIdentifier(member) || initializer || dotDotDotToken) return undefined
    if (!memberNames.has(member.text)) return undefined
    const found = references(target, name, move.checker)
    if (found.some(isWritten)) return undefined
    uses.push(...found.map((node) => ({ node, member: member.text as MemberUse['member'] })))
  }
  return uses
}
