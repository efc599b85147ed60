/**
 * Compiles the programs in `consumers/` as a project that depends on `ws` would, against the original's types or ours.
 * It only collects what the compiler says; what that should be is for the tests.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

/** Whose types the name `ws` stands for. */
export type Source = 'original' | 'ours'

/** The module settings that people compile with; `folder` is the kind of package that the program is in. */
export const settings = {
  'NodeNext, ES module': {
    folder: 'module',
    module: ts.ModuleKind.NodeNext,
    resolution: ts.ModuleResolutionKind.NodeNext,
  },
  'NodeNext, CommonJS': {
    folder: 'commonjs',
    module: ts.ModuleKind.NodeNext,
    resolution: ts.ModuleResolutionKind.NodeNext,
  },
  bundler: { folder: 'module', module: ts.ModuleKind.ESNext, resolution: ts.ModuleResolutionKind.Bundler },
  'CommonJS, node10': {
    folder: 'commonjs',
    module: ts.ModuleKind.CommonJS,
    resolution: ts.ModuleResolutionKind.Node10,
  },
} as const

export type Setting = keyof typeof settings

/** What the compiler says about one line; `file` is the base name. */
export interface Complaint {
  file: string
  line: number
  text: string
}

/** The lines of a program. */
export function linesOf(consumer: string): string[] {
  return readFileSync(join(here, 'consumers', consumer), 'utf8').split('\n')
}

/** A folder with one project for each source, to be removed with `dispose`. */
export class Projects {
  readonly #root = realpathSync(mkdtempSync(join(tmpdir(), 'rosetta-ws-types-')))
  readonly #parsed = new Map<string, ts.SourceFile | undefined>()

  constructor() {
    for (const source of ['original', 'ours'] as const) {
      const types = join(this.#root, source, 'node_modules', '@types')
      mkdirSync(types, { recursive: true })
      symlinkSync(dirname(require.resolve('@types/node/package.json')), join(types, 'node'))
      const original = dirname(require.resolve('@types/original-ws/package.json'))
      symlinkSync(original, join(types, source === 'original' ? 'ws' : 'original-ws'))
      if (source === 'ours') this.#installOurs()
      for (const folder of ['module', 'commonjs']) {
        const project = join(this.#root, source, folder)
        cpSync(join(here, 'consumers'), project, { recursive: true })
        writeFileSync(join(project, 'package.json'), JSON.stringify({ type: folder }))
      }
    }
  }

  /** The declarations, and the package.json as it is published. */
  #installOurs(): void {
    const home = join(here, '../..')
    const installed = join(this.#root, 'ours', 'node_modules', 'ws')
    cpSync(join(home, 'types'), join(installed, 'types'), { recursive: true })
    const { publishConfig, ...manifest } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
    writeFileSync(join(installed, 'package.json'), JSON.stringify({ ...manifest, ...publishConfig }))
  }

  /** Everything that is wrong with the programs, and with the declarations of the package that they use. */
  compile(source: Source, setting: Setting, consumers: string[], dom: boolean): Complaint[] {
    const { folder, module, resolution } = settings[setting]
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      lib: dom ? ['lib.es2023.d.ts', 'lib.dom.d.ts'] : ['lib.es2023.d.ts'],
      types: ['node'],
      module,
      moduleResolution: resolution,
      esModuleInterop: true,
      strict: true,
      noImplicitOverride: true,
      skipLibCheck: false,
      noEmit: true,
    }
    const project = join(this.#root, source, folder)
    const host = ts.createCompilerHost(options)
    host.getCurrentDirectory = () => project
    const parse = host.getSourceFile
    host.getSourceFile = (name, languageVersion, ...rest) => {
      const format = typeof languageVersion === 'object' ? languageVersion.impliedNodeFormat : undefined
      const key = JSON.stringify([name, module, format])
      if (!this.#parsed.has(key)) this.#parsed.set(key, parse(name, languageVersion, ...rest))
      return this.#parsed.get(key)
    }
    const roots = consumers.map((name) => join(project, name))
    const program = ts.createProgram(roots, options, host)
    const isSubject = ({ fileName }: ts.SourceFile): boolean =>
      roots.includes(fileName) || /[/\\]node_modules[/\\](@types[/\\])?ws[/\\]/.test(fileName)
    return [
      ...program.getOptionsDiagnostics(),
      ...program
        .getSourceFiles()
        .filter(isSubject)
        .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
    ].map(complaint)
  }

  dispose(): void {
    rmSync(this.#root, { recursive: true, force: true })
  }
}

function complaint({ file, start = 0, messageText }: ts.Diagnostic): Complaint {
  return {
    file: file?.fileName.split(/[/\\]/).at(-1) ?? '',
    line: file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0,
    text: ts.flattenDiagnosticMessageText(messageText, ' '),
  }
}
