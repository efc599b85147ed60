/** Masking keys from a cryptographically strong source, fetched by the thousand. @rfc 6455 §5.3, §10.3 */

import { randomFillSync } from 'node:crypto'

const pool = new Int32Array(2048)
let next = pool.length

export function nextMaskingKey(): number {
  if (next === pool.length) {
    randomFillSync(pool)
    next = 0
  }
  const key = pool[next]
  pool[next++] = 0
  return key
}
