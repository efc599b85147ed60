/**
 * The facts of `ws` 1.x and of `wsd`, which has the same API: what their users' code can name, and what @rosetta-ws/ws1
 * and @rosetta-ws/wsd do about it.
 */
import { entriesOf, type Fact } from './entries.js'
import type { Entry } from './model.js'

const ofWsd = 'Only in wsd; ws 1.x has it with a leading underscore.'
const engineDoes = 'The engine composes and parses frames; the member is not there.'
const missing: Fact = { means: 'internal', isPrivate: true, missing: engineDoes }
const state = { means: 'state-constants', isStatic: true } as const

const underscored = {
  socket: 'tcp-socket',
  isServer: 'is-client',
  sender: 'internal',
  closeReceived: 'internal',
  closeCode: 'close-code',
  closeMessage: 'close-text',
  closeTimer: 'internal',
  queue: 'internal',
} as const

const constructed = {
  effort: 'mechanical',
  note: 'The class is constructed; the second argument becomes a listener of `open`.',
} as const

const module = entriesOf('ws1', 'module', {
  exports: {
    default: {
      means: 'connection-class',
      gives: ['connection'],
      how: 'construct',
      options: 'connectOptions',
    },
    WebSocket: { means: 'connection-class', gives: ['connection'], how: 'construct', options: 'connectOptions' },
    Server: { means: 'server', gives: ['server'], how: 'construct', callback: [], options: 'serverOptions' },
    createServer: {
      means: 'server',
      gives: ['server'],
      how: 'call',
      callback: ['connection'],
      options: 'serverOptions',
    },
    connect: { means: 'connect', gives: ['connection'], how: 'call', callback: [], moves: { ws: constructed } },
    createConnection: {
      means: 'connect',
      gives: ['connection'],
      how: 'call',
      callback: [],
      moves: { ws: constructed },
    },
    Sender: { means: 'sender', gives: ['sender'], how: 'construct' },
    Receiver: {
      means: 'receiver',
      gives: ['receiver'],
      how: 'construct',
      differs: 'It takes no compressed frames.',
    },
    ErrorCodes: { means: 'error-codes', how: 'value' },
    buildHostHeader: { means: 'internal', how: 'call', isPrivate: true, missing: 'Not documented, and not there.' },
  },
  properties: { CONNECTING: state, OPEN: state, CLOSING: state, CLOSED: state },
})

const server = entriesOf('ws1', 'server', {
  methods: {
    close: 'server-close',
    handleUpgrade: {
      means: 'handle-upgrade',
      callback: ['connection'],
      moves: {
        ws: {
          effort: 'mechanical',
          note: 'As before, you emit `connection` yourself: now with the request behind it.',
        },
      },
    },
  },
  properties: {
    clients: { means: 'server-connections', elements: 'connection' },
    options: { means: 'server-options', gives: ['serverOptions'] },
    path: 'server-path',
    _server: { means: 'http-server-of-server', isPrivate: true },
  },
  events: {
    connection: { means: 'connection', gives: ['connection'] },
    headers: 'response-headers',
    listening: 'listening',
    error: 'server-error',
    close: { means: 'server-close-event', isPrivate: true },
  },
  internals: '_webSocketPaths',
  gone: '_onServerUpgrade _onceServerListening _onServerError',
  internalMethods: '_closeServer',
})

const serverOptions = entriesOf('ws1', 'serverOptions', {
  options: {
    port: 'port',
    host: 'host',
    server: 'http-server',
    noServer: 'no-server',
    path: { means: 'path', differs: 'Other paths are answered with 400; the original never answers.' },
    verifyClient: { means: 'verify-client', gives: ['verifyInfo', null] },
    handleProtocols: { means: 'choose-protocol', differs: 'An answer that was not offered is not sent.' },
    clientTracking: { means: 'track-connections', differs: 'wsd ignores it; @rosetta-ws/wsd does not.' },
    perMessageDeflate: {
      means: 'deflate',
      options: 'deflateOptions',
      differs: 'wsd ignores false; @rosetta-ws/wsd does not.',
    },
    maxPayload: { means: 'max-message', differs: '100 MiB for wsd too, and counted while inflating.' },
    disableHixie: {
      means: 'disable-hixie',
      differs: 'Without effect: hixie-75 and hixie-76 are not spoken, which no browser since 2011 needs.',
    },
  },
})

const verifyInfo = entriesOf('ws1', 'verifyInfo', {
  properties: { origin: 'verify-origin', secure: 'verify-secure', req: 'verify-request' },
})

const connection = entriesOf('ws1', 'connection', {
  methods: {
    send: {
      means: 'send',
      options: 'sendOptions',
      moves: {
        ws: {
          note: 'A Readable is not taken: use `createWebSocketStream`. null and undefined go out as empty binary messages, not as empty texts.',
        },
      },
    },
    stream: {
      means: 'stream',
      options: 'sendOptions',
      callback: [null, null],
      differs: 'Without a callback it throws; in wsd it blocked all sends.',
    },
    ping: { means: 'ping', options: 'sendOptions', differs: 'More than 125 bytes throw.' },
    pong: { means: 'pong', options: 'sendOptions', differs: 'More than 125 bytes throw.' },
    pause: 'pause',
    resume: 'resume',
    close: { means: 'close', differs: 'A reason above 123 bytes is cut at a character.' },
    terminate: 'terminate',
    addEventListener: { means: 'add-listener', callback: ['w3cEvent'] },
  },
  properties: {
    readyState: 'ready-state',
    url: 'client-url',
    protocol: 'protocol',
    protocolVersion: 'request-version',
    supports: 'supports',
    extensions: { means: 'extensions', differs: 'An object with `params`, and not the codec.' },
    upgradeReq: 'upgrade-request',
    bytesReceived: 'bytes-received',
    bufferedAmount: 'buffered-amount',
    binaryType: 'binary-type',
    CONNECTING: 'state-constants',
    OPEN: 'state-constants',
    CLOSING: 'state-constants',
    CLOSED: 'state-constants',
    onopen: { means: 'on-open', gives: ['w3cEvent'] },
    onmessage: { means: 'on-message', gives: ['w3cEvent'] },
    onclose: { means: 'on-close', gives: ['w3cEvent'] },
    onerror: { means: 'on-error', gives: ['w3cEvent'] },
    ...Object.fromEntries(
      Object.entries(underscored).flatMap(([name, means]): [string, Fact][] => [
        [`_${name}`, { means, isPrivate: true }],
        [name, { means, isPrivate: true, differs: ofWsd }],
      ]),
    ),
    _receiver: missing,
    receiver: missing,
    _ultron: missing,
    _isClosing: { means: 'internal', isPrivate: true },
    _binaryType: { means: 'binary-type', isPrivate: true },
    maxPayload: { means: 'max-message', isPrivate: true },
  },
  events: {
    open: 'open',
    message: 'message',
    close: 'close-event',
    error: {
      means: 'error',
      differs: 'Without a listener a violation does not end the process; an error of the opening handshake does.',
    },
    ping: 'ping-event',
    pong: 'pong-event',
    'unexpected-response': 'unexpected-response',
  },
})

const connectOptions = entriesOf('ws1', 'connectOptions', {
  options: {
    protocol: {
      means: 'client-protocols',
      moves: { ws: { effort: 'mechanical', note: 'It is the second argument; the option has no effect.' } },
    },
    protocolVersion: 'client-version',
    headers: 'client-headers',
    origin: 'client-origin',
    host: 'client-host',
    perMessageDeflate: { means: 'deflate', options: 'deflateOptions' },
    agent: 'request-options',
    localAddress: 'request-options',
    pfx: 'request-options',
    key: 'request-options',
    passphrase: 'request-options',
    cert: 'request-options',
    ca: 'request-options',
    ciphers: 'request-options',
    rejectUnauthorized: 'request-options',
    checkServerIdentity: 'request-options',
    clientKey: { means: 'internal', isPrivate: true },
  },
})

const sendOptions = entriesOf('ws1', 'sendOptions', {
  options: {
    binary: 'send-as-binary',
    compress: 'send-compress',
    mask: 'send-mask',
    fin: { means: 'send-fin', differs: 'Without effect: a message is always whole. Use `stream`.' },
  },
})

const deflateOptions = entriesOf('ws1', 'deflateOptions', {
  options: {
    serverNoContextTakeover: 'deflate-option',
    clientNoContextTakeover: 'deflate-option',
    serverMaxWindowBits: 'deflate-option',
    clientMaxWindowBits: 'deflate-option',
    memLevel: 'deflate-memory',
  },
})

const flags = entriesOf('ws1', 'flags', {
  properties: { binary: 'message-type', masked: 'message-masked', buffer: 'message-buffer' },
})

const events = entriesOf('ws1', 'w3cEvent', {
  properties: {
    data: 'event-data',
    binary: 'event-field',
    type: 'event-field',
    target: 'event-field',
    code: 'event-field',
    reason: 'event-field',
    wasClean: 'event-field',
    error: 'event-field',
  },
})

const sender = entriesOf('ws1', 'sender', {
  methods: {
    send: { means: 'sender', isPrivate: true },
    ping: { means: 'sender', isPrivate: true },
    pong: { means: 'sender', isPrivate: true },
    close: { means: 'sender', isPrivate: true },
    frameAndSend: missing,
    flush: missing,
    applyExtensions: missing,
  },
  properties: { onerror: { means: 'internal', isPrivate: true } },
  internals: '_socket',
  gone: 'firstFragment compress messageHandlers processing extensions',
})

const receiver = entriesOf('ws1', 'receiver', {
  methods: {
    add: { means: 'receiver', isPrivate: true },
    cleanup: { means: 'receiver', isPrivate: true },
    expectHeader: missing,
    expectData: missing,
    allocateFromPool: missing,
    processPacket: missing,
    endPacket: missing,
    reset: missing,
    unmask: missing,
    error: missing,
    flush: missing,
    applyExtensions: missing,
    maxPayloadExceeded: missing,
  },
  properties: {
    ontext: { means: 'receiver', isPrivate: true },
    onbinary: { means: 'receiver', isPrivate: true },
    onping: { means: 'receiver', isPrivate: true },
    onpong: { means: 'receiver', isPrivate: true },
    onclose: { means: 'receiver', isPrivate: true },
    onerror: { means: 'receiver', isPrivate: true },
  },
  gone: 'overflow fragmentedBufferPool unfragmentedBufferPool extensions maxPayload currentPayloadLength state headerBuffer expectOffset expectBuffer expectHandler currentMessage currentMessageLength messageHandlers processing dead',
})

export const ws1Entries: readonly Entry[] = [
  ...module,
  ...server,
  ...serverOptions,
  ...verifyInfo,
  ...connection,
  ...connectOptions,
  ...sendOptions,
  ...deflateOptions,
  ...flags,
  ...events,
  ...sender,
  ...receiver,
]
