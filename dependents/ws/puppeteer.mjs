// puppeteer-core drives Chromium over a WebSocket: pages, scripts, requests, large answers, and its end.
import { once } from 'node:events'
import { createServer } from 'node:http'
import puppeteer from 'puppeteer-core'
import { WebSocketServer } from 'ws'

const http = createServer((_request, response) =>
  response.setHeader('content-type', 'text/html').end('<title>hello</title>'),
)
const wss = new WebSocketServer({ server: http })
wss.on('connection', (socket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })))
await once(http.listen(0, '127.0.0.1'), 'listening')
const address = `127.0.0.1:${http.address().port}`
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
})
console.log('over', new URL(browser.wsEndpoint()).protocol, browser.connected)
const page = await browser.newPage()
await page.goto(`http://${address}/`)
console.log('title', await page.title())
console.log('evaluate', await page.evaluate((a, b) => a + b, 'grüße ', '✓'))
console.log('large', (await page.evaluate((size) => 'x'.repeat(size), 2_000_000)).length)
const numbers = await Promise.all(Array.from({ length: 100 }, (_, index) => page.evaluate((one) => one * 2, index)))
console.log(
  'together',
  numbers.every((value, index) => value === index * 2),
)
console.log('screenshot', (await page.screenshot()).subarray(1, 4).toString())
const echoed = await page.evaluate(async (url) => {
  const socket = new WebSocket(url)
  await new Promise((resolve) => (socket.onopen = resolve))
  const answer = (data) =>
    new Promise((resolve) => {
      socket.onmessage = (event) => resolve(event.data)
      socket.send(data)
    })
  const text = await answer('from the page')
  const { size } = await answer(new Uint8Array(100_000))
  const closed = new Promise((resolve) => (socket.onclose = resolve))
  socket.close(4000, 'done')
  const { code, wasClean } = await closed
  return [text, size, socket.extensions, code, wasClean]
}, `ws://${address}`)
console.log('websocket of the page', JSON.stringify(echoed))
const second = await puppeteer.connect({ browserWSEndpoint: browser.wsEndpoint() })
console.log('second', (await second.pages()).length)
await second.disconnect()
const gone = new Promise((resolve) => browser.once('disconnected', resolve))
await browser.close()
await gone
console.log('closed', browser.connected)
http.closeAllConnections()
http.close()
