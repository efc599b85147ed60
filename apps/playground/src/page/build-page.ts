/** Builds the page with Vite, into memory: it takes less than a second, and no stale copy is ever served. */

import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'

export interface PageFile {
  readonly type: string
  readonly body: Buffer
}

/** By path, as `/assets/index-….js`. The page itself is `/`. */
export type Page = ReadonlyMap<string, PageFile>

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
}

export async function buildPage(): Promise<Page> {
  const result = (await build({
    root: fileURLToPath(new URL('../../web', import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    build: { write: false, modulePreload: false },
  })) as Rolldown.RolldownOutput
  return new Map(
    result.output.map((file) => {
      const body = Buffer.from(file.type === 'chunk' ? file.code : file.source)
      const type = types[file.fileName.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
      return [file.fileName === 'index.html' ? '/' : `/${file.fileName}`, { type, body }]
    }),
  )
}
