/** Parity of the client's opening handshake: what it requests, and how it takes every answer of a raw server. */
import { type RawPeer, type Scenario, scenario } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, clientOf, parityOfWs } from './scene.js'

interface Answer {
  /** Head and body in place of a 101; a function when it depends on the request. */
  raw?: string
  /** Header lines beside those of a right 101. */
  headers?: readonly string[]
  /** In place of the right Sec-WebSocket-Accept. */
  accept?: string
  protocols?: unknown
  options?: object
}

const CRLF = '\r\n'
const head = (...lines: string[]): string => lines.join(CRLF) + CRLF + CRLF

const answers: Record<string, Answer> = {
  'a right answer': {},
  'a wrong accept value': { accept: 'nope' },
  'an empty accept value': { accept: '' },
  'no accept header': { raw: head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade') },
  'a wrong Upgrade header': { raw: head('HTTP/1.1 101 Switching Protocols', 'Upgrade: foo', 'Connection: Upgrade') },
  'no Upgrade header': { raw: head('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade') },
  'an Upgrade header in capitals': {
    raw: head('HTTP/1.1 101 Switching Protocols', 'Upgrade: WebSocket', 'Connection: upgrade'),
  },
  'two upgrade tokens': {
    raw: head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket, foo', 'Connection: Upgrade'),
  },
  'status 200 with an Upgrade header': { raw: head('HTTP/1.1 200 OK', 'Upgrade: websocket', 'Connection: Upgrade') },
  'status 200 with a body': { raw: `${head('HTTP/1.1 200 OK', 'Content-Length: 2', 'Connection: close')}hi` },
  'status 400': { raw: head('HTTP/1.1 400 Bad Request', 'Connection: close', 'Content-Length: 0') },
  'status 401': { raw: head('HTTP/1.1 401 Unauthorized', 'Connection: close', 'Content-Length: 0') },
  'status 404 without a length': { raw: `${head('HTTP/1.1 404 Not Found', 'Connection: close')}gone` },
  'status 500': { raw: head('HTTP/1.1 500 Internal Server Error', 'Content-Length: 0') },
  'status 302 without followRedirects': { raw: head('HTTP/1.1 302 Found', 'Location: /x', 'Content-Length: 0') },
  'status 101 without Connection': { raw: head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket') },
  'bytes that are not HTTP': { raw: 'hello there\r\n\r\n' },
  'an HTTP/1.0 answer': { raw: head('HTTP/1.0 200 OK', 'Content-Length: 0') },
  'a malformed status line': { raw: head('HTTP/1.1 abc Foo') },
  'a header that is too large': { raw: head('HTTP/1.1 101 Switching Protocols', `X-Big: ${'x'.repeat(20000)}`) },
  'a subprotocol when none was requested': { headers: ['Sec-WebSocket-Protocol: foo'] },
  'an empty subprotocol when none was requested': { headers: ['Sec-WebSocket-Protocol: '] },
  'no subprotocol when one was requested': { protocols: ['foo'] },
  'the requested subprotocol': { protocols: ['foo'], headers: ['Sec-WebSocket-Protocol: foo'] },
  'the second requested subprotocol': { protocols: ['foo', 'bar'], headers: ['Sec-WebSocket-Protocol: bar'] },
  'a subprotocol that was not requested': { protocols: ['foo'], headers: ['Sec-WebSocket-Protocol: bar'] },
  'a subprotocol in another case': { protocols: ['foo'], headers: ['Sec-WebSocket-Protocol: FOO'] },
  'two subprotocols in one header': { protocols: ['foo', 'bar'], headers: ['Sec-WebSocket-Protocol: foo, bar'] },
  'two subprotocol headers': {
    protocols: ['foo', 'bar'],
    headers: ['Sec-WebSocket-Protocol: foo', 'Sec-WebSocket-Protocol: bar'],
  },
  'an empty subprotocol': { protocols: ['foo'], headers: ['Sec-WebSocket-Protocol:'] },
  'an extension when none was requested': { headers: ['Sec-WebSocket-Extensions: permessage-deflate'] },
  'an empty extensions header when none was requested': { headers: ['Sec-WebSocket-Extensions:'] },
  'an extension that was not requested': {
    options: { perMessageDeflate: true },
    headers: ['Sec-WebSocket-Extensions: foo'],
  },
  'a malformed extensions header': {
    options: { perMessageDeflate: true },
    headers: ['Sec-WebSocket-Extensions: foo;=bar'],
  },
  'an empty extensions header': { options: { perMessageDeflate: true }, headers: ['Sec-WebSocket-Extensions:'] },
  'two extensions, one requested': {
    options: { perMessageDeflate: true },
    headers: ['Sec-WebSocket-Extensions: permessage-deflate, foo'],
  },
  'the extension twice': {
    options: { perMessageDeflate: true },
    headers: ['Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate'],
  },
  'the extension name of an inherited property': {
    options: { perMessageDeflate: true },
    headers: ['Sec-WebSocket-Extensions: constructor, __proto__'],
  },
  'further headers': { headers: ['X-Other: 1', 'Set-Cookie: a=b', 'Set-Cookie: c=d'] },
}

/** Runs a client against a raw server that answers as told; everything that the client tells about it is recorded. */
async function meet(context: Context, answer: Answer, listeners: readonly string[] = []): Promise<void> {
  const { api, trace, net } = context
  const raw = await net.listen(async (peer) => {
    if (answer.raw === undefined) {
      await peer.accept({ headers: answer.headers, accept: answer.accept })
      await peer.closeFrame
    } else {
      await peer.head()
      await peer.send(answer.raw)
    }
    peer.end()
  })
  const options = { perMessageDeflate: false, ...answer.options }
  const ws = trace.emitter('ws', new api.WebSocket(raw.url, answer.protocols ?? [], options))
  ws.on('error', () => trace.log('state at error', ws.readyState))
  ws.on('close', () => trace.log('state at close', ws.readyState))
  ws.on('open', () => {
    trace.log('open', ws.readyState, ws.protocol, ws.extensions)
    ws.close()
  })
  for (const event of listeners) ws.on(event, () => {})
  await trace.seen(ws, 'close')
}

const taken: Scenario<Api>[] = Object.entries(answers).map(([name, answer]) =>
  scenario<Api>(`client handshake: server gives ${name}`, (context) => meet(context, answer)),
)

/** Reads a response to its end. */
function bodyOf(response: Api): Promise<string> {
  return new Promise((resolve) => {
    let body = ''
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      body += text
    })
    response.on('end', () => resolve(body))
  })
}

const events: Scenario<Api>[] = [
  scenario<Api>('client handshake: upgrade event has the response', async (context) => {
    const { trace } = context
    await clientOf(context, {
      headers: ['Set-Cookie: a=b', 'X-Thing: 1'],
      prepare: (ws) =>
        ws.on('upgrade', (response: Api) => {
          trace.log('response', response.statusCode, response.headers['set-cookie'], response.headers['x-thing'])
          trace.log('state at upgrade', ws.readyState, ws.protocol)
        }),
    })
  }),
  scenario<Api>('client handshake: terminate in the upgrade listener', async (context) => {
    const { ws } = await clientOf(context, {
      unopened: true,
      prepare: (ws) => {
        ws.on('upgrade', () => ws.terminate())
        ws.on('error', () => {})
      },
    })
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: close in the upgrade listener', async (context) => {
    const { ws } = await clientOf(context, {
      unopened: true,
      prepare: (ws) => {
        ws.on('upgrade', () => ws.close())
        ws.on('error', () => {})
      },
    })
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: unexpected-response with a listener', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send(head('HTTP/1.1 401 Unauthorized', 'X-Why: no', 'Connection: close', 'Content-Length: 3'), 'why')
      peer.end()
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => {})
    const body = new Promise<void>((resolve) =>
      ws.on('unexpected-response', async (request: Api, response: Api) => {
        trace.log(
          'response',
          request.method,
          request.path,
          response.statusCode,
          response.headers['x-why'],
          ws.readyState,
        )
        trace.log('body', await bodyOf(response))
        resolve()
      }),
    )
    await body
    trace.log('still', ws.readyState)
    ws.terminate()
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: unexpected-response listener aborts the request', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      peer.send(head('HTTP/1.1 401 Unauthorized', 'Content-Length: 100'), 'partial')
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => {})
    ws.on('unexpected-response', (request: Api) => request.destroy())
    await net.turns(20)
    trace.log('state', ws.readyState)
  }),
  scenario<Api>('client handshake: bytes right after the answer', async (context) => {
    const { ws } = await clientOf(context, { after: Buffer.from('8105616c6f686181026f6b', 'hex') })
    await context.trace.seen(ws, 'message', 2)
  }),
  scenario<Api>('client handshake: an invalid frame right after the answer', async (context) => {
    const { ws } = await clientOf(context, {
      after: Buffer.from('8505616c6f6861', 'hex'),
      prepare: (ws) => ws.on('error', () => {}),
    })
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: a close right after the answer', async (context) => {
    const { ws } = await clientOf(context, { after: Buffer.from('880203e8', 'hex') })
    await context.trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: server closes without an answer', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      peer.end()
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => trace.log('state at error', ws.readyState))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: server resets', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      peer.reset()
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => trace.log('state at error', ws.readyState))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: server closes in the middle of the answer', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send('HTTP/1.1 101 Switching Protocols\r\nUpgrade: webs')
      peer.end()
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: nothing listens', async ({ api, trace, net }) => {
    const port = await net.closedPort()
    const ws = trace.emitter('ws', new api.WebSocket(`ws://127.0.0.1:${port}`))
    ws.on('error', () => trace.log('state at error', ws.readyState))
    await trace.seen(ws, 'close')
  }),
  scenario<Api>('client handshake: no error listener', { alone: true }, async ({ api, trace, net }) => {
    const port = await net.closedPort()
    const ws = trace.emitter('ws', new api.WebSocket(`ws://127.0.0.1:${port}`))
    await trace.seen(ws, 'error')
    await net.turns(10)
    trace.log('state', ws.readyState)
  }),
  scenario<Api>(
    'client handshake: an error thrown by the error listener',
    { alone: true },
    async ({ api, trace, net }) => {
      const port = await net.closedPort()
      const ws = trace.emitter('ws', new api.WebSocket(`ws://127.0.0.1:${port}`))
      ws.on('error', () => {
        throw new Error('from the listener')
      })
      await trace.seen(ws, 'error')
      await net.turns(10)
      trace.log('state', ws.readyState)
    },
  ),
  scenario<Api>('client handshake: the answer comes byte by byte', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer: RawPeer) => {
      const request = await peer.head()
      const { acceptOf, headerOf } = await import('@rosetta-ws/conformance/diff')
      const accept = acceptOf(headerOf(request!, 'sec-websocket-key')!)
      const answer = head(
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${accept}`,
      )
      for (const byte of Buffer.concat([Buffer.from(answer), Buffer.from('81026f6b', 'hex')])) await peer.send([byte])
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    await trace.seen(ws, 'message')
  }),
  scenario<Api>('client handshake: informational answers come first', async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send('HTTP/1.1 100 Continue\r\n\r\n', head('HTTP/1.1 404 Not Found', 'Content-Length: 0'))
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
]

const requested: Record<string, { protocols?: unknown; options?: object; path?: string }> = {
  'nothing special': {},
  'without compression': { options: { perMessageDeflate: false } },
  subprotocols: { protocols: ['a', 'b'], options: { perMessageDeflate: false } },
  'an origin': { options: { origin: 'https://example.com', perMessageDeflate: false } },
  'an origin and version 8': {
    options: { origin: 'https://example.com', protocolVersion: 8, perMessageDeflate: false },
  },
  headers: { options: { headers: { 'X-A': '1', 'x-b': ['2', '3'], Cookie: 'c=d' }, perMessageDeflate: false } },
  'headers that it sets itself': {
    options: {
      headers: {
        Host: 'other.example',
        'Sec-WebSocket-Key': 'mine',
        Upgrade: 'x',
        Connection: 'y',
        'Sec-WebSocket-Version': '1',
      },
      perMessageDeflate: false,
    },
  },
  'an Origin header beside the option': {
    options: { headers: { Origin: 'h' }, origin: 'o', perMessageDeflate: false },
  },
  auth: { options: { auth: 'user:pass', perMessageDeflate: false } },
  'auth with colons and unicode': { options: { auth: 'üser:pä:ss', perMessageDeflate: false } },
  'a query': { path: '/a/b?c=d&e', options: { perMessageDeflate: false } },
  'setHost false': { options: { setHost: false, perMessageDeflate: false } },
  'a defaultPort': { options: { defaultPort: 1, perMessageDeflate: false } },
  'insensitive options': {
    options: { localAddress: '127.0.0.1', family: 4, perMessageDeflate: false, method: 'PUT', timeout: 9 },
  },
}

const requests: Scenario<Api>[] = Object.entries(requested).map(([name, { protocols, options, path }]) =>
  scenario<Api>(`client request: ${name}`, async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send(head('HTTP/1.1 404 Not Found', 'Content-Length: 0'))
    })
    const ws = trace.emitter('ws', new api.WebSocket(raw.url + (path ?? ''), protocols ?? [], options))
    ws.on('error', () => {})
    await trace.seen(ws, 'close')
  }),
)

const userinfo: Scenario<Api>[] = [
  ['user:pass', {}],
  ['user', {}],
  [':pass', {}],
  ['us%40er:p%3Ass', {}],
  ['%zz:x', {}],
  ['user:pass', { auth: 'other:one' }],
  ['user:pass', { headers: { Authorization: 'Bearer x' } }],
].map(([info, options], index) =>
  scenario<Api>(`client request: userinfo in the URL, form ${index + 1} (${info})`, async ({ api, trace, net }) => {
    const raw = await net.listen(async (peer) => {
      await peer.head()
      await peer.send(head('HTTP/1.1 404 Not Found', 'Content-Length: 0'))
    })
    const url = raw.url.replace('ws://', `ws://${info}@`)
    trace.attempt('construct', () => {
      const ws = trace.emitter('ws', new api.WebSocket(url, { perMessageDeflate: false, ...(options as object) }))
      ws.on('error', () => {})
    })
    await net.turns(30)
  }),
)

parityOfWs('client handshake', [...taken, ...events, ...requests, ...userinfo])
