/** The page in a browser. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenFrom } from '../src/listen.js'
import { buildPage } from '../src/page/build-page.js'
import { createPlayground, type Playground } from '../src/server.js'
import { launchBrowser, noBrowser } from './browser.js'

describe.skipIf(noBrowser !== null)(`the page${noBrowser === null ? '' : ` (skipped: ${noBrowser})`}`, () => {
  let playground: Playground
  let browser: Browser
  let url: string

  beforeAll(async () => {
    playground = createPlayground(buildPage())
    url = `http://127.0.0.1:${await listenFrom(playground.server, 0, '127.0.0.1')}/`
    browser = await launchBrowser()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await playground.close()
  })

  it('has its title', async () => {
    const page = await browser.newPage()
    await page.goto(url)
    expect(await page.title()).toBe('Rosetta playground')
  })
})
