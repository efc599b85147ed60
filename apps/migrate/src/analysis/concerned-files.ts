/**
 * Which files of a code base can have something of an API: those that import one, and those that imports connect with
 * them. The rest need not be followed, which spares a large code base most of the work.
 */
import { ts } from 'ts-morph'
import type { Sources } from './source-files.js'
import { preorder, requiredModule } from './syntax.js'

/** The files that are connected with one for which `imports` is true; and scripts, whose variables are global. */
export function concernedFiles(
  sources: Sources,
  imports: (specifier: string, from: ts.SourceFile) => boolean,
): readonly ts.SourceFile[] {
  const neighbours = new Map<ts.SourceFile, Set<ts.SourceFile>>(sources.files.map((file) => [file, new Set()]))
  const concerned = new Set<ts.SourceFile>()
  for (const file of sources.files) {
    const specifiers = specifiersOf(file)
    if (specifiers.length === 0 && !isModule(file)) concerned.add(file)
    for (const specifier of specifiers) {
      if (imports(specifier, file)) concerned.add(file)
      const other = sources.resolve(specifier, file)
      if (!other) continue
      neighbours.get(file)!.add(other)
      neighbours.get(other)?.add(file)
    }
  }
  for (const file of concerned) for (const other of neighbours.get(file) ?? []) concerned.add(other)
  return sources.files.filter((file) => concerned.has(file))
}

/** What a file imports and requires, in any form. */
function specifiersOf(file: ts.SourceFile): string[] {
  const found: string[] = []
  for (const node of preorder(file)) {
    const specifier = ts.isImportDeclaration(node) || ts.isExportDeclaration(node) ? node.moduleSpecifier : undefined
    const reference = ts.isExternalModuleReference(node) ? node.expression : specifier
    const argument =
      ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) ? node.argument.literal : reference
    if (argument && ts.isStringLiteralLike(argument)) found.push(argument.text)
    const required = requiredModule(node)
    if (required !== undefined) found.push(required)
  }
  return found
}

function isModule(file: ts.SourceFile): boolean {
  return ts.isExternalModule(file) || /\b(module\.)?exports\b/.test(file.text)
}
