/** Answers the HTTP requests of the playground from the files of the page. */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Page } from './build-page.js'

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
}

export function servePage(page: Page, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    answer(response, 405, { Allow: 'GET, HEAD' }, 'Only GET and HEAD\n')
    return
  }
  const file = page.get((request.url ?? '/').split('?')[0])
  if (file === undefined) answer(response, 404, {}, 'Not found\n')
  else answer(response, 200, { 'Content-Type': file.type }, file.body)
}

function answer(response: ServerResponse, status: number, extra: Record<string, string>, body: string | Buffer): void {
  const length = Buffer.byteLength(body)
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
    ...extra,
    'Content-Length': length,
  })
  // Node leaves the body of an answer to HEAD out.
  response.end(body)
}
