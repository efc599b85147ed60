/** Odd values for header fields, and ways to break a head. Knows neither requests nor responses. */

import { mutate } from '../../../../packages/engine/fuzz/mutated-stream.js'
import type { Random } from '../../../../packages/engine/fuzz/random.js'

export const oddExtensions = [
  '',
  ',,',
  'permessage-deflate; client_max_window_bits=99',
  'permessage-deflate; client_max_window_bits=8; server_max_window_bits=8',
  'permessage-deflate; server_max_window_bits="10"',
  'permessage-deflate; server_max_window_bits=010',
  'permessage-deflate; client_no_context_takeover=1',
  'permessage-deflate; a; a; a',
  'permessage-deflate;',
  'permessage-deflate; server_max_window_bits="',
  'constructor; __proto__=1',
  '__proto__',
  'x-webkit-deflate-frame, permessage-deflate, permessage-deflate',
  ','.repeat(5000),
  'permessage-deflate,'.repeat(400),
  'permessage-deflate; client_max_window_bits;'.repeat(200),
] as const

export const oddSubprotocols = [
  '',
  ',',
  'chat,',
  'chat, chat',
  'a b',
  'chat;x',
  'constructor, __proto__, toString',
  '\u00ff\u00fe',
  'p,'.repeat(5000),
  'Chat, CHAT',
] as const

/** Breaks the lines of a head somewhere. */
export function broken(random: Random, lines: readonly string[]): Buffer {
  const copy = [...lines]
  const at = random.below(copy.length)
  const breaks: readonly (() => void)[] = [
    () => void copy.splice(at, 1),
    () => void copy.splice(at, 0, copy[at] as string),
    () => void copy.splice(at, 0, 'no colon in here'),
    () => void copy.splice(at, 0, `X-Huge: ${'h'.repeat(random.below(40_000))}`),
    () => void copy.splice(at, 0, ...Array.from({ length: 2500 }, (_, i) => `X-${i}: y`)),
    () => void copy.splice(at, 0, ' folded: line'),
    () => void copy.splice(at, 0, 'Content-Length: 5'),
    () => void copy.splice(at, 0, 'Transfer-Encoding: chunked'),
    () => {
      copy[at] = (copy[at] as string).replace(':', ' :')
    },
    () => {
      copy[at] += random.pick(['\0', '\n', '\rX: y', '\t\t', '\u007f', ' '.repeat(3000)])
    },
    () => {
      copy[at] = (copy[at] as string).slice(0, random.below(20))
    },
  ]
  random.pick(breaks)()
  const bytes = Buffer.from(`${copy.join(random.chance(8) ? '\n' : '\r\n')}\r\n\r\n`, 'latin1')
  return random.chance(3) ? mutate(random, bytes) : bytes
}
