/** The server without a browser: endpoints, control channel, probes, and what it makes of nonsense. */

import { once } from 'node:events'
import { WebSocket } from '@rosetta-ws/ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects } from '../src/dialects/dialects.js'
import { listenFrom } from '../src/listen.js'
import { createPlayground, type Playground } from '../src/server.js'
import { ControlClient } from './control-client.js'

const hex = (text: string): string => Buffer.from(text).toString('hex')

/** The code with which each dialect answers a Close with code 4000, as its original does. */
const closeReplies: Readonly<Record<string, number>> = {
  ws: 4000,
  ws1: 4000,
  wsd: 4000,
  websocket: 1000,
  'nodejs-websocket': 4000,
}

let playground: Playground
let host: string
let origin: string

beforeAll(async () => {
  playground = createPlayground(new Map([['/', { type: 'text/html', body: Buffer.from('the page') }]]))
  host = `127.0.0.1:${await listenFrom(playground.server, 0, '127.0.0.1')}`
  origin = `ws://${host}`
})

afterAll(() => playground.close())

async function openClient(path: string, subprotocols: string[] = [], deflate = false): Promise<WebSocket> {
  const socket = new WebSocket(origin + path, subprotocols, { perMessageDeflate: deflate })
  await once(socket, 'open')
  return socket
}

async function ask(socket: WebSocket, data: string | Buffer): Promise<string | Buffer> {
  const reply = once(socket, 'message')
  socket.send(data)
  const [bytes, isBinary] = await reply
  return isBinary ? bytes : bytes.toString()
}

/** The status of a refused upgrade. */
async function refusedWith(url: string, options: object = {}): Promise<string> {
  const socket = new WebSocket(url, options)
  const [error] = await once(socket, 'error')
  return error.message
}

describe.each(dialects)('endpoint /$name', ({ name }) => {
  it('echoes texts and bytes, and answers a close', async () => {
    const socket = await openClient(`/${name}`, ['unknown', 'echo'])
    expect(socket.protocol).toBe('echo')
    expect(await ask(socket, 'äöü')).toBe('äöü')
    expect(await ask(socket, Buffer.from([0, 255]))).toEqual(Buffer.from([0, 255]))
    const closed = once(socket, 'close')
    socket.close(4000, 'done')
    expect((await closed)[0]).toBe(closeReplies[name])
  })

  it('is seen and spoken through in each other dialect', async () => {
    const page = await ControlClient.open(origin)
    page.command({ type: 'open-probe', key: 1, endpoint: name, subprotocols: [], deflate: false })
    const { connection } = await page.record('open')
    const others = dialects.filter((other) => other.name !== name).map((other) => other.name)
    for (const dialect of [...others, ...others]) page.command({ type: 'view', connection, dialect })
    page.command({
      type: 'probe',
      key: 1,
      action: { action: 'message', binary: false, payload: hex('a'), fragments: 2 },
    })
    for (const dialect of others) {
      await page.record('view', (record) => record.dialect === dialect && /'a'|<Buffer 61>/.test(record.event))
    }
    const sent = (): number => page.frames.filter((frame) => frame === 'out 1 FIN 3').length
    for (const [index, through] of others.entries()) {
      const action = { action: 'message', binary: false, payload: hex('bcd'), fragments: 1 }
      page.command({ type: 'server', connection, through, action })
      await page.until(() => sent() === index + 1)
    }
    page.command({ type: 'server', connection, through: 'nobody', action: { action: 'terminate' } })
    page.command({ type: 'view', connection, dialect: 'nobody' })
    await page.until(() => page.refusals.length === 2)
    expect(page.refusals).toEqual(['The connection is not seen through nobody', 'There is no dialect nobody'])
    page.command({
      type: 'server',
      connection,
      through: others[0],
      action: { action: 'close', code: 1001, reason: 'x' },
    })
    for (const dialect of others) {
      await page.record('view', (record) => record.dialect === dialect && record.event.startsWith("'close' 1001"))
    }
    expect((await page.record('close')).code).toBe(1001)
    page.socket.close()
  })

  it('tells the page of frames, pings, violations and the end', async () => {
    const page = await ControlClient.open(origin)
    page.command({ type: 'open-probe', key: 1, endpoint: name, subprotocols: ['echo'], deflate: false })
    const open = await page.record('open')
    expect(open).toMatchObject({ dialect: name, client: 'probe', key: 1, subprotocol: 'echo', deflate: false })
    const probe = (action: object): void => page.command({ type: 'probe', key: 1, action })
    const server = (action: object): void => page.command({ type: 'server', connection: open.connection, action })

    probe({ action: 'message', binary: false, payload: hex('abcde'), fragments: 3 })
    await page.until(() => page.frames.length === 4)
    expect(page.frames).toEqual(['in 1 1', 'in 0 2', 'in 0 FIN 2', 'out 1 FIN 5'])

    server({ action: 'ping', payload: hex('are you there') })
    await page.until(() => page.frames.length === 6)
    expect(page.frames.slice(4)).toEqual(['out 9 FIN 13', 'in 10 FIN 13'])

    server({ action: 'message', binary: true, payload: '00ff00', fragments: 2 })
    await page.until(() => page.frames.length === 8)
    expect(page.frames.slice(6)).toEqual(['out 2 1', 'out 0 FIN 2'])

    probe({ action: 'frame', first: 0x83, masked: true, payload: '' })
    const close = await page.record('close')
    expect(close.code).toBeGreaterThanOrEqual(1002)
    expect(page.frames.at(-1)).toMatch(/^out 8 FIN/)
    page.socket.terminate()
  })

  it('closes with the code that the page asks for', async () => {
    const page = await ControlClient.open(origin)
    page.command({ type: 'open-probe', key: 7, endpoint: name, subprotocols: [], deflate: false })
    const { connection } = await page.record('open')
    page.command({ type: 'server', connection, action: { action: 'close', code: 1001, reason: 'enough' } })
    const frame = await page.record('frame', ({ opcode, direction }) => opcode === 8 && direction === 'out')
    expect(frame.payload).toBe(`03e9${hex('enough')}`)
    await page.record('close')
    page.socket.terminate()
  })

  it('drops a peer that does not read', async () => {
    const page = await ControlClient.open(origin)
    const socket = await openClient(`/${name}`)
    const { connection } = await page.record('open')
    socket.on('error', () => {})
    socket.pause()
    for (let i = 0; i < 48; i++) socket.send(Buffer.alloc(1024 * 1024))
    await page.record('close', (record) => record.connection === connection)
    socket.terminate()
    page.socket.terminate()
  })
})

describe.each(dialects.filter(({ deflates }) => deflates))('permessage-deflate at /$name', ({ name }) => {
  it('is agreed on where it is asked for', async () => {
    const plain = await openClient(`/${name}`, [], true)
    expect(plain.extensions).toBe('')
    plain.terminate()
    const compressed = await openClient(`/${name}?deflate=on`, [], true)
    expect(compressed.extensions).toContain('permessage-deflate')
    expect(await ask(compressed, 'a'.repeat(1000))).toBe('a'.repeat(1000))
    compressed.terminate()
  })
})

describe('the chat', () => {
  it('is one for all dialects', async () => {
    const members = await Promise.all(dialects.map(({ name }) => openClient(`/${name}`, ['chat'])))
    const heard = Promise.all(members.map((member) => once(member, 'message')))
    members[0].send('hello')
    const texts = (await heard).map(([data]) => String(data))
    expect(new Set(texts).size).toBe(1)
    expect(texts[0]).toMatch(/^ws #\d+: hello$/)
    for (const member of members) member.terminate()
  })
})

describe('the control channel', () => {
  it('refuses nonsense and goes on', async () => {
    const page = await ControlClient.open(origin)
    const nonsense = [
      'no json',
      'null',
      '[]',
      '{}',
      Buffer.from([0xff, 0x00]),
      { type: 'server' },
      { type: '__proto__' },
      { type: 'server', connection: 1e9, action: { action: 'terminate' } },
      { type: 'server', connection: -1, action: { action: 'terminate' } },
      { type: 'probe', key: 99, action: { action: 'ping', payload: '' } },
      { type: 'probe', key: 99, action: { action: 'ping', payload: 'xyz' } },
      { type: 'probe', key: 99, action: { action: 'ping', payload: '00'.repeat(126) } },
      { type: 'probe', key: 99, action: { action: 'message', binary: true, payload: '00', fragments: 1e6 } },
      { type: 'open-probe', key: 1, endpoint: 'nowhere', subprotocols: [], deflate: false },
      { type: 'open-probe', key: 1, endpoint: 'ws', subprotocols: ['a b'], deflate: false },
    ]
    for (const each of nonsense) page.command(each)
    await page.until(() => page.refusals.length === nonsense.length)
    page.command({ type: 'open-probe', key: 1, endpoint: 'ws', subprotocols: [], deflate: false })
    await page.record('open')
    page.socket.terminate()
  })

  it('ends with 1009 on a command that is too large, and the server goes on', async () => {
    const page = await ControlClient.open(origin)
    const closed = once(page.socket, 'close')
    page.command('x'.repeat(2 * 1024 * 1024))
    expect((await closed)[0]).toBe(1009)
    const next = await ControlClient.open(origin)
    next.socket.terminate()
  })

  it('does not let a page touch the connections of another', async () => {
    const [one, other] = await Promise.all([ControlClient.open(origin), ControlClient.open(origin)])
    one.command({ type: 'open-probe', key: 1, endpoint: 'ws', subprotocols: [], deflate: false })
    const { connection } = await one.record('open')
    other.command({ type: 'server', connection, action: { action: 'terminate' } })
    await other.until(() => other.refusals.length === 1)
    expect(other.refusals[0]).toBe('The connection is closed')
    expect(other.records).toEqual([])
    one.socket.terminate()
    other.socket.terminate()
  })

  it('shows all pages the connections of other programs', async () => {
    const page = await ControlClient.open(origin)
    const socket = await openClient('/ws')
    await ask(socket, 'hi')
    expect(await page.record('open')).toMatchObject({ client: 'other', key: null })
    await page.record('frame', ({ direction }) => direction === 'out')
    socket.terminate()
    expect(await page.record('close')).toMatchObject({ code: 1006 })
    page.socket.terminate()
  })

  it('is for pages of this server only', async () => {
    expect(await refusedWith(`${origin}/control`, { origin: 'http://elsewhere.example' })).toContain('401')
    expect(await refusedWith(`${origin}/control`, { origin: 'null' })).toContain('401')
    const page = new WebSocket(`${origin}/control`, { origin: `http://${host}` })
    await once(page, 'open')
    page.terminate()
  })

  it('ends the probes of a page that is gone', async () => {
    const page = await ControlClient.open(origin)
    const connected = once(playground.server, 'connection')
    page.command({ type: 'open-probe', key: 1, endpoint: 'ws', subprotocols: [], deflate: false })
    const [probe] = await connected
    await page.record('open')
    const gone = once(probe, 'close')
    page.socket.terminate()
    await gone
  })
})

describe('what is not there', () => {
  it('is refused', async () => {
    expect(await refusedWith(`${origin}/nowhere`)).toContain('404')
    expect((await fetch(`http://${host}/nowhere`)).status).toBe(404)
    expect((await fetch(`http://${host}/`, { method: 'POST' })).status).toBe(405)
    expect((await fetch(`http://${host}/?a`)).status).toBe(200)
  })
})
