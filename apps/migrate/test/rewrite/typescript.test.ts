/**
 * What is rewritten in TypeScript compiles against the types of our ws.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'
import { expect, test } from 'vitest'
import { rewriteTexts } from '../../src/rewrite/rewrite.js'

const workspace = fileURLToPath(new URL('../../../../', import.meta.url))
const programs = fileURLToPath(new URL('../../programs/', import.meta.url))

const hub = `import * as http from 'http'
import { server as WebSocketServer, connection, request, IMessage } from 'websocket'

export class Hub {
  private readonly peers: connection[] = []
  private readonly server: WebSocketServer
  constructor(private readonly http: http.Server, private readonly allowed: (origin: string) => boolean) {
    this.server = new WebSocketServer({ httpServer: this.http, keepalive: false })
    this.server.on('request', (incoming: request) => {
      if (!this.allowed(incoming.origin)) return incoming.reject(401, \`no \${incoming.origin}\`)
      const peer = incoming.accept(incoming.requestedProtocols[0], incoming.origin)
      this.peers.push(peer)
      peer.on('message', (message: IMessage) => {
        if (message.type === 'utf8') peer.sendUTF(message.utf8Data!)
        else peer.sendBytes(message.binaryData!.subarray(1))
      })
      peer.on('close', (code, why) => console.log(code, why.length, incoming.resourceURL.pathname))
    })
  }
  all(): connection[] {
    return this.server.connections
  }
}
`

const log = `import * as http from 'http'
import { server as Server, IMessage } from 'websocket'

const kept: { type: 'utf8' | 'binary' }[] = []
export const server = new Server({ httpServer: http.createServer(), keepalive: false })
server.on('request', (incoming) => {
  const peer = incoming.accept()
  peer.on('message', (message: IMessage) => {
    kept.push(message)
  })
})
`

const old = `import { Server, WebSocket } from 'ws'

export const server = new Server({ port: 1 })
server.on('connection', (ws: WebSocket) => {
  console.log(ws.upgradeReq.url)
  ws.on('message', (data: string, flags: { binary: boolean }) => {
    console.log(JSON.parse(data), flags.binary)
  })
})
`

/** The errors of the compiler, with `ws` found at a path. */
function errorsOf(texts: Record<string, string>, types: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
    typeRoots: [join(workspace, 'node_modules/@types')],
    noEmit: true,
    skipLibCheck: true,
    esModuleInterop: true,
    paths: { ws: [types] },
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  const folder = dirname(fileURLToPath(import.meta.url))
  const own = new Map(Object.entries(texts).map(([name, text]) => [join(folder, `in-memory-${name}`), text]))
  host.fileExists = (path) => own.has(path) || fileExists(path)
  host.readFile = (path) => own.get(path) ?? readFile(path)
  host.getSourceFile = (path, version, ...rest) => {
    const text = own.get(path)
    return text === undefined
      ? getSourceFile.call(host, path, version, ...rest)
      : ts.createSourceFile(path, text, version)
  }
  const lib = join(workspace, 'node_modules/typescript/lib')
  host.getDefaultLibLocation = () => lib
  host.getDefaultLibFileName = () => join(lib, 'lib.es2022.d.ts')
  const program = ts.createProgram([...own.keys()], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const place =
      file && start !== undefined
        ? `${file.fileName.split('/').pop()}:${file.getLineAndCharacterOfPosition(start).line + 1} `
        : ''
    return place + ts.flattenDiagnosticMessageText(messageText, ' ')
  })
}

test('rewritten TypeScript compiles', () => {
  const before = {
    'typed.ts': readFileSync(join(programs, 'websocket/typed.ts'), 'utf8'),
    'hub.ts': hub,
    'log.ts': log,
  }
  const texts = new Map(Object.entries(before).map(([name, text]) => [`/app/${name}`, text]))
  const { files, todos } = rewriteTexts('/app', texts, new Set(texts.keys()), 'websocket')
  expect(todos).toEqual([])
  const after = Object.fromEntries(files.map((file) => [file.path, file.after]))
  expect(Object.keys(after)).toEqual(['hub.ts', 'log.ts', 'typed.ts'])
  const [{ after: oldAfter }] = rewriteTexts(
    '/app',
    new Map([['/app/old.ts', old]]),
    new Set(['/app/old.ts']),
    'ws1',
  ).files
  // The check is one: a file beside them is refused.
  const wrong = `import { WebSocket } from 'ws'\nnew WebSocket('ws://x').sendUTF('x')\n`
  expect(
    errorsOf({ ...after, 'old.ts': oldAfter, 'wrong.ts': wrong }, join(workspace, 'packages/ws/types/index.d.cts')),
  ).toEqual(["in-memory-wrong.ts:2 Property 'sendUTF' does not exist on type 'WebSocket'."])
})
