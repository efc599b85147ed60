/** The page in a browser: what one does on the left, and what the table says of it. */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialects } from '../src/dialects/dialects.js'
import { listenFrom } from '../src/listen.js'
import { buildPage } from '../src/page/build-page.js'
import { createPlayground, type Playground } from '../src/server.js'
import { launchBrowser, noBrowser } from './browser.js'

if (noBrowser !== null) console.warn(`The tests of the page are skipped: ${noBrowser}.`)

describe.skipIf(noBrowser !== null)('the page', () => {
  let playground: Playground
  let browser: Browser
  let page: Page
  let url: string
  let faults: string[]

  beforeAll(async () => {
    playground = createPlayground(buildPage())
    url = `http://127.0.0.1:${await listenFrom(playground.server, 0, '127.0.0.1')}/`
    browser = await launchBrowser()
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
    page.setDefaultTimeout(10_000)
    page.on('pageerror', (error) => faults.push(error.message))
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await playground.close()
  })

  beforeEach(async () => {
    faults = []
    await page.goto(url)
  })

  afterEach(() => {
    expect(faults).toEqual([])
  })

  const form = (name: 'Connect' | 'Send'): Locator => page.getByRole('form', { name, exact: true })
  const choose = (name: 'Connect' | 'Send', option: string): Promise<void> =>
    form(name).getByRole('radio', { name: option, exact: true }).check()
  const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).click()
  /** The rows that are shown, without their time and connection, as soon as there are `count`. */
  const rows = async (count: number): Promise<string[]> => {
    const found = page.locator('.log tbody tr')
    await found.nth(count - 1).waitFor()
    const cells = await found.evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('td')].slice(2).map((cell) => cell.textContent)),
    )
    return cells.map((row) => row.join(' '))
  }

  const connectAs = async (client: 'This browser' | 'Probe', endpoint: string): Promise<void> => {
    await choose('Connect', endpoint)
    await choose('Connect', client)
    await press(`Connect to /${endpoint}`)
    await form('Send').waitFor()
  }

  it.each(dialects.map(({ name }) => name))('shows what the browser and the server of %s send', async (name) => {
    await connectAs('This browser', name)
    await form('Send').getByLabel('Text', { exact: true }).last().fill('Grüße')
    await press('Send text')
    expect(await rows(3)).toEqual([
      `open: ${name}, client: browser, no subprotocol`,
      '→ in text 1 000 1 7 Grüße',
      '← out text 1 000 0 7 Grüße',
    ])
    await choose('Send', 'Server')
    await choose('Send', 'Ping')
    await form('Send').getByLabel('Payload').fill('p')
    await press('Send ping')
    expect((await rows(5)).slice(3)).toEqual(['← out ping 1 000 0 1 p', '→ in pong 1 000 1 1 p'])
    await choose('Send', 'Close')
    await form('Send').getByLabel('Code').fill('1001')
    await form('Send').getByLabel('Reason').fill('enough')
    await press('Send close')
    const end = (await rows(8)).slice(5)
    expect(end[0]).toBe('← out close 1 000 0 8 1001 going away: enough')
    expect(end.slice(1).some((row) => /^→ in close 1 000 1 8 1001/.test(row))).toBe(true)
    expect(end.slice(1).some((row) => row.startsWith('closed: 1001'))).toBe(true)
    await page.getByText('No connection is open').waitFor()
  })

  it('shows a connection through another dialect, which sees and sends the same messages', async () => {
    await connectAs('This browser', 'ws')
    await choose('Send', 'Server')
    const through = form('Send').getByLabel('Through the API of')
    await through.selectOption('websocket')
    expect((await rows(2))[1]).toBe('websocket: sees this connection from now on')
    await choose('Send', 'Browser')
    await form('Send').getByLabel('Text', { exact: true }).last().fill('Grüße')
    await press('Send text')
    const seen = (await rows(5)).slice(2)
    expect(seen.filter((row) => row.includes(' text '))).toEqual([
      '→ in text 1 000 1 7 Grüße',
      '← out text 1 000 0 7 Grüße',
    ])
    expect(seen).toContain("websocket: 'message' { type: 'utf8', utf8Data: 'Grüße' }")
    await choose('Send', 'Server')
    await form('Send').getByText('websocket 1.0, a view').waitFor({ state: 'attached' })
    await press('Send text')
    expect((await rows(6))[5]).toBe('← out text 1 000 0 7 Grüße')
    await through.selectOption('nodejs-websocket')
    await choose('Send', 'Close')
    await form('Send').getByLabel('Code').fill('1001')
    await press('Send close')
    await page.getByText('No connection is open').waitFor()
    const end = (await rows(12)).slice(6)
    expect(end).toContain('← out close 1 000 0 2 1001 going away')
    expect(end).toContain("nodejs-websocket: 'close' 1001, ''")
    expect(end).toContain("websocket: 'close' 1001, 'Remote peer is going away'")
  })

  it('sends bytes and files', async () => {
    await connectAs('This browser', 'ws')
    await choose('Send', 'Binary')
    await form('Send').getByLabel('Bytes in hex').fill('00 ff 0x7f')
    await press('Send binary')
    expect((await rows(3))[1]).toBe('→ in binary 1 000 1 3 00 ff 7f')
    const file = { name: 'one.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(70_000, 1) }
    await form('Send').getByLabel('Or a file').setInputFiles(file)
    await page.getByText('one.bin, 70,000 bytes').waitFor()
    await press('Send binary')
    expect((await rows(5))[3]).toMatch(/^→ in binary 1 000 1 70,000 01 01/)
    await choose('Send', 'Server')
    await press('Send binary')
    await page.getByText('Only the browser’s end sends more than 65,536 bytes').waitFor()
  })

  it('agrees on a subprotocol and permessage-deflate', async () => {
    await form('Connect').getByLabel('Subprotocols').fill('chat')
    await form('Connect').getByLabel('permessage-deflate').check()
    await connectAs('This browser', 'websocket')
    await press('Send text')
    const [open, sent, answer] = await rows(3)
    expect(open).toBe('open: websocket, client: browser, chat, permessage-deflate')
    expect(sent).toMatch(/^→ in text 1 100 1 \d+ compressed: /)
    expect(answer).toMatch(/^← out text 1 100 0 \d+ compressed: /)
  })

  it('has the probe send fragments, and frames that break a rule', async () => {
    await connectAs('Probe', 'ws')
    await form('Send').getByLabel('In frames').fill('3')
    await press('Send text')
    expect((await rows(5)).slice(1)).toEqual([
      '→ in text 0 000 1 3 Hel',
      '→ in continuation 0 000 1 4 lo, ',
      '→ in continuation 1 000 1 4 wire',
      '← out text 1 000 0 11 Hello, wire',
    ])
    await choose('Send', 'Frame')
    await form('Send').getByLabel('Ready-made').selectOption('Not masked (§5.1)')
    await press('Send frame')
    const end = (await rows(8)).slice(5)
    expect(end).toContain('Invalid WebSocket frame: MASK must be set')
    expect(end).toContain('← out close 1 000 0 2 1002 protocol error')
  })

  it('says what could not be done', async () => {
    await connectAs('This browser', 'ws')
    await choose('Send', 'Binary')
    await form('Send').getByLabel('Bytes in hex').fill('0g')
    await press('Send binary')
    await page.getByText('“g” is no hex digit').waitFor()
    await choose('Send', 'Server')
    await choose('Send', 'Close')
    await form('Send').getByLabel('Code').fill('1005')
    await press('Send close')
    await page.getByText('First argument must be a valid error code number').waitFor()
    await form('Connect').getByLabel('Subprotocols').fill('nobody-speaks-this')
    await press('Connect to /ws')
    await page.getByText('the handshake failed').waitFor()
  })

  it('filters, pauses and clears', async () => {
    await connectAs('This browser', 'ws')
    await press('Send text')
    await rows(3)
    await page.getByRole('radio', { name: '← from server' }).check()
    await page.getByRole('checkbox', { name: 'Events' }).uncheck()
    expect(await rows(1)).toEqual(['← out text 1 000 0 11 Hello, wire'])
    await page.getByPlaceholder('Text or hex').fill('nowhere')
    await page.getByText('0 of 3 rows').waitFor()
    await press('Show all')
    expect(await rows(3)).toHaveLength(3)
    await press('Pause')
    await press('Send text')
    await page.getByText('3 rows, 2 waiting').waitFor()
    await press('Go on')
    expect(await rows(5)).toHaveLength(5)
    await press('Clear')
    await page.getByText('Nothing yet').waitFor()
  })

  it('shows the details of the row that the keys have chosen', async () => {
    await connectAs('This browser', 'ws')
    await press('Send text')
    await rows(3)
    const grid = page.getByRole('grid', { name: 'Frames and events' })
    await grid.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowUp')
    const details = page.getByRole('complementary', { name: 'Details' })
    await details.getByText('Received: text').waitFor()
    const text = await details.textContent()
    expect(text).toContain('11 bytes, in 7 bits')
    expect(text).toContain('17 bytes: 6 of header')
    expect(text).toContain('0000  48 65 6c 6c 6f 2c 20 77 69 72 65')
    expect(await page.locator('tr[aria-selected=true]').count()).toBe(1)
  })
})
