/** What a redirected client may tell the next host. Follows nothing itself. */

import type { ClientOptions } from './opening-handshake.js'
import type { WebSocket } from './web-socket.js'

/** The settings of one request, as far as secrets are concerned. */
interface Secrets {
  headers: Record<string, unknown>
  auth?: string | null | undefined
  socketPath?: string | undefined
}

/**
 * The options for the next request, should this one be redirected. From the second request on, what must not reach another
 * host is taken out of the settings of this one.
 *
 * The first request decides what the original host is, and which Authorization header goes on.
 */
export function followOptions(
  ws: WebSocket,
  url: URL,
  settings: Secrets,
  options: ClientOptions | undefined,
): ClientOptions {
  const isSecure = url.protocol === 'wss:'
  const isIpc = url.protocol === 'ws+unix:'
  const place = isIpc ? settings.socketPath : url.host
  let next = options as ClientOptions
  if (ws._redirects === 0) {
    ws._originalIpc = isIpc
    ws._originalSecure = isSecure
    ws._originalHostOrSocketPath = place
    const headers = Object.entries(options?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
    next = { ...options, headers: Object.fromEntries(headers) }
  } else if (ws.listenerCount('redirect') === 0) {
    const isSameHost = isIpc === ws._originalIpc && place === ws._originalHostOrSocketPath
    if (!isSameHost || (ws._originalSecure && !isSecure)) dropSecrets(settings, isSameHost)
  }
  const headers = next.headers as Record<string, string>
  if (settings.auth && !headers.authorization) {
    headers.authorization = `Basic ${Buffer.from(settings.auth).toString('base64')}`
  }
  return next
}

function dropSecrets(settings: Secrets, isSameHost: boolean): void {
  delete settings.headers.authorization
  delete settings.headers.cookie
  if (!isSameHost) delete settings.headers.host
  settings.auth = undefined
}
