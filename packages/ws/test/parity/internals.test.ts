/** The members of live objects that the original has and ours do not: those that docs/differences/ws.md lists, no more. */
import { EventEmitter, once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Stream, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Api } from './scene.js'

const kinds = ['WebSocket', 'WebSocketServer', 'Sender', 'Receiver', 'PerMessageDeflate'] as const

type Names = Record<(typeof kinds)[number], string[]>

const nodes: readonly object[] = [Object.prototype, EventEmitter.prototype, Stream.prototype, Writable.prototype]
const nodesOwn = new Set([...Object.getOwnPropertyNames(new Writable()), '_eventsCount', 'constructor'])
const functions = new Set(['length', 'name', 'prototype'])

/** The names that objects have, and those of their class without Node's. */
function namesOf(api: Api, kind: string, objects: readonly object[]): string[] {
  const found = new Set<string>()
  for (const object of objects)
    for (let at = object; !nodes.includes(at); at = Object.getPrototypeOf(at))
      for (const name of Object.getOwnPropertyNames(at)) if (!nodesOwn.has(name)) found.add(name)
  for (const name of Object.getOwnPropertyNames(api[kind])) if (!functions.has(name)) found.add(`${kind}.${name}`)
  return [...found].sort()
}

/** Opens a connection that compresses, echoes a message, and looks at all that takes part. */
async function collect(api: Api): Promise<Names> {
  const http = createServer()
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const server = new api.WebSocketServer({ server: http, perMessageDeflate: { threshold: 0 } })
  const accepted = once(server, 'connection')
  const client = new api.WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  try {
    const [[peer]] = await Promise.all([accepted, once(client, 'open')])
    peer.on('message', () => peer.send('back'))
    client.send('there')
    await once(client, 'message')
    const objects: Record<keyof Names, object[]> = {
      WebSocket: [client, peer],
      WebSocketServer: [server],
      Sender: [client._sender, peer._sender, new api.Sender(client._socket, {})],
      Receiver: [client._receiver, peer._receiver, new api.Receiver({})],
      PerMessageDeflate: [...Object.values<object>(client._extensions), new api.PerMessageDeflate({})],
    }
    return Object.fromEntries(kinds.map((kind) => [kind, namesOf(api, kind, objects[kind])])) as Names
  } finally {
    const closed = once(client, 'close')
    for (const one of server.clients) one.terminate()
    client.terminate()
    await closed
    server.close()
    http.close()
  }
}

/** What the page says, by class. */
function listed(): Partial<Names> {
  const page = readFileSync(new URL('../../../../docs/differences/ws.md', import.meta.url), 'utf8')
  const section = page.slice(page.indexOf('\n## Internals'))
  const rows = [...section.matchAll(/^\| `(\w+)`.*? \| (.+) \|$/gm)]
  return Object.fromEntries(
    rows.map(([, kind, members]) => [kind, [...members.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()]),
  )
}

test('the internals that are not there are those of the page', async () => {
  const original = await collect(await import('original-ws'))
  const ours = await collect(await import('../../src/index.js'))
  const missing = kinds.map((kind) => [kind, original[kind].filter((name) => !ours[kind].includes(name))] as const)
  expect(Object.fromEntries(missing.filter(([, names]) => names.length > 0))).toEqual(listed())
})
