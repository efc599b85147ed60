import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import browser from '../src/browser.js'

/** What the browser entry of the original does, asked of the original itself. */
function original() {
  const program = "try { require('original-ws')() } catch (error) { console.log(String(error)) }"
  return execFileSync(process.execPath, ['-C', 'browser', '-e', program], { cwd: import.meta.dirname })
    .toString()
    .trim()
}

test('the browser entry is a function that throws what the original throws', () => {
  expect(String(catchFrom(browser))).toBe(original())
})

function catchFrom(call: () => void): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
