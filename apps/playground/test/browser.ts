/** Debian's Chromium for tests, where there is one. */

import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Why tests in a browser are skipped, or null. */
export const noBrowser: string | null = existsSync(CHROMIUM) ? null : `there is no browser: ${CHROMIUM} is missing`

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  })
}
