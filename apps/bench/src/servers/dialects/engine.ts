/** The engine without a facade: what the facades could cost at best. */
import type { Dialect } from '../dialect.js'

export function engineDialect(): Dialect<never> {
  throw new Error('the bench does not know the API of the bare engine yet')
}
