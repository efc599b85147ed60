/** Cuts a message into fragments. Writes no frames. */

/**
 * Calls `visit` with each fragment in turn: views on `data` of `size` bytes, the last of what is left. An empty message is
 * one empty fragment.
 *
 * @param size bytes, at least 1
 * @rfc 6455 §5.4
 */
export function forEachFragment(
  data: Uint8Array,
  size: number,
  visit: (fragment: Uint8Array, isLast: boolean) => void,
): void {
  let at = 0
  while (data.length - at > size) {
    visit(data.subarray(at, at + size), false)
    at += size
  }
  visit(data.subarray(at), true)
}
