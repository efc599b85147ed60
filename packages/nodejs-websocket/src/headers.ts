/** The headers of a handshake as this dialect has them. */

/** By lower-case name, the last one where a name is repeated. @param raw names and values in turn */
export function headersOf(raw: readonly string[]): Record<string, string> {
  const entries: [string, string][] = []
  for (let i = 0; i < raw.length; i += 2) entries.push([(raw[i] as string).toLowerCase(), raw[i + 1] as string])
  return Object.fromEntries(entries)
}
