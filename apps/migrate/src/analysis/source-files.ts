/**
 * Which files of a folder are source code, and their syntax trees with resolved names.
 * It does not know what the code means.
 */
import { isUtf8 } from 'node:buffer'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ignore from 'ignore'
import { globSync } from 'tinyglobby'
import { Project, ts } from 'ts-morph'
import type { Problem } from '../problem.js'
import { tooDeepNode } from './nesting.js'

const extensions = ['js', 'cjs', 'mjs', 'jsx', 'ts', 'cts', 'mts', 'tsx']

/** A file that cannot be parsed. Lines and columns count from 1. */
export interface SyntaxProblem {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly message: string
}

/** The parsed files of a code base. */
export interface Sources {
  /** Absolute. What is reported is named relative to it. */
  readonly root: string
  /** The files without a syntax error, by path. */
  readonly files: readonly ts.SourceFile[]
  readonly checker: ts.TypeChecker
  readonly problems: readonly SyntaxProblem[]
  /** The file of this code base that a relative import in `from` leads to. */
  resolve(specifier: string, from: ts.SourceFile): ts.SourceFile | undefined
}

/**
 * The paths of the source files under a folder, absolute and sorted. What `.gitignore` files name, `node_modules`,
 * declarations and minified files are left out.
 */
export function listSourceFiles(root: string): string[] {
  const found = globSync([`**/*.{${extensions.join(',')}}`], {
    cwd: root,
    ignore: ['**/node_modules/**', '**/.git/**', '**/bower_components/**', '**/*.d.{ts,cts,mts}', '**/*.min.js'],
    dot: false,
    followSymbolicLinks: false,
  })
  const ignored = ignoredBy(root)
  return found
    .filter((path) => !ignored(path))
    .sort()
    .map((path) => join(root, path))
}

/** The texts of files, by path. */
export interface Texts {
  readonly read: ReadonlyMap<string, string>
  /** Those that are not UTF-8. Their texts lack what is not ASCII, so that they must not be written. */
  readonly foreign: ReadonlySet<string>
  readonly problems: readonly Problem[]
}

/** Reads files. The paths are absolute; what cannot be read is a problem. */
export function readTexts(root: string, paths: readonly string[]): Texts {
  const read = new Map<string, string>()
  const foreign = new Set<string>()
  const problems: Problem[] = []
  for (const path of paths) {
    try {
      const bytes = readFileSync(path)
      read.set(path, bytes.toString())
      if (!isUtf8(bytes)) foreign.add(path)
    } catch (error) {
      problems.push({ path: relativePath(root, path), message: `It cannot be read: ${(error as Error).message}` })
    }
  }
  return { read, foreign, problems }
}

/** Reads and parses files. `paths` are absolute; a path that is no file is an Error. */
export function readSources(root: string, paths: readonly string[]): Sources {
  return openSources(root, new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])))
}

/** Parses texts. The keys are absolute paths. */
export function openSources(root: string, texts: ReadonlyMap<string, string>): Sources {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
    compilerOptions: {
      allowJs: true,
      noLib: true,
      types: [],
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      jsx: ts.JsxEmit.Preserve,
    },
    // No file outside the code base is read: what a package exports is known from the catalogue.
    resolutionHost: () => ({ resolveModuleNames: (names) => names.map(() => undefined) }),
  })
  const tooDeep = [...texts].flatMap(([path, text]) => addFile(project, root, path, text) ?? [])
  const program = project.getProgram().compilerObject
  const all = [...texts.keys()].flatMap((path) => program.getSourceFile(path) ?? [])
  const problems = [...tooDeep, ...all.flatMap((file) => syntaxProblems(program, file, root))]
  const broken = new Set(problems.map((problem) => problem.path))
  const files = all.filter((file) => !broken.has(relativePath(root, file.fileName)))
  const byPath = new Map(files.map((file) => [file.fileName, file]))
  return {
    root: resolve(root),
    files,
    checker: program.getTypeChecker(),
    problems,
    resolve: (specifier, from) =>
      candidates(specifier, from.fileName)
        .map((path) => byPath.get(path))
        .find(Boolean),
  }
}

/** Adds a file, unless it is nested so deep that it cannot be followed, as generated code may be. */
function addFile(project: Project, root: string, path: string, text: string): SyntaxProblem | undefined {
  const message = 'The code is nested too deep to be followed.'
  try {
    const file = project.createSourceFile(path, text, { overwrite: true })
    const node = tooDeepNode(file.compilerNode)
    if (!node) return undefined
    const { line, character } = file.compilerNode.getLineAndCharacterOfPosition(node.pos)
    project.removeSourceFile(file)
    return { path: relativePath(root, path), line: line + 1, column: character + 1, message }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { path: relativePath(root, path), line: 1, column: 1, message }
  }
}

/** A path as reports name it: relative to the root, with slashes. */
export function relativePath(root: string, path: string): string {
  return relative(resolve(root), path).split(sep).join('/')
}

function syntaxProblems(program: ts.Program, file: ts.SourceFile, root: string): SyntaxProblem[] {
  return program
    .getSyntacticDiagnostics(file)
    .filter(({ code }) => !harmless(code))
    .slice(0, 1)
    .map((diagnostic) => {
      const { line, character } = file.getLineAndCharacterOfPosition(diagnostic.start)
      return {
        path: relativePath(root, file.fileName),
        line: line + 1,
        column: character + 1,
        message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
      }
    })
}

/** Types in a .js file (8xxx), and octal escapes, which scripts that are not strict may have (1487, 1488). */
function harmless(code: number): boolean {
  return (code >= 8000 && code < 9000) || code === 1487 || code === 1488
}

/** Where Node, a bundler or TypeScript would look for a relative import. */
function candidates(specifier: string, from: string): string[] {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return []
  const path = resolve(dirname(from), specifier)
  const asTypeScript = path.replace(/\.([cm]?)jsx?$/, '.$1ts')
  return [
    path,
    asTypeScript,
    path.replace(/\.jsx?$/, '.tsx'),
    ...extensions.map((extension) => `${path}.${extension}`),
    ...extensions.map((extension) => join(path, `index.${extension}`)),
  ]
}

/** Whether a path relative to the root is named by a `.gitignore` there or in a folder between. */
function ignoredBy(root: string): (path: string) => boolean {
  const rules = new Map<string, ReturnType<typeof ignore> | undefined>()
  const rulesOf = (folder: string) => {
    if (!rules.has(folder)) {
      const file = join(root, folder, '.gitignore')
      rules.set(
        folder,
        existsSync(file) && statSync(file).isFile() ? ignore().add(readFileSync(file, 'utf8')) : undefined,
      )
    }
    return rules.get(folder)
  }
  return (path) => {
    const parts = path.split('/')
    return parts.some((_, depth) => rulesOf(parts.slice(0, depth).join('/'))?.ignores(parts.slice(depth).join('/')))
  }
}
