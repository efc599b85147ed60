/**
 * Which API a module specifier names, deep imports included.
 */
import type { Dialect } from '../catalogue/model.js'
import { originalPackages } from '../catalogue/packages.js'

/** The files of packages that real code imports, and the export that each one is. */
const deepImports: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  websocket: {
    'lib/WebSocketServer': 'server',
    'lib/WebSocketClient': 'client',
    'lib/WebSocketConnection': 'connection',
    'lib/WebSocketFrame': 'frame',
    'lib/WebSocketRequest': 'request',
    'lib/WebSocketRouter': 'router',
    'lib/W3CWebSocket': 'w3cwebsocket',
  },
}

/** Deep imports that are the package as a whole. */
const wholes = new Set(['lib/websocket', 'lib/browser', 'index'])

/** The dialect of a specifier, and the export that a deep import names. Undefined for other modules. */
export function packageKnowledge(
  specifier: string,
  dialectOfWs: 'ws' | 'ws1',
): { dialect: Dialect; exportName?: string } | undefined {
  const named = originalPackages.find(({ name, facade }) =>
    [name, facade].some((prefix) => specifier === prefix || specifier.startsWith(`${prefix}/`)),
  )
  if (!named) return undefined
  const prefix = specifier === named.name || specifier.startsWith(`${named.name}/`) ? named.name : named.facade
  const dialect = specifier === 'ws' || specifier.startsWith('ws/') ? dialectOfWs : named.dialect
  const path = specifier.slice(prefix.length + 1).replace(/\.js$/, '')
  if (path === '' || wholes.has(path)) return { dialect }
  const exportName = deepImports[named.name]?.[path]
  return exportName ? { dialect, exportName } : { dialect }
}
