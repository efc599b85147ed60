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
    edits.insertLines(afterImports(file), lines.map((line) => line + newline).join(''))
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

/** The position behind the line of the last import or top-level `require`. */
function afterImports(file: ts.SourceFile): number {
  const last = file.statements.findLast((one) => ts.isImportDeclaration(one) || isRequire(one))
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
