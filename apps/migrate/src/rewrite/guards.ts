/**
 * Says whether a place in the code is reached only where a fact holds: within an `if` that tests it, behind an early return.
 * What the fact is, and which expression tests it, others say. It must be one that does not change.
 */
import { ts } from 'ts-morph'
import { bare, isReassigned } from './syntax.js'

/** Something that conditions may prove. */
export interface Fact {
  /** Whether it holds where an expression is truthy, or falsy. */
  holdsIf(condition: ts.Expression, isTrue: boolean): boolean
  /** Whether it holds where two expressions are equal, or differ. They come in both orders. */
  holdsIfEqual(one: ts.Expression, other: ts.Expression, isEqual: boolean): boolean
  /** Whether it holds behind a statement, because that throws otherwise. */
  holdsBehind?(statement: ts.Statement): boolean
}

/** Whether a node is reached only where a fact holds. Nothing outside the scope is looked at. */
export function isGuarded(node: ts.Node, scope: ts.Node, fact: Fact, checker: ts.TypeChecker): boolean {
  const proof = new Proof(fact, checker)
  for (let at = node; at !== scope && !ts.isSourceFile(at); at = at.parent) if (proof.reaches(at)) return true
  return false
}

/**
 * The expression that a name stands for, where it is a variable that is set once, before the name, and to nothing else;
 * otherwise the expression itself, without parentheses.
 */
export function meant(expression: ts.Node, checker: ts.TypeChecker): ts.Expression {
  const inner = bare(expression) as ts.Expression
  if (!ts.isIdentifier(inner)) return inner
  const declarations = checker.getSymbolAtLocation(inner)?.declarations ?? []
  const [declaration] = declarations
  if (declarations.length !== 1 || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return inner
  if (!ts.isIdentifier(declaration.name) || declaration.end > inner.pos || isReassigned(declaration, checker))
    return inner
  return declaration.getSourceFile() === inner.getSourceFile() ? meant(declaration.initializer, checker) : inner
}

const equals = new Set([ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken])
const differs = new Set([ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken])

class Proof {
  constructor(
    readonly fact: Fact,
    readonly checker: ts.TypeChecker,
  ) {}

  /** Whether the fact holds where a node is, as what is directly around it says. */
  reaches(at: ts.Node): boolean {
    const { parent } = at
    if (ts.isIfStatement(parent))
      return at !== parent.expression && this.follows(parent.expression, at === parent.thenStatement)
    if (ts.isConditionalExpression(parent))
      return at !== parent.condition && this.follows(parent.condition, at === parent.whenTrue)
    if (ts.isBinaryExpression(parent) && at === parent.right) {
      const { kind } = parent.operatorToken
      if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return this.follows(parent.left, true)
      return kind === ts.SyntaxKind.BarBarToken && this.follows(parent.left, false)
    }
    if (ts.isWhileStatement(parent)) return at === parent.statement && this.follows(parent.expression, true)
    if (ts.isCaseOrDefaultClause(parent))
      return ts.isStatement(at) && (this.isBehind(at, parent.statements) || this.enters(parent))
    return ts.isBlock(parent) && this.isBehind(at as ts.Statement, parent.statements)
  }

  /** Whether the fact holds behind one of the statements before another. */
  isBehind(at: ts.Statement, statements: readonly ts.Statement[]): boolean {
    // A function can be called before the statement where it stands.
    if (ts.isFunctionDeclaration(at)) return false
    return statements.slice(0, statements.indexOf(at)).some((statement) => this.ends(statement))
  }

  /** Whether the fact holds where a statement has come to its end. One that leaves does not come to it. */
  ends(statement: ts.Statement): boolean {
    if (leaves(statement)) return true
    if (ts.isBlock(statement)) return statement.statements.some((one) => this.ends(one))
    if (!ts.isIfStatement(statement)) return this.fact.holdsBehind?.(statement) ?? false
    const { expression, thenStatement, elseStatement } = statement
    const isAfterThen = this.ends(thenStatement) || this.follows(expression, true)
    return isAfterThen && ((elseStatement && this.ends(elseStatement)) || this.follows(expression, false))
  }

  /** Whether the fact holds in a clause of a `switch`, by its own case and by those that run into it. */
  enters(clause: ts.CaseOrDefaultClause): boolean {
    const { clauses, parent } = clause.parent
    const subject = parent.expression
    const before = clauses[clauses.indexOf(clause) - 1]
    const runsIn = before && !before.statements.some((one) => leaves(one)) && !this.enters(before)
    if (runsIn) return false
    if (ts.isCaseClause(clause)) return this.areEqual(subject, clause.expression, true)
    return clauses.some((one) => ts.isCaseClause(one) && this.areEqual(subject, one.expression, false))
  }

  /** Whether the fact holds where a condition is true, or false. */
  follows(condition: ts.Expression, isTrue: boolean): boolean {
    const inner = meant(condition, this.checker)
    if (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken)
      return this.follows(inner.operand, !isTrue)
    if (ts.isBinaryExpression(inner)) {
      const { left, right } = inner
      const { kind } = inner.operatorToken
      const isBoth = kind === ts.SyntaxKind.AmpersandAmpersandToken
      if (isBoth || kind === ts.SyntaxKind.BarBarToken) {
        const [one, other] = [this.follows(left, isTrue), this.follows(right, isTrue)]
        return isBoth === isTrue ? one || other : one && other
      }
      if (equals.has(kind) || differs.has(kind)) {
        const isEqual = equals.has(kind) === isTrue
        if (this.areEqual(left, right, isEqual)) return true
      }
    }
    return this.fact.holdsIf(inner, isTrue)
  }

  areEqual(one: ts.Expression, other: ts.Expression, isEqual: boolean): boolean {
    const [first, second] = [meant(one, this.checker), meant(other, this.checker)]
    return this.fact.holdsIfEqual(first, second, isEqual) || this.fact.holdsIfEqual(second, first, isEqual)
  }
}

/** Whether a statement of a block never hands on to the next one. */
function leaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.some(leaves)
  if (ts.isIfStatement(statement))
    return leaves(statement.thenStatement) && Boolean(statement.elseStatement && leaves(statement.elseStatement))
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isContinueStatement(statement) ||
    ts.isBreakStatement(statement)
  )
}
