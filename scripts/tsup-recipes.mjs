// How the published packages are built, so that each tsup.config.ts is one call. What a package exports is in its
// package.json; why a facade is built as CommonJS is in docs/decisions/0002-commonjs-is-the-real-module.md.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'tsup'

const base = {
  target: 'node20',
  platform: 'node',
  silent: true,
  // tsup would write 'http' for 'node:http', which not every platform understands.
  removeNodeProtocol: false,
  // Not the root's tsconfig.json: that one is incremental, which the declaration build refuses, and includes what is not built.
  tsconfig: fileURLToPath(new URL('../tsconfig.build.json', import.meta.url)),
}

/**
 * A package that is the same in both module systems: ESM, CommonJS and declarations. No code is in two files of one
 * module system: ESM entries share chunks; CommonJS entries are views of one file, because the tool cannot split
 * CommonJS without rewriting classes and operators into slower ones.
 *
 * @param {Record<string, string>} entry output name → source file
 * @param {string} commonjs a source file that exports each entry as a namespace under its output name
 */
export function library(entry, commonjs) {
  rmSync('dist', { recursive: true, force: true })
  return defineConfig([
    { ...base, entry, format: 'esm', splitting: true },
    { ...base, entry, format: ['esm', 'cjs'], dts: { only: true } },
    {
      ...base,
      entry: { commonjs },
      format: 'cjs',
      splitting: false,
      async onSuccess() {
        for (const name of Object.keys(entry)) {
          writeFileSync(`dist/${name}.cjs`, `module.exports = { ...require('./commonjs.cjs').${name} }\n`)
        }
      },
    },
  ])
}

/**
 * A package that stands in for an old one: `dist/index.cjs` is the real module and its `module.exports` is the default
 * export of the main source; `dist/index.mjs` only passes on the same objects, under the names that the main source
 * exports. So `require` and `import` give the same class, and `instanceof` holds across them.
 *
 * @param {{ main?: string, entry?: Record<string, string>, dts?: boolean }} [options] `main`: the main source, whose
 *   default export has every named export as a property; `entry`: further CommonJS files, such as `browser`, each with
 *   a default export; `dts`: make the declarations, when none are written by hand
 */
export function facade({ main = 'src/index.ts', entry = {}, dts = false } = {}) {
  const entries = { index: main, ...entry }
  return defineConfig({
    ...base,
    entry: entries,
    format: 'cjs',
    outExtension: () => ({ js: '.cjs' }),
    clean: true,
    splitting: false,
    dts: dts && { entry: { index: main } },
    async onSuccess() {
      const names = namesBesideDefault(resolve('dist/index.cjs'))
      for (const name of Object.keys(entries)) finish(resolve(`dist/${name}.cjs`))
      writeFileSync('dist/index.mjs', esmWrapper(names))
    },
  })
}

/** The exports of a built module, read before `finish` hides them, and checked: the wrapper reads each there. */
function namesBesideDefault(file) {
  const { default: main, ...named } = createRequire(file)(file)
  const names = Object.keys(named)
  const missing = names.filter((name) => main[name] !== named[name])
  if (missing.length === 0) return names
  throw new Error(`The default export of a facade must have the named exports as properties; it lacks ${missing}.`)
}

function finish(file) {
  const code = restoreClassNames(readFileSync(file, 'utf8'))
  writeFileSync(file, `${code}module.exports = module.exports.default\n`)
}

/** The bundler calls a class that mentions itself `_Name`, and users would read that in `constructor.name`. */
function restoreClassNames(code) {
  const names = [...code.matchAll(/\bvar (\w+) = class _\1\b/g)].map(([, name]) => name)
  return names.reduce((text, name) => text.replaceAll(new RegExp(`(?<![\\w$.#])_${name}\\b`, 'g'), name), code)
}

function esmWrapper(names) {
  const named = names.length > 0 ? `export const { ${names.join(', ')} } = main\n` : ''
  return `import main from './index.cjs'\n\nexport default main\n${named}`
}
