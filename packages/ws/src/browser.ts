/** What a bundler for browsers gets under the name of this package. It is not a WebSocket of any kind. */

/**
 * Browsers have a WebSocket of their own, and a page cannot open sockets.
 *
 * @throws {Error} always
 */
export default function noWebSocketInBrowser(): never {
  throw new Error('ws does not work in the browser. Browser clients must use the native WebSocket object')
}
