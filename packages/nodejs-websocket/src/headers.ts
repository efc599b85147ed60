/** The headers of a handshake as this dialect has them. */

import type { IncomingMessage } from 'node:http'

/** By lower-case name, the last one where a name is repeated. */
export function headersOf({ headers, rawHeaders }: IncomingMessage): Record<string, string> {
  const isSame = Object.keys(headers).length * 2 === rawHeaders.length && headers['set-cookie'] === undefined
  return isSame ? (headers as Record<string, string>) : lastOfEach(rawHeaders)
}

/** @param raw names and values in turn */
function lastOfEach(raw: readonly string[]): Record<string, string> {
  const entries: [string, string][] = []
  for (let i = 0; i < raw.length; i += 2) entries.push([(raw[i] as string).toLowerCase(), raw[i + 1] as string])
  return Object.fromEntries(entries)
}
