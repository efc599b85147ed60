/** The Set-Cookie headers of an accepted request. @rfc 6265 §4.1 */

export interface ResponseCookie {
  name: string
  value: string
  path?: string
  domain?: string
  expires?: Date
  /** Seconds. */
  maxage?: number
  secure?: boolean
  httponly?: boolean
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what these find
const STRIPPED = /[\x00-\x20;]/g
const ILLEGAL_IN_NAME = /[\x00-\x20"(),/:-?@[-^{}\x7f]/
const ILLEGAL_IN_VALUE = /[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/
const ILLEGAL_IN_ATTRIBUTE = /[\x00-\x20;]/
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

/**
 * The header lines. Names and values lose blanks, controls and semicolons, in the objects too.
 *
 * @throws Error for a cookie that cannot be set
 */
export function setCookieLines(cookies: ResponseCookie[]): string[] {
  if (!Array.isArray(cookies)) throw new Error('Value supplied for "cookies" argument must be an array.')
  const seen = new Set<string>()
  return cookies.map((cookie) => {
    strip(cookie)
    if (seen.has(cookie.name)) throw new Error('You may not specify the same cookie name twice.')
    seen.add(cookie.name)
    return `Set-Cookie: ${attributesOf(cookie).join(';')}`
  })
}

function strip(cookie: ResponseCookie): void {
  if (!cookie.name || !cookie.value) {
    throw new Error('Each cookie to set must at least provide a "name" and "value"')
  }
  cookie.name = cookie.name.replace(STRIPPED, '')
  cookie.value = cookie.value.replace(STRIPPED, '')
}

function attributesOf(cookie: ResponseCookie): string[] {
  const { name, value, domain, expires, maxage, secure, httponly } = cookie
  refuse(name.match(ILLEGAL_IN_NAME), 'name')
  refuse(unquoted(value).match(ILLEGAL_IN_VALUE), 'value')
  const attributes = [`${name}=${value}`]
  if (cookie.path) {
    refuse(cookie.path.match(ILLEGAL_IN_ATTRIBUTE), 'path')
    attributes.push(`Path=${cookie.path}`)
  }
  if (domain) {
    if (typeof domain !== 'string') throw new Error('Domain must be specified and must be a string.')
    refuse(domain.match(ILLEGAL_IN_ATTRIBUTE), 'domain')
    attributes.push(`Domain=${domain.toLowerCase()}`)
  }
  if (expires) {
    if (!(expires instanceof Date)) throw new Error('Value supplied for cookie "expires" must be a vaild date object')
    attributes.push(`Expires=${expires.toUTCString()}`)
  }
  if (maxage) attributes.push(`Max-Age=${wholeSeconds(maxage)}`)
  if (isOn(secure, 'secure')) attributes.push('Secure')
  if (isOn(httponly, 'httponly')) attributes.push('HttpOnly')
  return attributes
}

function refuse(found: RegExpMatchArray | null, part: string): void {
  if (found) throw new Error(`Illegal character ${found[0]} in cookie ${part}`)
}

function unquoted(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}

function wholeSeconds(maxage: number | string): string {
  const seconds = typeof maxage === 'string' ? Number.parseInt(maxage, 10) : maxage
  if (!(seconds > 0)) {
    throw new Error('Value supplied for cookie "maxage" must be a non-zero number')
  }
  return Math.round(seconds).toString(10)
}

function isOn(flag: boolean | undefined, name: string): boolean {
  if (!flag) return false
  if (typeof flag !== 'boolean') throw new Error(`Value supplied for cookie "${name}" must be of type boolean`)
  return flag
}
