/** Programs for `@types/websocket` compile with our declarations, and their mistakes are found. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { afterAll, expect, it } from 'vitest'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))
const facade = join(here, '../..')

const settings = {
  'NodeNext, ES module': ['module', ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
  'CommonJS, node10': ['commonjs', ts.ModuleKind.CommonJS, ts.ModuleResolutionKind.Node10],
} as const
type Setting = keyof typeof settings
type Source = 'original' | 'ours'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'rosetta-websocket-types-')))
afterAll(() => rmSync(root, { recursive: true, force: true }))
for (const source of ['original', 'ours'] as const) {
  const modules = join(root, source, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  symlinkSync(dirname(require.resolve('@types/node/package.json')), join(modules, '@types/node'))
  if (source === 'original') {
    cpSync(dirname(require.resolve('@types/original-websocket/package.json')), join(modules, '@types/websocket'), {
      recursive: true,
      dereference: true,
    })
  } else installOurs(join(modules, 'websocket'))
  for (const folder of ['module', 'commonjs']) {
    cpSync(join(here, 'consumers'), join(root, source, folder), { recursive: true })
    writeFileSync(join(root, source, folder, 'package.json'), JSON.stringify({ type: folder }))
  }
}

/** The declarations, and the manifest as it is published. */
function installOurs(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(facade, 'package.json'), 'utf8'))
  cpSync(join(facade, 'types'), join(folder, 'types'), { recursive: true })
  const { type, main, types, typesVersions, publishConfig } = manifest
  const published = { name: 'websocket', type, main, types, typesVersions, exports: publishConfig.exports }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(published))
}

const parsed = new Map<string, ts.SourceFile | undefined>()

/** What the compiler says about programs, and about the declarations that they use: line and text. */
function compile(source: Source, setting: Setting, programs: string[]): [line: number, text: string][] {
  const [folder, module, moduleResolution] = settings[setting]
  const project = join(root, source, folder)
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    types: ['node'],
    module,
    moduleResolution,
    esModuleInterop: true,
    strict: true,
    noImplicitOverride: true,
    noEmit: true,
  }
  const host = ts.createCompilerHost(options)
  host.getCurrentDirectory = () => project
  const parse = host.getSourceFile
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const format = typeof languageVersion === 'object' ? languageVersion.impliedNodeFormat : undefined
    const key = `${module} ${format} ${name}`
    if (!parsed.has(key)) parsed.set(key, parse(name, languageVersion, ...rest))
    return parsed.get(key)
  }
  const files = programs.map((name) => join(project, name))
  const program = ts.createProgram(files, options, host)
  return program
    .getSourceFiles()
    .filter(({ fileName }) => files.includes(fileName) || /[/\\]websocket[/\\]/.test(fileName.slice(root.length)))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ file, start = 0, messageText }) => [
      file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0,
      ts.flattenDiagnosticMessageText(messageText, ' '),
    ])
}

const portable = ['usage.ts', 'default-import.ts', 'refusals.ts']

it('programs compile as ES modules, and their mistakes are found', () => {
  expect(compile('ours', 'NodeNext, ES module', [...portable, 'gaps.ts', 'require.ts'])).toEqual([])
})

it.each<Source>(['original', 'ours'])('programs compile as CommonJS, and their mistakes are found: %s', (source) => {
  expect(compile(source, 'CommonJS, node10', [...portable, 'require.ts'])).toEqual([])
})

it('the original lacks what is listed as a gap', () => {
  const lines = readFileSync(join(here, 'consumers/gaps.ts'), 'utf8').split('\n').length - 4
  const refused = new Set(compile('original', 'CommonJS, node10', ['gaps.ts']).map(([line]) => line))
  expect(refused.size).toBe(lines)
})
