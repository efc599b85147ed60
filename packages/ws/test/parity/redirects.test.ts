/** Parity of followRedirects: which answers are followed, how often, and what is sent to the next host. */

import { readFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import {
  headerOf,
  type RawPeer,
  type Scenario,
  scenario,
  WireFormatter,
  type WireHead,
} from '@rosetta-ws/conformance/diff'
import { type Api, type Context, parityOfWs } from './scene.js'

/** Answers one request with a redirect. */
function redirectTo(location: string | undefined, status = '302 Found'): (peer: RawPeer) => Promise<void> {
  return async (peer) => {
    await peer.head()
    const lines = [
      `HTTP/1.1 ${status}`,
      ...(location === undefined ? [] : [`Location: ${location}`]),
      'Content-Length: 0',
      'Connection: close',
    ]
    await peer.send(`${lines.join('\r\n')}\r\n\r\n`)
    peer.end()
  }
}

interface Target {
  port: number
  url: string
}

/** A raw server that takes the handshake. */
function target({ net }: Context, name = 'target'): Promise<Target> {
  return net.listen((peer) => peer.accept(), { name })
}

/** Follows from a first server, which answers as told, and records the client. */
async function follow(
  context: Context,
  location: (target: Target, first: Target) => string | undefined,
  options: object = {},
  listen: (ws: Api) => void = () => {},
  status?: string,
): Promise<Api> {
  const { api, trace, net } = context
  const end = await target(context)
  let first: Target
  let requests = 0
  first = await net.listen(
    async (peer) => {
      if (++requests > 1) await peer.accept()
      else await redirectTo(location(end, first), status)(peer)
    },
    { name: 'first' },
  )
  const ws = trace.emitter(
    'ws',
    new api.WebSocket(first.url, { followRedirects: true, perMessageDeflate: false, ...options }),
  )
  ws.on('error', () => {})
  listen(ws)
  ws.on('open', () => {
    trace.log('url', ws.url, ws._redirects)
    ws.terminate()
  })
  await trace.seen(ws, 'close')
  trace.log('redirects', ws._redirects, ws.url)
  return ws
}

const confidential = { headers: { Authorization: 'Basic Zm9vOmJhcg==', Cookie: 'foo=bar', Host: 'foo', 'X-Kept': '1' } }

const followed: Scenario<Api>[] = [
  ...[
    '301 Moved Permanently',
    '302 Found',
    '303 See Other',
    '307 Temporary Redirect',
    '308 Permanent Redirect',
    '300 Multiple Choices',
    '304 Not Modified',
    '399 Odd',
  ].map((status) =>
    scenario<Api>(`redirect with status ${status}`, (context) =>
      follow(context, ({ url }) => url, {}, undefined, status),
    ),
  ),
  scenario<Api>('redirect: off by default', (context) =>
    follow(context, ({ url }) => url, { followRedirects: undefined }),
  ),
  scenario<Api>('redirect: no Location', (context) => follow(context, () => undefined)),
  scenario<Api>('redirect: an empty Location', (context) => follow(context, () => '')),
  scenario<Api>('redirect: an absolute path', (context) => follow(context, () => '/some/path?x=1')),
  scenario<Api>('redirect: a relative path', (context) => follow(context, () => 'relative')),
  scenario<Api>('redirect: without scheme', (context) => follow(context, ({ url }) => url.slice(3))),
  scenario<Api>('redirect: to an http URL', (context) => follow(context, ({ url }) => url.replace('ws:', 'http:'))),
  scenario<Api>('redirect: to an invalid URL', (context) => follow(context, () => 'ws://')),
  scenario<Api>('redirect: to an unknown scheme', (context) => follow(context, () => 'bad-scheme://localhost')),
  scenario<Api>('redirect: to a URL with a fragment', (context) => follow(context, ({ url }) => `${url}/#hash`)),
  scenario<Api>('redirect: to a URL with userinfo', (context) =>
    follow(context, ({ url }) => url.replace('ws://', 'ws://u:p@')),
  ),
  scenario<Api>('redirect: what the request that is redirected tells', (context) =>
    follow(context, ({ url }) => url, {
      finishRequest: (request: Api) => {
        for (const event of ['abort', 'error']) request.on(event, () => context.trace.log(`request ${event}`))
        request.end()
      },
    }),
  ),
  scenario<Api>('redirect: maxRedirects', async (context) => {
    const { api, trace, net } = context
    let url = ''
    const raw = await net.listen((peer) => redirectTo(`${url}/again`)(peer), { name: 'loop' })
    url = raw.url
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(url, { followRedirects: true, maxRedirects: 2, perMessageDeflate: false }),
    )
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
    trace.log('redirects', ws._redirects)
  }),
  scenario<Api>('redirect: maxRedirects 0', async (context) => {
    await follow(context, ({ url }) => url, { maxRedirects: 0 })
  }),
  scenario<Api>('redirect: maxRedirects by default', async (context) => {
    const { api, trace, net } = context
    let url = ''
    const raw = await net.listen((peer) => redirectTo(url)(peer), { name: 'loop', silent: true })
    url = raw.url
    const ws = trace.emitter('ws', new api.WebSocket(url, { followRedirects: true }))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
    trace.log('redirects', ws._redirects)
  }),
  scenario<Api>('redirect: with bodies', async (context) => {
    const { api, trace, net } = context
    const end = await target(context)
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send(`HTTP/1.1 302 Found\r\nLocation: ${end.url}\r\nContent-Length: 4\r\n\r\nbody`)
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url, { followRedirects: true }))
    ws.on('open', () => ws.terminate())
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('redirect: subprotocols and compression are offered again', async (context) => {
    const { api, trace, net } = context
    const end = await net.listen((peer) => peer.accept({ headers: ['Sec-WebSocket-Protocol: b'] }), { name: 'target' })
    const raw = await net.listen((peer) => redirectTo(end.url)(peer), { name: 'first' })
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(raw.url, ['a', 'b'], { followRedirects: true, origin: 'o', headers: { 'X-A': '1' } }),
    )
    ws.on('open', () => {
      trace.log('protocol', ws.protocol)
      ws.terminate()
    })
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('redirect: the upgrade event is that of the last', async (context) => {
    await follow(
      context,
      ({ url }) => url,
      {},
      (ws) => ws.on('upgrade', (response: Api) => context.trace.log('upgrade', response.statusCode)),
    )
  }),
  scenario<Api>('redirect: then an error', async (context) => {
    const { api, trace, net } = context
    const end = await net.listen(
      async (peer) => {
        await peer.head()
        await peer.send('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
      },
      { name: 'target' },
    )
    const raw = await net.listen((peer) => redirectTo(end.url)(peer), { name: 'first' })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url, { followRedirects: true }))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('redirect: terminate in the redirect listener', async (context) => {
    await follow(
      context,
      ({ url }) => url,
      {},
      (ws) => ws.on('redirect', () => ws.terminate()),
    )
  }),
  scenario<Api>('redirect: close in the redirect listener', async (context) => {
    await follow(
      context,
      ({ url }) => url,
      {},
      (ws) => ws.on('redirect', () => ws.close()),
    )
  }),
  scenario<Api>('redirect: the redirect event', async (context) => {
    const { trace } = context
    await follow(
      context,
      ({ url }) => url,
      confidential,
      (ws) =>
        ws.on('redirect', (url: string, request: Api) => {
          trace.log(
            'redirect',
            url,
            request.getHeaderNames(),
            request.getHeader('authorization'),
            request.headersSent,
            ws.url,
          )
        }),
    )
  }),
  scenario<Api>('redirect: the redirect listener removes a header', async (context) => {
    await follow(
      context,
      ({ url }) => url,
      confidential,
      (ws) => ws.on('redirect', (_: string, request: Api) => request.removeHeader('Cookie')),
    )
  }),
  scenario<Api>('redirect: to another host drops credentials', (context) =>
    follow(context, ({ url }) => url, confidential),
  ),
  scenario<Api>('redirect: to the same host keeps credentials', (context) =>
    follow(context, (_, first) => `${first.url}/same`, confidential),
  ),
  scenario<Api>('redirect: to another name of the same address', (context) =>
    follow(context, (_, first) => first.url.replace('127.0.0.1', 'localhost'), { ...confidential, family: 4 }),
  ),
  scenario<Api>('redirect: auth option, to another host', (context) =>
    follow(context, ({ url }) => url, { auth: 'foo:bar' }),
  ),
  scenario<Api>('redirect: auth option, to the same host', (context) =>
    follow(context, (_, first) => `${first.url}/same`, { auth: 'foo:bar' }),
  ),
  scenario<Api>('redirect: header names in lower case', (context) =>
    follow(context, ({ url }) => url, { headers: { authorization: 'x', cookie: 'y', host: 'z' } }),
  ),
  scenario<Api>('redirect: header names in capitals', (context) =>
    follow(context, ({ url }) => url, {
      headers: { AUTHORIZATION: 'x', COOKIE: 'y', HOST: 'z', 'Proxy-Authorization': 'w' },
    }),
  ),
]

const userinfo: Scenario<Api>[] = [
  ['userinfo first, same host', 'a:b', (_: Target, first: Target) => `${first.url}/x`],
  ['userinfo first, another host', 'a:b', ({ url }: Target) => url],
  ['userinfo in both, another host', 'a:b', ({ url }: Target) => url.replace('ws://', 'ws://c:d@')],
  ['userinfo in both, same host', 'a:b', (_: Target, first: Target) => first.url.replace('ws://', 'ws://c:d@')],
].map(([name, info, location]) =>
  scenario<Api>(`redirect: ${name}`, async (context) => {
    const { api, trace, net } = context
    const end = await target(context)
    let requests = 0
    let first: Target
    first = await net.listen(
      async (peer) => {
        if (++requests > 1) await peer.accept()
        else await redirectTo((location as Api)(end, first))(peer)
      },
      { name: 'first' },
    )
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(first.url.replace('ws://', `ws://${info}@`), {
        followRedirects: true,
        perMessageDeflate: false,
      }),
    )
    ws.on('error', () => {})
    ws.on('open', () => ws.terminate())
    await trace.seen(ws, 'close')
    trace.log('url', ws.url)
  }),
)

const pem = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

/** A redirect out of TLS: from a wss server to a plain one, or to itself. */
const secure: Scenario<Api>[] = (['ws', 'wss'] as const).map((scheme) =>
  scenario<Api>(`redirect: from wss to ${scheme} on the same host`, async (context) => {
    const { api, trace, net } = context
    const plain = await target(context)
    const formatter = new WireFormatter()
    const server = createTlsServer({ key: pem('tls-key.pem'), cert: pem('tls-cert.pem') })
    const port = await net.listening(server)
    server.on('upgrade', (request, socket) => {
      const headers: [string, string][] = []
      for (let i = 0; i < request.rawHeaders.length; i += 2)
        headers.push([request.rawHeaders[i], request.rawHeaders[i + 1]])
      const head: WireHead = { kind: 'head', startLine: `${request.method} ${request.url}`, headers }
      for (const line of formatter.lines(head)) trace.lane('tls').line(line)
      trace.lane('tls').log('authorization', headerOf(head, 'authorization'))
      const location = scheme === 'ws' ? plain.url : `wss://127.0.0.1:${port}/second`
      if (request.url === '/second') socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
      else socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\nConnection: close\r\n\r\n`)
    })
    const ws = trace.emitter(
      'ws',
      new api.WebSocket(`wss://127.0.0.1:${port}`, {
        followRedirects: true,
        rejectUnauthorized: false,
        perMessageDeflate: false,
        auth: 'a:b',
        headers: { Cookie: 'c=d' },
      }),
    )
    ws.on('error', () => {})
    ws.on('open', () => ws.terminate())
    await trace.seen(ws, 'close')
  }),
)

parityOfWs('redirects', [...followed, ...userinfo, ...secure])
