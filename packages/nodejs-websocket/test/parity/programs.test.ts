/** Whole programs as people write them for the original: both modules give the same transcript. */
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scenario, type Trace } from '@rosetta-ws/conformance/diff'
import { type Api, type Context, later, parityOfNodejsWebsocket } from './scene.js'

const testFolder = new URL('..', import.meta.url)
const key = readFileSync(new URL('tls-key.pem', testFolder))
const cert = readFileSync(new URL('tls-cert.pem', testFolder))

/** Listens and gives the port. */
async function listen(server: Api, trace: Trace): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.socket.address()
  trace.hide(port, '<port>')
  return port
}

function folder({ net }: Context): string {
  const path = mkdtempSync(join(tmpdir(), 'nodejs-websocket-'))
  net.defer(() => rmSync(path, { recursive: true }))
  return path
}

parityOfNodejsWebsocket('programs', [
  scenario<Api>('a scream server', async ({ api: ws, trace }) => {
    const server = ws.createServer((conn: Api) => {
      trace.log('New connection')
      conn.on('text', (str: string) => {
        trace.log(`Received ${str}`)
        conn.sendText(`${str.toUpperCase()}!!!`)
      })
      conn.on('close', (code: number, reason: string) => trace.log('Connection closed', code, reason))
    })
    const port = await listen(server, trace)
    const client = trace.lane('client').emitter('client', ws.connect(`ws://127.0.0.1:${port}`))
    await trace.seen(client, 'connect')
    for (const word of ['hi', 'tschüß', '']) client.sendText(word)
    await trace.seen(client, 'text', 3)
    client.close(1000, 'enough')
  }),

  scenario<Api>('a broadcast chat', async ({ api: ws, trace }) => {
    const server = ws.createServer((connection: Api) => {
      connection.nickname = null
      connection.on('text', (str: string) => {
        if (connection.nickname === null) {
          connection.nickname = str
          broadcast(`${str} entered`)
        } else {
          broadcast(`[${connection.nickname}] ${str}`)
        }
      })
      connection.on('close', () => broadcast(`${connection.nickname} left`))
      connection.on('error', () => {})
    })
    function broadcast(str: string): void {
      for (const connection of server.connections) connection.sendText(str)
    }
    const port = await listen(server, trace)
    const join = async (name: string): Promise<Api> => {
      const client = trace.lane(name).emitter(name, ws.connect(`ws://127.0.0.1:${port}`))
      client.on('error', () => {})
      await trace.seen(client, 'connect')
      client.sendText(name)
      await trace.seen(client, 'text')
      return client
    }
    const anna = await join('anna')
    const bert = await join('bert')
    await trace.seen(anna, 'text', 2)
    anna.sendText('hello')
    await trace.seen(bert, 'text', 2)
    await trace.seen(anna, 'text', 3)
    bert.close()
    await trace.seen(anna, 'text', 4)
    trace.log('still here', server.connections.length)
  }),

  scenario<Api>('a binary upload piped to a file', async (context) => {
    const { api: ws, trace } = context
    const path = folder(context)
    const content = Buffer.from(Array.from({ length: 1_500_000 }, (_, i) => i % 251))
    writeFileSync(join(path, 'source'), content)
    const saved = later()
    const server = ws.createServer((conn: Api) => {
      conn.on('binary', (inStream: Api) => {
        inStream.pipe(createWriteStream(join(path, 'copy'))).on('finish', () => {
          conn.sendText('saved')
          saved.resolve()
        })
      })
      conn.on('close', () => trace.log('closed'))
    })
    const port = await listen(server, trace)
    const client = trace.lane('client').emitter('client', ws.connect(`ws://127.0.0.1:${port}/upload`))
    await trace.seen(client, 'connect')
    createReadStream(join(path, 'source')).pipe(client.beginBinary())
    await saved.promise
    await trace.seen(client, 'text')
    trace.log('the same', readFileSync(join(path, 'copy')).equals(content))
    client.close()
  }),

  scenario<Api>('a download, sent by streams and collected by reads', async ({ api: ws, trace }) => {
    const server = ws.createServer((conn: Api) => {
      conn.on('text', (str: string) => conn.beginBinary().end(`content of ${str}`))
      conn.on('error', () => {})
    })
    const port = await listen(server, trace)
    const done = later()
    const client = ws.connect(`ws://127.0.0.1:${port}`, () => client.sendText('file.txt'))
    client.on('binary', (inStream: Api) => {
      let data = Buffer.alloc(0)
      inStream.on('readable', () => {
        const newData = inStream.read()
        if (newData) data = Buffer.concat([data, newData], data.length + newData.length)
      })
      inStream.on('end', () => {
        trace.log(`Received ${data.length} bytes of binary data`, String(data))
        done.resolve()
      })
    })
    await done.promise
    client.close()
  }),

  scenario<Api>('a protocol negotiation', async ({ api: ws, trace, net }) => {
    const options = { validProtocols: ['chat.v2', 'chat.v1'] }
    const server = ws.createServer(options, (conn: Api) => {
      trace.log('agreed', conn.protocol, conn.protocols)
      conn.on('error', () => {})
    })
    const port = await listen(server, trace)
    for (const protocols of [['chat.v1'], ['chat.v3', 'chat.v2'], []]) {
      const client = trace.emitter('client', ws.connect(`ws://127.0.0.1:${port}`, { protocols }))
      await trace.seen(client, 'connect')
      trace.log('client', client.protocol)
      client.close()
      await net.turns(5)
    }
  }),

  scenario<Api>('a TLS server', async ({ api: ws, trace }) => {
    const server = ws.createServer({ secure: true, key, cert }, (conn: Api) => {
      trace.log('encrypted', conn.socket.encrypted, conn.path)
      conn.on('text', (str: string) => conn.sendText(str.split('').reverse().join('')))
      conn.on('error', () => {})
    })
    const port = await listen(server, trace)
    const client = trace
      .lane('client')
      .emitter('client', ws.connect(`wss://localhost:${port}/secret?a=b`, { ca: cert }))
    await trace.seen(client, 'connect')
    client.sendText('olleh')
    await trace.seen(client, 'text')
    trace.log('host', client.headers.upgrade, client.socket.authorized)
    client.close()
  }),

  scenario<Api>('a TLS client that does not trust the server', async ({ api: ws, trace }) => {
    const server = ws.createServer({ secure: true, key, cert }, () => trace.log('connection'))
    server.on('error', () => trace.log('server error'))
    const port = await listen(server, trace)
    const client = trace.lane('client').emitter('client', ws.connect(`wss://localhost:${port}`))
    client.on('error', () => {})
    await trace.seen(client, 'close')
  }),
])
