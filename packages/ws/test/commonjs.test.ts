import { createRequire } from 'node:module'
import { expect, test } from 'vitest'

const require = createRequire(import.meta.url)
const original = require('original-ws')

test('the statics of the class are those of the original, in its order and as open to change', async () => {
  const { default: WebSocket } = await import('../src/commonjs.js')
  expect(shape(WebSocket)).toEqual(shape(original))
})

test('the class is its own static, and Server is another name of WebSocketServer', async () => {
  const { default: WebSocket, WebSocketServer } = await import('../src/commonjs.js')
  expect(WebSocket.WebSocket).toBe(WebSocket)
  expect(WebSocket.Server).toBe(WebSocketServer)
  expect(WebSocket.WebSocketServer).toBe(WebSocketServer)
})

/** Each own enumerable property: its name, the kind of value, and whether it can be replaced or deleted. */
function shape(api: object) {
  return Object.entries(Object.getOwnPropertyDescriptors(api))
    .filter(([, property]) => property.enumerable)
    .map(([name, { value, writable, configurable }]) => ({ name, type: typeof value, writable, configurable }))
}
