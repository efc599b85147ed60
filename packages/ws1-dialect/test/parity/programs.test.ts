/** Whole programs as people write them for ws 1.x: the original and both dialects give the same transcript. */
import { createServer } from 'node:http'
import { scenario } from '@rosetta-ws/conformance/diff'
import { type Api, later, listening, parityOfDialects } from './scene.js'

parityOfDialects('programs', [
  scenario<Api>('verifyClient with a callback lets those with a token in', async (context) => {
    const { api: WebSocket, trace } = context
    const { url } = await listening(context, {
      verifyClient: ({ req, origin, secure }: Api, done: Api) => {
        trace.log('asked', req.url, origin, secure)
        setImmediate(() => (req.url === '/?ticket=1' ? done(true) : done(false, 403, 'Go Away')))
      },
    })
    for (const ticket of ['1', '2']) {
      const ws = new WebSocket(`${url}/?ticket=${ticket}`, { origin: 'http://example.com' })
      const end = later()
      ws.on('open', () => {
        trace.log('in', ticket)
        end.resolve()
      })
      ws.on('error', (error: Error) => {
        trace.log('out', ticket, error.message)
        end.resolve()
      })
      await end.promise
    }
  }),

  scenario<Api>('a server echoes by flags.binary', async (context) => {
    const { api: WebSocket, trace } = context
    const { wss, url } = await listening(context)
    wss.on('connection', (ws: Api) => {
      ws.on('message', (data: Api, flags: Api) => {
        trace.lane('server').log('received', data, flags.binary, flags.masked)
        ws.send(data, { binary: flags.binary, mask: false })
      })
    })
    const ws = trace.emitter('client', new WebSocket(url))
    ws.on('open', () => {
      ws.send('text')
      ws.send(new Uint8Array([1, 2, 3]), { binary: true, mask: true }, (error: unknown) =>
        trace.lane('sent').log('sent', error),
      )
      ws.send('')
    })
    await trace.seen(ws, 'message', 3)
    ws.close(1000, 'enough')
    await trace.seen(ws, 'close')
  }),

  scenario<Api>('a stream() sender', async (context) => {
    const { api: WebSocket, trace } = context
    const { wss, url } = await listening(context)
    wss.on('connection', (ws: Api) => {
      const numbers = ['1', '2', '3', '4']
      ws.stream((error: unknown, send: Api) => {
        if (error) return
        const number = numbers.shift() as string
        send(number, numbers.length === 0)
      })
      ws.send('after the stream')
    })
    const ws = trace.emitter('client', new WebSocket(url))
    await trace.seen(ws, 'message', 2)
  }),

  scenario<Api>('a chat on an HTTP server with paths and protocols', async (context) => {
    const { api: WebSocket, trace, net } = context
    const server = createServer((_request, response) => response.end('page'))
    const port = await net.listening(server)
    const clients = new Set<Api>()
    const wss = new WebSocket.Server({
      server,
      path: '/chat',
      handleProtocols: (protocols: string[], done: Api) => done(protocols.includes('chat'), 'chat'),
    })
    wss.on('connection', (ws: Api) => {
      clients.add(ws)
      trace.lane('server').log('joined', ws.protocol, ws.upgradeReq.headers.cookie)
      ws.on('message', (text: string) => {
        for (const client of clients) client.send(text)
      })
      ws.on('close', (code: number, reason: string) => {
        clients.delete(ws)
        trace.lane('server').log('left', code, reason)
      })
    })
    const join = async (name: string): Promise<Api> => {
      const options = { headers: { Cookie: `name=${name}` } }
      const ws = trace.lane(name).emitter(name, new WebSocket(`ws://127.0.0.1:${port}/chat`, ['x', 'chat'], options))
      await trace.seen(ws, 'open')
      return ws
    }
    const anna = await join('anna')
    const bert = await join('bert')
    anna.send('hello')
    await trace.seen(bert, 'message')
    await trace.seen(anna, 'message')
    bert.close(1000, 'bye')
    await trace.seen(bert, 'close')
    await net.turns(5)
    trace.log('left', clients.size)
  }),
])
