/**
 * The facts of `nodejs-websocket` 1.7: what its users' code can name, and what @rosetta-ws/nodejs-websocket does about it.
 */
import { entriesOf, type Fact } from './entries.js'
import type { Entry } from './model.js'

const engineDoes = 'The engine reads and writes handshakes and frames; the method is not there.'
const missing: Fact = { means: 'internal', isPrivate: true, missing: engineDoes }

const later = {
  effort: 'judgement',
  note: '`close` is emitted before the call returns; elsewhere it comes when the closing handshake is over. Code behind the call must not count on it.',
} as const

const module = entriesOf('nodejs-websocket', 'module', {
  exports: {
    createServer: {
      means: 'server',
      gives: ['server'],
      how: 'call',
      callback: ['connection'],
      options: 'serverOptions',
    },
    connect: { means: 'connect', gives: ['connection'], how: 'call', callback: [], options: 'connectOptions' },
    setBinaryFragmentation: { means: 'binary-fragmentation', how: 'call' },
    setMaxBufferLength: { means: 'max-message', how: 'call' },
  },
})

const server = entriesOf('nodejs-websocket', 'server', {
  methods: { listen: { means: 'listen', gives: ['server'] }, close: 'server-close' },
  properties: {
    socket: 'http-server-of-server',
    connections: { means: 'server-connections', elements: 'connection' },
  },
  events: {
    listening: 'listening',
    close: 'server-close-event',
    error: 'server-error',
    connection: { means: 'connection', gives: ['connection'] },
  },
  internals: 'onclose onerror _selectProtocol',
  internalMethods: '_buildSelectProtocol',
})

const serverOptions = entriesOf('nodejs-websocket', 'serverOptions', {
  options: {
    secure: 'secure-server',
    validProtocols: 'valid-protocols',
    selectProtocol: { means: 'choose-protocol', gives: ['connection', null] },
    httpServer: 'http-server',
    handshakeTimeout: 'handshake-timeout',
    closeTimeout: 'close-timeout',
    key: 'secure-server',
    cert: 'secure-server',
    pfx: 'secure-server',
    passphrase: 'secure-server',
    ca: 'secure-server',
  },
})

const connectOptions = entriesOf('nodejs-websocket', 'connectOptions', {
  options: {
    extraHeaders: {
      means: 'client-headers',
      differs: 'A header with CR or LF is a TypeError; one in another case is sent once.',
    },
    protocols: 'client-protocols',
    host: 'client-host',
    port: 'client-host',
    ca: 'request-options',
    cert: 'request-options',
    key: 'request-options',
    pfx: 'request-options',
    passphrase: 'request-options',
    rejectUnauthorized: 'request-options',
    servername: 'request-options',
    localAddress: 'request-options',
    handshakeTimeout: 'handshake-timeout',
    closeTimeout: 'close-timeout',
  },
})

const connection = entriesOf('nodejs-websocket', 'connection', {
  methods: {
    sendText: { means: 'send-text', differs: 'A number, boolean or bigint is sent as text; it was a TypeError.' },
    sendBinary: 'send-binary',
    send: 'send',
    beginBinary: { means: 'begin-binary', gives: ['outStream'] },
    sendPing: { means: 'ping', differs: 'More than 125 bytes are an `error` event.' },
    close: {
      means: 'close',
      differs: 'A code that must not be sent goes out as an empty Close frame; a reason above 123 bytes is cut.',
      moves: { ws: later, websocket: later, ws1: later },
    },
    doRead: missing,
    startHandshake: missing,
    readHandshake: missing,
    readHeaders: missing,
    checkHandshake: missing,
    answerHandshake: missing,
    extractFrame: missing,
    processFrame: missing,
    processCloseFrame: missing,
    buildRequest: missing,
  },
  properties: {
    readyState: { means: 'ready-state', differs: '3 after the end; it was undefined in some cases.' },
    CONNECTING: 'state-constants',
    OPEN: 'state-constants',
    CLOSING: 'state-constants',
    CLOSED: 'state-constants',
    socket: { means: 'tcp-socket', differs: 'What was sent is written before the socket is handed out.' },
    server: { means: 'server-of-connection', gives: ['server'] },
    path: 'resource',
    headers: { means: 'request-headers', differs: 'Headers with digits or underscores in their names are there too.' },
    protocols: 'requested-protocols',
    protocol: 'protocol',
    host: 'host-of-connection',
    outStream: { means: 'out-stream', gives: ['outStream'] },
    extraHeaders: { means: 'client-headers', isPrivate: true },
    key: { means: 'request-key', isPrivate: true },
    buffer: { means: 'internal', isPrivate: true, differs: 'Always empty: what is not read waits in the engine.' },
    frameBuffer: { means: 'internal', isPrivate: true, differs: 'Always null: what is not read waits in the engine.' },
    binaryFragmentation: { means: 'binary-fragmentation', isStatic: true, isPrivate: true },
    maxBufferLength: { means: 'max-message', isStatic: true, isPrivate: true },
  },
  events: {
    connect: 'open',
    text: { means: 'text', differs: 'Text that is not UTF-8 closes with 1007.' },
    binary: {
      means: 'receive-stream',
      gives: ['inStream'],
      differs: 'The socket is held back while the stream is not read.',
    },
    pong: 'pong-event',
    close: 'close-event',
    error: {
      means: 'error',
      differs: 'Without a listener a reset does not end the process.',
    },
  },
})

const inStream = entriesOf('nodejs-websocket', 'inStream', {
  events: { readable: 'in-stream', data: 'in-stream', end: 'in-stream' },
  methods: { read: 'in-stream', pipe: 'in-stream', setEncoding: 'in-stream' },
  internalMethods: '_read addData end',
})

const outStream = entriesOf('nodejs-websocket', 'outStream', {
  methods: { write: 'begin-binary', end: 'begin-binary' },
  events: { finish: 'begin-binary' },
  internals: 'connection minSize hasSent',
  gone: 'buffer',
  internalMethods: '_write',
})

export const nodejsWebsocketEntries: readonly Entry[] = [
  ...module,
  ...server,
  ...serverOptions,
  ...connectOptions,
  ...connection,
  ...inStream,
  ...outStream,
]
