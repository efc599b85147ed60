/**
 * Whether a file is code for a browser, where `w3cwebsocket` is the browser's own WebSocket and ws does not work.
 */
import { ts } from 'ts-morph'
import { descendants } from '../syntax.js'

const frameworks = /^(react|react-dom|preact|vue|svelte|solid-js|jquery|lit|@angular\/core)(\/|$)/
const globals = new Set(['document', 'window', 'localStorage'])

/** A component, or what imports a framework for the browser or uses its globals. */
export function isForBrowser(file: ts.SourceFile, checker: ts.TypeChecker): boolean {
  if (/\.[jt]sx$/.test(file.fileName)) return true
  const isFramework = (node: ts.Node) => ts.isStringLiteral(node) && frameworks.test(node.text)
  return descendants(file).some((node) => {
    if (ts.isImportDeclaration(node)) return isFramework(node.moduleSpecifier)
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
      return globals.has(node.expression.text) && !isDeclared(node.expression, checker)
    return ts.isCallExpression(node) && node.expression.getText() === 'require' && node.arguments.some(isFramework)
  })
}

/** Whether the code itself declares a name. An assignment to a member of it declares nothing. */
function isDeclared(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const declarations = checker.getSymbolAtLocation(name)?.declarations ?? []
  return declarations.some(
    (one) =>
      ts.isVariableDeclaration(one) ||
      ts.isParameter(one) ||
      ts.isBindingElement(one) ||
      ts.isImportClause(one) ||
      ts.isImportSpecifier(one),
  )
}
