/**
 * Small questions about syntax that several parts of the analysis ask.
 */
import { ts } from 'ts-morph'

/** Functions that Babel and TypeScript put into compiled files, by their names. */
export const interopHelpers = new Set([
  '_interopRequireDefault',
  '_interopRequireWildcard',
  '_interopDefault',
  '__importDefault',
  '__importStar',
])

/** The name after the dot, or the text between the brackets when it is constant. */
export function memberName(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text
  const { argumentExpression } = node
  return ts.isStringLiteralLike(argumentExpression) ? argumentExpression.text : undefined
}

/** The name of a property of a literal, class or pattern, when it is constant. */
export function propertyName(name: ts.PropertyName | ts.BindingName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text
  return ts.isPrivateIdentifier(name) ? name.text : undefined
}

/** The module that a `require('…')` or `import('…')` names. */
export function requiredModule(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length === 0) return undefined
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  const [specifier] = node.arguments
  return (isImport || isRequire) && ts.isStringLiteralLike(specifier) ? specifier.text : undefined
}

/** A name that is not declared in the code base. */
export function isGlobalNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name
}

/** The function or member of a class whose `this` a node sees, or the file. */
export function thisOwner(node: ts.Node): ts.Node {
  let owner = node.parent
  while (!ts.isSourceFile(owner)) {
    if (ts.isFunctionLike(owner) && !ts.isArrowFunction(owner)) return owner
    if (ts.isClassElement(owner)) return owner
    owner = owner.parent
  }
  return owner
}

export function isModuleExports(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  )
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment
}

export function isStaticKeyword({ kind }: ts.Node): boolean {
  return kind === ts.SyntaxKind.StaticKeyword
}

export function isExported(node: ts.Node): boolean {
  return (
    ts.canHaveModifiers(node) &&
    Boolean(ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
  )
}

export function isMapNode(node: ts.Node): boolean {
  return (
    ts.isNewExpression(node) && (isGlobalNamed(node.expression, 'Map') || isGlobalNamed(node.expression, 'WeakMap'))
  )
}

/** Every node below one, itself first, in the order of the text. However deep it goes, the stack does not grow. */
export function* preorder(node: ts.Node): Generator<ts.Node> {
  const waiting = [node]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next
    const children: ts.Node[] = []
    ts.forEachChild(next, (child) => void children.push(child))
    for (const child of children.reverse()) waiting.push(child)
  }
}
