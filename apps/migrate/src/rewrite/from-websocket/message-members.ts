/**
 * Replaces `message.type`, `message.utf8Data` and `message.binaryData` in a listener that gets `(data, isBinary)`.
 * Which of them belong to the message was found before.
 */
import { ts } from 'ts-morph'
import { type Fact, isGuarded, meant } from '../guards.js'
import type { listenerNames } from '../message-listener.js'
import type { Move } from '../move.js'
import { bare, descendants, type FunctionNode, freeName, references, standsAlone } from '../syntax.js'

/** What stands for a member of the message: `message.utf8Data`, or a name that a pattern gave to it. */
export interface MemberUse {
  readonly node: ts.Expression
  readonly member: 'type' | Payload
}

/** The members that only one kind of message has. The other kind gives undefined. */
type Payload = 'utf8Data' | 'binaryData'

/** The call of a method that sends a payload, and what it is: a statement, or all that an arrow function does. */
interface Sent {
  readonly call: ts.CallExpression
  readonly name: string
  readonly place: ts.Statement | ts.ArrowFunction | undefined
}

const kinds = {
  utf8Data: { kind: 'utf8', other: 'binary', senders: ['sendUTF', 'send'], free: 'messageText', check: 'expectText' },
  binaryData: {
    kind: 'binary',
    other: 'utf8',
    senders: ['sendBytes', 'send'],
    free: 'messageBytes',
    check: 'expectBytes',
  },
} as const

export class MessageMembers {
  readonly #memberOf: ReadonlyMap<ts.Node, MemberUse['member']>
  /** What is sent by a call of a function that throws for a message of the other kind. */
  readonly #checked = new Set<ts.Node>()
  readonly #checks = new Map<Payload, string>()
  readonly #isTyped: boolean

  constructor(
    readonly target: FunctionNode,
    readonly uses: readonly MemberUse[],
    readonly names: ReturnType<typeof listenerNames>,
    readonly run: Move,
  ) {
    this.#memberOf = new Map(uses.map(({ node, member }) => [node, member]))
    this.#isTyped = /\.[cm]?tsx?$/.test(target.getSourceFile().fileName)
  }

  /** Replaces all uses. The patterns that named them go. */
  move(patterns: readonly ts.VariableStatement[]): void {
    for (const statement of patterns) this.#edits.removeStatement(statement)
    for (const { node, member } of this.uses) if (member === 'type') this.#replaceType(node)
    this.guardSends()
    this.#movePayload('utf8Data')
    this.#movePayload('binaryData')
  }

  /** Has a message that was not of the kind that is sent still throw. Nothing is replaced. */
  guardSends(): void {
    for (const payload of ['utf8Data', 'binaryData'] as const)
      for (const node of this.#withAliases(this.#usesOf(payload))) {
        const sent = this.#sentBy(node, payload)
        if (sent && !this.#isProved(node, payload)) this.#saySent(sent, node, payload)
      }
  }

  #usesOf(payload: Payload): ts.Expression[] {
    return this.uses.filter(({ member }) => member === payload).map(({ node }) => node)
  }

  #isProved(node: ts.Node, payload: Payload): boolean {
    return isGuarded(node, this.target, this.#factOf(payload), this.run.checker)
  }

  get #edits() {
    return this.run.editsOf(this.target)
  }

  #replaceType(node: ts.Expression): void {
    const { isBinary } = this.names
    const outer = node.parent
    const isComparison = ts.isBinaryExpression(outer) && /^[!=]==?$/.test(outer.operatorToken.getText())
    const other = isComparison ? bare(outer.left === node ? outer.right : outer.left) : undefined
    if (isComparison && other && ts.isStringLiteralLike(other) && /^(utf8|binary)$/.test(other.text)) {
      const isEqual = outer.operatorToken.getText().startsWith('=')
      this.#edits.replace(outer, isEqual === (other.text === 'binary') ? isBinary : `!${isBinary}`)
    } else this.#replace(node, `${isBinary} ? 'binary' : 'utf8'`)
  }

  #movePayload(payload: Payload): void {
    const { data, isBinary } = this.names
    const own = this.#usesOf(payload).filter((node) => !this.#checked.has(node))
    const value = payload === 'utf8Data' ? `${data}.toString()` : data
    const either = payload === 'utf8Data' ? `${isBinary} ? undefined : ${value}` : `${isBinary} ? ${value} : undefined`
    const open = own.filter((node) => !this.#isProved(node, payload) && !this.#sentBy(node, payload)?.place)
    const constant = this.#constantFor(payload, open, either)
    for (const node of own) {
      if (constant !== undefined && (open.includes(node) || !this.#isTyped)) this.#rename(node, constant)
      else if (open.includes(node)) this.#replace(wholeOf(node), either)
      else this.#replaceProved(node, payload === 'utf8Data' ? data : undefined, value)
    }
  }

  /** Declares a constant for a payload at the top of the listener, if more than one place needs it. */
  #constantFor(payload: Payload, open: readonly ts.Expression[], value: string): string | undefined {
    const { body } = this.target
    const [only, more] = open
    if (!only || !body || !ts.isBlock(body)) return undefined
    if (!more && ts.isVariableDeclaration(only.parent)) return undefined
    const bound = open.find(ts.isIdentifier)?.text
    const isFree = bound !== undefined && this.#isOnlyForMember(bound)
    const name = isFree ? bound : freeName(this.target, payload, kinds[payload].free)
    this.#edits.insertAtTop(body, [`const ${name} = ${value}`])
    return name
  }

  /** Whether a name stands for the member wherever it is used. */
  #isOnlyForMember(name: string): boolean {
    const found = descendants(this.target).filter((node) => ts.isIdentifier(node) && node.text === name)
    return found.every(
      (node) => this.#memberOf.has(node) || (ts.isBindingElement(node.parent) && node.parent.name === node),
    )
  }

  /** The uses, and those of constants that are nothing else. */
  #withAliases(own: readonly ts.Expression[]): ts.Expression[] {
    const aliases = own.flatMap((node) => {
      const { parent } = wholeOf(node)
      if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return []
      return references(this.target, parent.name, this.run.checker).filter(
        (one) => meant(one, this.run.checker) === node,
      )
    })
    return [...own, ...aliases]
  }

  #factOf(payload: Payload): Fact {
    const memberOf = (node: ts.Node) => this.#memberOf.get(bare(node))
    const { kind } = kinds[payload]
    return {
      holdsIf(condition, isTrue) {
        const member = memberOf(condition)
        if (isTrue) return member === payload
        // A Buffer is never falsy, a text may be.
        return member === 'binaryData' && payload === 'utf8Data'
      },
      holdsIfEqual(one, other, isEqual) {
        const member = memberOf(one)
        if (member === 'type' && ts.isStringLiteralLike(other) && /^(utf8|binary)$/.test(other.text))
          return (other.text === kind) === isEqual
        const isUndefined = ts.isIdentifier(other) && other.text === 'undefined'
        return isUndefined && member !== undefined && member !== 'type' && (member === payload) !== isEqual
      },
      holdsBehind: (statement) =>
        ts.isExpressionStatement(statement) &&
        ts.isCallExpression(statement.expression) &&
        statement.expression.arguments.some((node) => {
          const sent = memberOf(meant(node, this.run.checker)) === payload && this.#sentBy(bare(node), payload)
          return sent && sent.place === statement
        }),
    }
  }

  /** The call that sends a payload. A payload that is undefined made it throw. */
  #sentBy(node: ts.Node, payload: Payload): Sent | undefined {
    const whole = wholeOf(node)
    const call = whole.parent
    if (!ts.isCallExpression(call) || call.arguments[0] !== whole) return undefined
    const use = this.run.usesIn(call).find((one) => one.node === call.expression)
    if (use?.kind !== 'connection' || !kinds[payload].senders.some((name) => name === use.name)) return undefined
    const { parent } = call
    const isPlain = descendants(call.expression).every(
      (part) => !ts.isCallExpression(part) && !ts.isNewExpression(part),
    )
    const isWhole =
      ts.isExpressionStatement(parent) ||
      ts.isReturnStatement(parent) ||
      (ts.isArrowFunction(parent) && parent.body === call)
    return { call, name: use.name, place: isPlain && isWhole ? parent : undefined }
  }

  /** Keeps what happened to a message of the other kind, and asks a person. */
  #saySent({ call, name, place }: Sent, node: ts.Expression, payload: Payload): void {
    const { other } = kinds[payload]
    const threw = `${name}() threw for a ${other === 'utf8' ? 'text' : other} message, which has no ${payload}`
    this.run.todo(call, `${threw}, and it still does here: return instead if a peer may send one.`, 'receiving')
    if (!place) {
      this.#checked.add(node)
      this.#edits.replace(wholeOf(node), `${this.#checkFor(payload)}()`)
      return
    }
    const guard = this.#guardFor(payload)
    const isInList = !ts.isArrowFunction(place) && (ts.isBlock(place.parent) || ts.isCaseOrDefaultClause(place.parent))
    if (isInList) this.#edits.insertBefore(place, guard)
    else {
      const around = ts.isArrowFunction(place) ? call : place
      this.#edits.insert(around.getStart(this.#edits.file), `{ ${guard}; `)
      this.#edits.insert(around.getEnd(), ' }')
    }
  }

  #guardFor(payload: Payload): string {
    const { isBinary } = this.names
    const { kind } = kinds[payload]
    const test = kind === 'utf8' ? isBinary : `!${isBinary}`
    return `if (${test}) throw new TypeError('A ${kind === 'utf8' ? 'text' : kind} message was expected')`
  }

  /** Declares a function that gives a payload, or throws, for a call within an expression. Returns its name. */
  #checkFor(payload: Payload): string {
    const { target, names } = this
    const known = this.#checks.get(payload)
    if (known) return known
    const name = freeName(target, kinds[payload].check)
    this.#checks.set(payload, name)
    const steps = [
      this.#guardFor(payload),
      `return ${payload === 'utf8Data' ? `${names.data}.toString()` : names.data}`,
    ]
    const { end, newline, indent } = this.#edits.style
    const body = target.body!
    if (!ts.isBlock(body)) {
      this.#edits.insert(body.getStart(this.#edits.file), `{ const ${name} = () => { ${steps.join('; ')} }; `)
      this.#edits.insert(body.getEnd(), ' }')
    } else if (!body.getText(this.#edits.file).includes('\n'))
      this.#edits.insertAtTop(body, [`const ${name} = () => { ${steps.join('; ')} }`])
    else {
      const blanks = newline + this.#edits.indentAt(body.statements[0].getStart(this.#edits.file))
      const lines = [`const ${name} = () => {`, ...steps.map((step) => indent + step + end), '}']
      this.#edits.insertAtTop(body, [lines.join(blanks)])
    }
    return name
  }

  #replaceProved(node: ts.Expression, buffer: string | undefined, value: string): void {
    const { parent } = node
    const isMadeText = ts.isPropertyAccessExpression(parent) && parent.name.text === 'toString'
    this.#replace(wholeOf(node), isMadeText && buffer ? buffer : value)
  }

  #rename(node: ts.Expression, name: string): void {
    if (!ts.isIdentifier(node) || node.text !== name) this.#replace(node, name)
  }

  #replace(node: ts.Expression, text: string): void {
    const isCompound = text.includes('?') && !standsAlone(node)
    if (ts.isShorthandPropertyAssignment(node.parent))
      this.#edits.replace(node, `${(node as ts.Identifier).text}: ${text}`)
    else this.#edits.replace(node, isCompound ? `(${text})` : text)
  }
}

/** `message.utf8Data!`: there is nothing left to assert. */
function wholeOf(node: ts.Node): ts.Expression {
  return (ts.isNonNullExpression(node.parent) ? node.parent : node) as ts.Expression
}
