/**
 * Views of the bridge in the API that is left: what used them is of ws now, and so are they.
 */
import { ts } from 'ts-morph'
import { bridgePackage } from '../catalogue/packages.js'
import type { Move } from './move.js'
import { descendants, references } from './syntax.js'

const wanted = 'asWs'

type Imported = ts.ImportSpecifier | ts.BindingElement

/** Makes every view of the API that is left one of ws. Of a connection of ws, that is the connection itself. */
export function moveViews(move: Move): void {
  for (const file of move.analysis.sources.files) {
    if (!move.selected.has(file.fileName)) continue
    const nodes = descendants(file)
    const imports = nodes.filter(isImported)
    let isThere =
      imports.some(({ name }) => name.getText(file) === wanted) ||
      Boolean(move.imports.get(file.fileName)?.some(({ module, name }) => module === bridgePackage && name === wanted))
    for (const one of imports.filter(({ name }) => isLeft(name, move))) {
      renameImport(one, isThere, move)
      isThere ||= one.propertyName === undefined
    }
    for (const node of nodes)
      if (ts.isPropertyAccessExpression(node) && isLeft(node, move)) move.editsOf(file).replace(node.name, wanted)
  }
}

function isImported(node: ts.Node): node is Imported {
  return ts.isImportSpecifier(node) || (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent))
}

function isLeft(node: ts.Node, move: Move): boolean {
  const values = [...move.analysis.valuesOf(node)]
  return values.length > 0 && values.every((value) => value.is === 'view' && value.dialect === move.from)
}

/** `{ asWebSocketConnection }` becomes `{ asWs }`, or goes where that is imported; an alias keeps its name. */
function renameImport(one: Imported, isThere: boolean, move: Move): void {
  const edits = move.editsOf(one)
  const { name, propertyName } = one
  if (!ts.isIdentifier(name)) return
  if (propertyName) {
    edits.replace(propertyName, wanted)
    return
  }
  for (const reference of references(edits.file, name, move.checker))
    edits.replace(reference, ts.isShorthandPropertyAssignment(reference.parent) ? `${name.text}: ${wanted}` : wanted)
  if (!isThere) edits.replace(name, wanted)
  else removeElement(one, move)
}

function removeElement(one: Imported, move: Move): void {
  const edits = move.editsOf(one)
  const list = one.parent.elements as ts.NodeArray<ts.Node>
  const at = list.indexOf(one)
  if (list.length === 1) {
    const statement = ts.findAncestor(one, ts.isStatement)!
    const isWhole = ts.isImportDeclaration(statement)
      ? !statement.importClause?.name
      : ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1
    if (isWhole) edits.removeStatement(statement)
  } else if (at > 0) edits.replaceSpan(list[at - 1].getEnd(), one.getEnd(), '')
  else edits.replaceSpan(one.getStart(edits.file), list[1].getStart(edits.file), '')
}
