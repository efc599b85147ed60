/** The entry for bundles: the browser's own WebSocket under this dialect's name. */

import { version } from './version.js'

type NativeConstructor = new (url: string, protocols?: string | string[]) => object

const Native = (globalThis as { WebSocket?: NativeConstructor }).WebSocket

/** The native `WebSocket`; arguments after the second are of Node only, and left out. */
function W3CWebSocket(url: string, protocols?: string | string[]): object {
  const Class = Native as NativeConstructor
  return protocols ? new Class(url, protocols) : new Class(url)
}

for (const name of Native === undefined ? [] : ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED']) {
  Object.defineProperty(W3CWebSocket, name, { get: () => (Native as unknown as Record<string, number>)[name] })
}

const w3cwebsocket = Native === undefined ? null : W3CWebSocket

export { version, w3cwebsocket }

export default { w3cwebsocket, version }
