/**
 * The imports of the package that is left: what they are in ws, and what has to stay beside them.
 */
import { ts } from 'ts-morph'
import { requiredModule } from '../analysis/syntax.js'
import { quoted } from './code-style.js'
import { type ExportNames, ImportMove } from './import-move.js'
import type { Move } from './move.js'
import { isEsModule } from './syntax.js'

/** Changes the imports of every selected file, after all other rules. */
export function moveImports(names: ExportNames, move: Move): void {
  const imports = move.uses.filter(({ form, node }) => form === 'import' && move.isSelected(node))
  for (const use of imports) new ImportMove(use, names, move).run()
  for (const [fileName, wanted] of move.imports) {
    const file = move.analysis.sources.files.find((one) => one.fileName === fileName)!
    const isModule = isEsModule(file)
    const edits = move.editsOf(file)
    const { end, newline } = edits.style
    const missing = wanted.filter(({ module, name }) => !isImported(file, module, name, move))
    if (missing.length === 0) continue
    const lines = missing.map(({ module, name, isType }) => {
      const from = quoted(module, edits.style)
      if (isType) return `import type { ${name} } from ${from}${end}`
      return isModule ? `import { ${name} } from ${from}${end}` : `const { ${name} } = require(${from})${end}`
    })
    const last = lastImport(file)
    if (last && hasCodeBehind(file, last)) for (const line of lines) edits.insertAfter(last, line.replace(/;$/, ''))
    else edits.insertLines(afterImports(file, last), lines.map((line) => line + newline).join(''))
  }
}

/** Whether a file has a name of a module already. */
function isImported(file: ts.SourceFile, module: string, name: string, move: Move): boolean {
  const bare = module.replace(/^node:/, '')
  const [symbol] = move.checker.getSymbolsInScope(file, ts.SymbolFlags.All).filter((one) => one.name === name)
  const declaration = symbol?.declarations?.[0]
  if (!declaration || declaration.getSourceFile() !== file) return false
  const statement = ts.findAncestor(declaration, ts.isStatement)
  return statement !== undefined && new RegExp(`['"](node:)?${bare}['"]`).test(statement.getText(file))
}

/** The last import or top-level `require`. */
function lastImport(file: ts.SourceFile): ts.Statement | undefined {
  return file.statements.findLast((one) => ts.isImportDeclaration(one) || isRequire(one))
}

/** Whether another statement begins on the line where one ends. */
function hasCodeBehind(file: ts.SourceFile, statement: ts.Statement): boolean {
  const next = file.statements[file.statements.indexOf(statement) + 1]
  return next !== undefined && next.getStart(file) < endOfLine(file, statement.getEnd())
}

/** The position behind the line of the last import, or behind what must come first in a file. */
function afterImports(file: ts.SourceFile, last: ts.Statement | undefined): number {
  if (last) return endOfLine(file, last.getEnd())
  const [first] = file.statements
  const isDirective = first && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression)
  if (isDirective) return endOfLine(file, first.getEnd())
  return file.text.startsWith('#!') ? endOfLine(file, 0) : 0
}

function isRequire(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false
  return statement.declarationList.declarations.some(({ initializer }) => {
    const base = initializer && ts.isPropertyAccessExpression(initializer) ? initializer.expression : initializer
    return base !== undefined && requiredModule(base) !== undefined
  })
}

function endOfLine(file: ts.SourceFile, position: number): number {
  const newline = file.text.indexOf('\n', position)
  return newline < 0 ? file.text.length : newline + 1
}
