/** URLs as `url.parse` reads them, by the class behind it and without it. */
import url from 'node:url'
import { expect, it } from 'vitest'
import { parserOf } from '../src/legacy-url.js'

const NodesUrl = (url as unknown as { Url: Parameters<typeof parserOf>[0] }).Url
const NoParser = class {} as unknown as Parameters<typeof parserOf>[0]

const text = 'ws://user@example.com:8080/path?a=1&b=%20#part'

it.each([
  ['by the class behind it', NodesUrl],
  ['where that class cannot parse', NoParser],
])('reads what url.parse reads: %s', (_, LegacyUrl) => {
  const parse = parserOf(LegacyUrl)
  expect(parse(text, false)).toEqual(url.parse(text))
  expect(parse(text, true)).toEqual(url.parse(text, true))
  expect(parse(text, true).query).toMatchObject({ a: '1', b: ' ' })
})
