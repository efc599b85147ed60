/** Reads URLs into the objects that `url.parse` gives, which this dialect shows, without its warning where Node has the way. */

import url, { type Url, type UrlWithParsedQuery } from 'node:url'

type Parse = (text: string, parseQuery: boolean) => Url

interface LegacyUrlClass {
  new (): Url & { parse(text: string, parseQuery: boolean): void }
  readonly prototype: { parse?: unknown }
}

const parse = parserOf((url as unknown as { Url: LegacyUrlClass }).Url)

/** @internal A parser by the class behind `url.parse`, or that function itself where the class cannot parse. */
export function parserOf(LegacyUrl: LegacyUrlClass): Parse {
  if (typeof LegacyUrl.prototype.parse !== 'function') return url.parse as Parse
  return (text, parseQuery) => {
    const parsed = new LegacyUrl()
    parsed.parse(text, parseQuery)
    return parsed
  }
}

export function parseUrl(text: string): Url {
  return parse(text, false)
}

export function parseUrlWithQuery(text: string): UrlWithParsedQuery {
  return parse(text, true) as unknown as UrlWithParsedQuery
}
