import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { authorityOf, listenFrom, readPort } from '../src/listen.js'

describe('readPort', () => {
  it.each([
    ['0', 0],
    ['8080', 8080],
    ['65535', 65535],
  ])('reads %j', (text, port) => expect(readPort(text)).toBe(port))

  it.each(['', '-1', '65536', '80.5', '8080 ', '0x50', '１２'])('finds no port in %j', (text) =>
    expect(readPort(text)).toBeUndefined(),
  )
})

describe('authorityOf', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1:80'],
    ['0.0.0.0', '127.0.0.1:80'],
    ['::', '[::1]:80'],
    ['fe80::1', '[fe80::1]:80'],
    ['localhost', 'localhost:80'],
  ])('reaches a server on %s', (host, authority) => expect(authorityOf(host, 80)).toBe(authority))
})

describe('listenFrom', () => {
  it('fails for what is not a matter of the port', async () => {
    await expect(listenFrom(createServer(), 0, '192.0.2.1')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' })
  })
})
