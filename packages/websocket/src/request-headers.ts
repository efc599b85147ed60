/** The lists in a request's headers as this dialect shows them to its users. They decide nothing. */

/** One cookie of a request. */
export interface RequestCookie {
  name: string
  /** Null where there is no equals sign. */
  value: string | null
}

/** One extension that a client offers. */
export interface RequestedExtension {
  name: string
  params: { name: string; value: string | undefined }[]
}

const LIST = /, */
const CUT_LIST = /,\s*/

/** Subprotocols in lower case, each with the case that the client wrote. */
export function splitSubprotocols(header: string): { names: string[]; fullCase: Record<string, string> } {
  const fullCase: Record<string, string> = {}
  const names = header.split(CUT_LIST).map((name) => {
    const lower = name.toLocaleLowerCase()
    // An assignment would change the prototype for one of the names that a peer may choose.
    Object.defineProperty(fullCase, lower, { value: name, enumerable: true, configurable: true, writable: true })
    return lower
  })
  return { names, fullCase }
}

/** The addresses in an X-Forwarded-For header, the client's first. */
export function forwardedAddresses(header: string): string[] {
  return header.split(LIST)
}

export function splitExtensions(header: string): RequestedExtension[] {
  return header
    .toLocaleLowerCase()
    .split(CUT_LIST)
    .map((extension) => {
      const [name, ...parameters] = extension.split(/;\s*/)
      return { name, params: parameters.map(splitParameter) }
    })
}

function splitParameter(parameter: string): RequestedExtension['params'][number] {
  const [name, value] = parameter.split('=')
  return { name, value }
}

/** A value that is not percent-encoded stays as it is. */
export function parseCookies(header: string): RequestCookie[] {
  return header.split(/[;,] */).map((pair) => {
    const equals = pair.indexOf('=')
    if (equals < 0) return { name: pair, value: null }
    const text = pair.slice(equals + 1).trim()
    const value = text.startsWith('"') ? text.slice(1, -1) : text
    return { name: pair.slice(0, equals).trim(), value: decoded(value) }
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
