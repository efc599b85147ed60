/** Reads URLs into the objects that `url.parse` gives, which this dialect shows, without its warning. */

import url, { type Url, type UrlWithParsedQuery } from 'node:url'

interface LegacyUrlClass {
  new (): Url & { parse(text: string, parseQuery?: boolean): void }
}

const LegacyUrl = (url as unknown as { Url: LegacyUrlClass }).Url

export function parseUrl(text: string): Url {
  const parsed = new LegacyUrl()
  parsed.parse(text)
  return parsed
}

export function parseUrlWithQuery(text: string): UrlWithParsedQuery {
  const parsed = new LegacyUrl()
  parsed.parse(text, true)
  return parsed as unknown as UrlWithParsedQuery
}
