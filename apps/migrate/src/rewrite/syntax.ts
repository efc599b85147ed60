/**
 * Questions about syntax that the rules of several APIs ask.
 */
import { ts } from 'ts-morph'
import { preorder } from '../analysis/syntax.js'

export type FunctionNode = ts.FunctionExpression | ts.ArrowFunction | ts.FunctionDeclaration | ts.MethodDeclaration

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isMethodDeclaration(node)
  )
}

/** The expression without the parentheses and type assertions around it. */
export function bare(node: ts.Node): ts.Node {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)
    ? bare(node.expression)
    : node
}

/** The expression with the parentheses, `await` and assertions around it. */
export function wrapped(node: ts.Node): ts.Node {
  const { parent } = node
  return ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isNonNullExpression(parent)
    ? wrapped(parent)
    : node
}

/** Whether an expression needs no parentheses, whatever it becomes: an argument, an initialiser, what is returned. */
export function standsAlone(node: ts.Expression): boolean {
  const { parent } = node
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isBinaryExpression(parent))
    return parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  return (
    ts.isParenthesizedExpression(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isIfStatement(parent) ||
    ts.isSwitchStatement(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isArrayLiteralExpression(parent)
  )
}

/** Every node below one, itself included, in the order of the text. */
export function descendants(node: ts.Node): ts.Node[] {
  return [...preorder(node)]
}

export function contains(outer: ts.Node, inner: ts.Node): boolean {
  return outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end
}

/** The names in a scope that refer to a declaration, itself left out. */
export function references(scope: ts.Node, name: ts.Identifier, checker: ts.TypeChecker): ts.Identifier[] {
  const symbol = checker.getSymbolAtLocation(name)
  if (!symbol) return []
  return descendants(scope).filter(
    (node): node is ts.Identifier =>
      ts.isIdentifier(node) && node !== name && node.text === name.text && symbolOf(node, checker) === symbol,
  )
}

function symbolOf(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  return ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node)
}

/** The function that a node is in, or the file. */
export function enclosingFunction(node: ts.Node): ts.Node {
  return ts.findAncestor(node.parent, (at) => ts.isFunctionLike(at) || ts.isSourceFile(at))!
}

/** The statement of a block or file that a node is in. */
export function blockStatement(node: ts.Node): ts.Statement | undefined {
  return ts.findAncestor(node, (at): at is ts.Statement => isStatementOfBlock(at))
}

function isStatementOfBlock(node: ts.Node): boolean {
  return Boolean(node.parent) && ts.isStatement(node) && (ts.isBlock(node.parent) || ts.isSourceFile(node.parent))
}

/** A name that no identifier in a scope has: the wish, or the wish with a word before it. */
export function freeName(scope: ts.Node, wish: string, ...more: readonly string[]): string {
  const names = descendants(scope).filter((node): node is ts.Identifier => ts.isIdentifier(node) && !isMemberName(node))
  const taken = new Set(names.map((node) => node.text))
  const found = [wish, ...more].find((name) => !taken.has(name))
  return found ?? freeName(scope, `${wish}2`)
}

/** Whether an identifier is the name of a property, and of nothing else. */
export function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node
}

/** Whether an expression is `undefined`, `null` or missing. */
export function isNothing(node: ts.Expression | undefined): boolean {
  return !node || node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined')
}

/** Whether the value of an expression is the same a few statements earlier: literals and names that are set by then. */
export function isAvailableAt(node: ts.Expression, position: number, checker: ts.TypeChecker): boolean {
  return descendants(node).every((part) => {
    if (ts.isCallExpression(part) || ts.isNewExpression(part) || ts.isAwaitExpression(part)) return false
    if (ts.isBinaryExpression(part) && part.operatorToken.kind >= ts.SyntaxKind.FirstAssignment)
      return part.operatorToken.kind > ts.SyntaxKind.LastAssignment
    if (!ts.isIdentifier(part) || (ts.isPropertyAccessExpression(part.parent) && part.parent.name === part)) return true
    const declaration = checker.getSymbolAtLocation(part)?.declarations?.[0]
    return !declaration || declaration.getSourceFile() !== node.getSourceFile() || declaration.end <= position
  })
}

/** Whether a function's own body, without functions in it, has a node. */
export function hasOwn(body: ts.Node, test: (node: ts.Node) => boolean): boolean {
  let found = false
  const look = (node: ts.Node): void => {
    if (found) return
    if (test(node)) found = true
    else if (!ts.isFunctionLike(node)) ts.forEachChild(node, look)
  }
  ts.forEachChild(body, look)
  return found
}

/** Whether an expression is a string in every case. */
export function isString(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const inner = bare(node)
  if (ts.isStringLiteralLike(inner) || ts.isTemplateExpression(inner) || ts.isTypeOfExpression(inner)) return true
  if (ts.isConditionalExpression(inner)) return isString(inner.whenTrue, checker) && isString(inner.whenFalse, checker)
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return isString(inner.left, checker) || isString(inner.right, checker)
  if (ts.isCallExpression(inner)) {
    const { expression } = inner
    if (ts.isIdentifier(expression)) return expression.text === 'String'
    if (!ts.isPropertyAccessExpression(expression)) return false
    if (isStringify(expression)) return true
    const { text } = expression.name
    if (text === 'toString') return true
    if (ofStrings.has(text)) return isString(expression.expression, checker)
    return false
  }
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text === 'utf8Data'
  if (!ts.isIdentifier(inner)) return false
  const symbol = checker.getSymbolAtLocation(inner)
  const declaration = symbol?.valueDeclaration
  if (!declaration) return false
  if (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration)) {
    if (declaration.type) return declaration.type.kind === ts.SyntaxKind.StringKeyword
  }
  const isConstant =
    ts.isVariableDeclaration(declaration) && Boolean(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const)
  const isSetOnce = isConstant || (ts.isVariableDeclaration(declaration) && !isReassigned(declaration, checker))
  return isSetOnce && Boolean(declaration.initializer) && isString(declaration.initializer!, checker)
}

/** Methods of strings that give strings. */
const ofStrings = new Set([
  'toUpperCase',
  'toLowerCase',
  'trim',
  'slice',
  'substring',
  'substr',
  'replace',
  'replaceAll',
  'repeat',
  'padStart',
  'padEnd',
  'concat',
])

function isStringify(expression: ts.PropertyAccessExpression): boolean {
  const { expression: base, name } = expression
  return ts.isIdentifier(base) && base.text === 'JSON' && name.text === 'stringify'
}

/** Whether a variable is assigned again. */
export function isReassigned(
  declaration: ts.VariableDeclaration | ts.ParameterDeclaration,
  checker: ts.TypeChecker,
): boolean {
  if (!ts.isIdentifier(declaration.name)) return true
  return references(declaration.getSourceFile(), declaration.name, checker).some(isWritten)
}

/** Whether a name is the target of an assignment. */
export function isWritten(name: ts.Node): boolean {
  const { parent } = name
  if (ts.isBinaryExpression(parent) && parent.left === name) {
    const { kind } = parent.operatorToken
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === name
  return isPartOfLiteral(name) && isWritten(parent)
}

/** Whether a node is an element of a literal that may be a pattern: `[name] = …`, `({ key: name } = …)`. */
function isPartOfLiteral({ parent }: ts.Node): boolean {
  return (
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isParenthesizedExpression(parent)
  )
}

/** Whether a file has ES imports or exports, rather than `require`. */
export function isEsModule(file: ts.SourceFile): boolean {
  return file.statements.some(
    (one) =>
      ts.isImportDeclaration(one) ||
      ts.isExportDeclaration(one) ||
      ts.isExportAssignment(one) ||
      (ts.canHaveModifiers(one) && ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)),
  )
}
