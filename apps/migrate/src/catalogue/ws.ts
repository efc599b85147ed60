/**
 * The facts of `ws` 8: what its users' code can name, and what @rosetta-ws/ws does about it.
 */
import { entriesOf, type Fact } from './entries.js'
import type { Entry } from './model.js'

const getter = 'A getter here, an own property in ws.'
const madeAtUse = 'A getter here; the object is made at its first use.'
const oneShot = { means: 'state-constants', isStatic: true } as const
const states: Record<string, Fact> = { CONNECTING: oneShot, OPEN: oneShot, CLOSING: oneShot, CLOSED: oneShot }

const limits: Record<string, Fact> = {
  maxPayload: 'max-message',
  maxFragments: 'max-fragments',
  maxBufferedChunks: 'max-chunks',
  skipUTF8Validation: 'skip-utf8',
  allowSynchronousEvents: 'synchronous-events',
  autoPong: 'auto-pong',
  maxPendingAutoPongs: 'pending-pongs',
  closeTimeout: 'close-timeout',
  perMessageDeflate: { means: 'deflate', options: 'deflateOptions' },
}

const silent = {
  effort: 'impossible',
  to: undefined,
  note: 'The error event of `w3cwebsocket` says nothing more.',
} as const

const module = entriesOf('ws', 'module', {
  exports: {
    default: { means: 'connection-class', gives: ['connection'], how: 'construct', options: 'connectOptions' },
    WebSocket: { means: 'connection-class', gives: ['connection'], how: 'construct', options: 'connectOptions' },
    WebSocketServer: { means: 'server', gives: ['server'], how: 'construct', options: 'serverOptions' },
    Server: { means: 'server', gives: ['server'], how: 'construct', options: 'serverOptions' },
    createWebSocketStream: { means: 'duplex', gives: ['duplex'], how: 'call' },
    Sender: { means: 'sender', gives: ['sender'], how: 'construct' },
    Receiver: { means: 'receiver', gives: ['receiver'], how: 'construct' },
    PerMessageDeflate: {
      means: 'deflate-codec',
      gives: ['perMessageDeflate'],
      how: 'construct',
      options: 'deflateOptions',
    },
    extension: { means: 'grammar', gives: ['grammar'], how: 'value' },
    subprotocol: { means: 'grammar', gives: ['grammar'], how: 'value' },
  },
  properties: states,
})

const server = entriesOf('ws', 'server', {
  methods: {
    address: 'server-address',
    close: 'server-close',
    handleUpgrade: { means: 'handle-upgrade', callback: ['connection', null] },
    shouldHandle: 'should-handle',
    completeUpgrade: { means: 'handle-upgrade', isPrivate: true },
  },
  properties: {
    clients: { means: 'server-connections', elements: 'connection' },
    options: { means: 'server-options', gives: ['serverOptions'] },
    path: 'server-path',
    _server: { means: 'http-server-of-server', isPrivate: true },
  },
  events: {
    connection: { means: 'connection', gives: ['connection', null] },
    headers: 'response-headers',
    listening: 'listening',
    error: 'server-error',
    close: 'server-close-event',
    wsClientError: 'refused-handshake',
  },
  internals: '_state _shouldEmitClose',
  internalMethods: '_removeListeners',
})

const serverOptions = entriesOf('ws', 'serverOptions', {
  options: {
    ...limits,
    port: 'port',
    host: 'host',
    backlog: 'backlog',
    server: 'http-server',
    noServer: 'no-server',
    path: 'path',
    verifyClient: { means: 'verify-client', gives: ['verifyInfo', null] },
    handleProtocols: 'choose-protocol',
    clientTracking: 'track-connections',
    WebSocket: 'connection-subclass',
  },
})

const verifyInfo = entriesOf('ws', 'verifyInfo', {
  properties: { origin: 'verify-origin', secure: 'verify-secure', req: 'verify-request' },
})

const connection = entriesOf('ws', 'connection', {
  methods: {
    send: { means: 'send', options: 'sendOptions' },
    ping: 'ping',
    pong: 'pong',
    close: 'close',
    terminate: 'terminate',
    pause: 'pause',
    resume: 'resume',
    addEventListener: { means: 'add-listener', callback: ['w3cEvent'] },
    removeEventListener: 'remove-listener',
    setSocket: { means: 'make-connection', isPrivate: true },
  },
  properties: {
    readyState: 'ready-state',
    protocol: 'protocol',
    extensions: 'extensions',
    url: 'client-url',
    isPaused: 'is-paused',
    binaryType: 'binary-type',
    bufferedAmount: {
      means: 'buffered-amount',
      differs: 'Small messages are compressed at once, so it is mostly 0 where ws still counts them.',
    },
    CONNECTING: 'state-constants',
    OPEN: 'state-constants',
    CLOSING: 'state-constants',
    CLOSED: 'state-constants',
    onopen: { means: 'on-open', gives: ['w3cEvent'] },
    onmessage: { means: 'on-message', gives: ['w3cEvent'] },
    onclose: { means: 'on-close', gives: ['w3cEvent'] },
    onerror: { means: 'on-error', gives: ['w3cEvent'] },
    _socket: {
      means: 'tcp-socket',
      isPrivate: true,
      differs: `${getter} What was sent is written before it is handed out.`,
    },
    _isServer: { means: 'is-client', isPrivate: true },
    _sender: { means: 'sender', isPrivate: true, gives: ['sender'], differs: madeAtUse },
    _receiver: {
      means: 'receiver',
      isPrivate: true,
      gives: ['receiver'],
      differs: 'Made at its first use; it only shows the settings.',
    },
    _closeCode: { means: 'close-code', isPrivate: true },
    _closeMessage: { means: 'close-text', isPrivate: true },
    _readyState: { means: 'ready-state', isPrivate: true },
    _protocol: { means: 'protocol', isPrivate: true },
    _extensions: { means: 'extensions', isPrivate: true },
    _url: { means: 'client-url', isPrivate: true },
    _binaryType: { means: 'binary-type', isPrivate: true },
    _closeTimer: { means: 'internal', isPrivate: true, differs: getter },
  },
  events: {
    open: 'open',
    message: 'message',
    close: 'close-event',
    error: {
      means: 'error',
      differs:
        'Without a listener a broken frame does not end the process; errors of an opening handshake do, as in ws.',
    },
    ping: 'ping-event',
    pong: 'pong-event',
    upgrade: 'upgrade-response',
    redirect: 'redirect',
    'unexpected-response': 'unexpected-response',
  },
  internals:
    '_req _redirects _autoPong _closeFrameReceived _closeFrameSent _errorEmitted _paused _closeTimeout _originalIpc _originalSecure _originalHostOrSocketPath',
  gone: '_bufferedAmount _autoPongComplete _pendingAutoPongs _maxPendingAutoPongs',
  internalMethods: 'emitClose',
})

const connectOptions = entriesOf('ws', 'connectOptions', {
  options: {
    ...limits,
    protocols: 'client-protocols',
    protocol: { means: 'client-protocols', missing: 'In the types only: ws never looks at it.' },
    protocolVersion: 'client-version',
    headers: 'client-headers',
    origin: 'client-origin',
    auth: 'request-options',
    agent: 'request-options',
    ca: 'request-options',
    cert: 'request-options',
    key: 'request-options',
    pfx: 'request-options',
    passphrase: 'request-options',
    ciphers: 'request-options',
    rejectUnauthorized: 'request-options',
    checkServerIdentity: 'request-options',
    servername: 'request-options',
    localAddress: 'request-options',
    family: 'request-options',
    lookup: 'request-options',
    host: 'client-host',
    handshakeTimeout: 'handshake-timeout',
    followRedirects: 'follow-redirects',
    maxRedirects: 'follow-redirects',
    finishRequest: 'finish-request',
    createConnection: 'create-connection',
    generateMask: 'generate-mask',
  },
})

const sendOptions = entriesOf('ws', 'sendOptions', {
  options: { binary: 'send-as-binary', compress: 'send-compress', fin: 'send-fin', mask: 'send-mask' },
})

const deflateOptions = entriesOf('ws', 'deflateOptions', {
  options: {
    serverNoContextTakeover: 'deflate-option',
    clientNoContextTakeover: 'deflate-option',
    serverMaxWindowBits: 'deflate-option',
    clientMaxWindowBits: 'deflate-option',
    zlibDeflateOptions: 'deflate-option',
    zlibInflateOptions: 'deflate-option',
    threshold: 'deflate-option',
    concurrencyLimit: 'deflate-option',
  },
})

const events = entriesOf('ws', 'w3cEvent', {
  properties: {
    data: 'event-data',
    type: 'event-field',
    target: 'event-field',
    code: 'event-field',
    reason: 'event-field',
    wasClean: 'event-field',
    error: { means: 'event-field', moves: { websocket: silent } },
    message: { means: 'event-field', moves: { websocket: silent } },
  },
})

const sender = entriesOf('ws', 'sender', {
  methods: {
    frame: { means: 'frame', isStatic: true, isPrivate: true },
    send: { means: 'sender', isPrivate: true },
    ping: { means: 'sender', isPrivate: true },
    pong: { means: 'sender', isPrivate: true },
    close: { means: 'sender', isPrivate: true },
    sendFrame: { means: 'send-frame', isPrivate: true },
  },
  internals: '_extensions _socket _bufferedBytes _state onerror _generateMask _maskBuffer',
  gone: '_firstFragment _compress _queue',
  goneMethods: 'getBlobData dispatch dequeue enqueue',
})

const receiver = entriesOf('ws', 'receiver', {
  events: {
    message: { means: 'receiver', isPrivate: true },
    conclude: { means: 'receiver', isPrivate: true },
    ping: { means: 'receiver', isPrivate: true },
    pong: { means: 'receiver', isPrivate: true },
  },
  internals:
    '_allowSynchronousEvents _binaryType _extensions _isServer _maxBufferedChunks _maxFragments _maxPayload _skipUTF8Validation _state',
  gone: '_bufferedBytes _buffers _compressed _payloadLength _mask _fragmented _masked _fin _opcode _totalPayloadLength _messageLength _numFragments _fragments _errored _loop',
  internalMethods: '_write',
  goneMethods:
    'consume startLoop getInfo getPayloadLength16 getPayloadLength64 haveLength getMask getData decompress dataMessage controlMessage createError',
})

const deflate = entriesOf('ws', 'perMessageDeflate', {
  properties: {
    extensionName: { means: 'deflate-codec', isStatic: true },
    params: { means: 'deflate-codec', isPrivate: true },
  },
  methods: {
    offer: 'deflate-codec',
    accept: 'deflate-codec',
    cleanup: 'deflate-codec',
    compress: 'deflate-codec',
    decompress: 'deflate-codec',
  },
  internals: '_options _threshold _maxPayload _isServer',
  gone: '_deflate _inflate',
  goneMethods: 'acceptAsServer acceptAsClient normalizeParams _compress _decompress',
})

const grammar = entriesOf('ws', 'grammar', { methods: { parse: 'grammar', format: 'grammar' } })

export const wsEntries: readonly Entry[] = [
  ...module,
  ...server,
  ...serverOptions,
  ...verifyInfo,
  ...connection,
  ...connectOptions,
  ...sendOptions,
  ...deflateOptions,
  ...events,
  ...sender,
  ...receiver,
  ...deflate,
  ...grammar,
]
