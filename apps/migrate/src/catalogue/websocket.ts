/**
 * The facts of `websocket` 1.0: what its users' code can name, and what @rosetta-ws/websocket does about it.
 */
import { entriesOf, type Fact } from './entries.js'
import type { Entry } from './model.js'

const getter = 'A getter here, an own property in websocket.'
const unused = 'Made at its first use, and not used: the engine holds what it held.'
const without = 'Without effect: the engine does this.'

const limits: Record<string, Fact> = {
  maxReceivedFrameSize: 'max-frame',
  maxReceivedMessageSize: {
    means: 'max-message',
    differs: 'It holds for a message in a single frame too.',
  },
  fragmentOutgoingMessages: 'fragment-outgoing',
  fragmentationThreshold: 'fragmentation-threshold',
  assembleFragments: {
    means: 'assemble-fragments',
    differs: 'Fragments out of order end the connection with 1002.',
  },
  disableNagleAlgorithm: 'no-delay',
  closeTimeout: {
    means: 'close-timeout',
    differs: 'A peer that keeps the socket open loses it after this time.',
  },
  keepalive: 'keepalive',
  keepaliveInterval: 'keepalive',
  dropConnectionOnKeepaliveTimeout: 'keepalive',
  keepaliveGracePeriod: 'keepalive',
  useNativeKeepalive: 'native-keepalive',
  perMessageDeflate: 'deflate',
  maxFragments: 'max-fragments',
  handshakeTimeout: 'handshake-timeout',
}

const reason: Fact = { means: 'close-constants', isStatic: true }

const module = entriesOf('websocket', 'module', {
  exports: {
    server: { means: 'server', gives: ['server'], how: 'construct', options: 'serverOptions' },
    client: { means: 'client', gives: ['client'], how: 'construct', options: 'connectOptions' },
    connection: {
      means: 'connection-class',
      gives: ['connection'],
      how: 'construct',
      options: 'connectOptions',
    },
    request: { means: 'make-request', gives: ['request'], how: 'construct', options: 'serverOptions' },
    router: { means: 'router', gives: ['router'], how: 'construct', options: 'mountOptions' },
    frame: { means: 'frame', gives: ['frame'], how: 'construct', options: 'connectOptions' },
    w3cwebsocket: { means: 'w3c', gives: ['w3c'], how: 'construct', options: 'connectOptions' },
    deprecation: { means: 'deprecation', how: 'value' },
    version: { means: 'version', how: 'value' },
  },
})

const server = entriesOf('websocket', 'server', {
  methods: {
    mount: { means: 'mount', options: 'serverOptions' },
    unmount: 'unmount',
    closeAllConnections: 'close-all',
    broadcast: 'broadcast',
    broadcastUTF: 'broadcast-text',
    broadcastBytes: 'broadcast-binary',
    shutDown: 'server-close',
    handleUpgrade: {
      means: 'handle-upgrade',
      differs: 'It takes the head of the upgrade as a third argument, so that no frame is lost.',
    },
    handleRequestAccepted: { means: 'request-accepted', isPrivate: true },
    handleConnectionClose: { means: 'server-connection-close', isPrivate: true },
    handleRequestResolved: { means: 'request-resolved', isPrivate: true },
  },
  properties: {
    connections: { means: 'server-connections', elements: 'connection' },
    pendingRequests: { means: 'pending-requests', elements: 'request' },
    config: { means: 'server-options', gives: ['serverOptions'] },
    _handlers: { means: 'internal', isPrivate: true },
  },
  events: {
    request: { means: 'request', gives: ['request'] },
    connect: { means: 'connection', gives: ['connection'] },
    close: { means: 'server-connection-close', gives: ['connection', null, null] },
    upgradeError: 'refused-handshake',
  },
})

const serverOptions = entriesOf('websocket', 'serverOptions', {
  options: {
    ...limits,
    httpServer: 'http-server',
    autoAcceptConnections: {
      means: 'auto-accept',
      differs: 'A subprotocol that is no token is refused with 500; it ended the process.',
    },
    ignoreXForwardedFor: 'ignore-forwarded',
    parseCookies: 'parse-cookies',
    parseExtensions: 'parse-extensions',
  },
})

const request = entriesOf('websocket', 'request', {
  methods: {
    accept: { means: 'accept', gives: ['connection'], options: 'cookieOptions' },
    reject: 'reject',
    readHandshake: 'read-handshake',
    parseExtensions: 'grammar',
    parseCookies: 'parse-cookies-text',
  },
  properties: {
    httpRequest: 'upgrade-request',
    resource: 'resource',
    resourceURL: 'resource-url',
    host: 'request-host',
    key: 'request-key',
    webSocketVersion: 'request-version',
    origin: 'origin',
    requestedProtocols: 'requested-protocols',
    protocolFullCaseMap: 'protocol-case',
    requestedExtensions: 'requested-extensions',
    remoteAddress: 'remote-address',
    remoteAddresses: 'remote-addresses',
    cookies: { means: 'cookies', elements: 'cookie', differs: 'A value that is not percent-encoded stays as it is.' },
    socket: 'request-socket',
    serverConfig: { means: 'server-options', gives: ['serverOptions'] },
    _resolved: { means: 'internal', isPrivate: true },
    _socketIsClosing: { means: 'internal', isPrivate: true },
    _socketCloseHandler: { means: 'internal', isPrivate: true },
  },
  events: {
    requestResolved: { means: 'request-resolved', gives: ['request'] },
    requestAccepted: { means: 'request-accepted', gives: ['connection'] },
    requestRejected: { means: 'request-rejected', gives: ['request'] },
  },
  internalMethods: '_handleSocketCloseBeforeAccept _removeSocketCloseListeners _verifyResolution',
})

const cookie = entriesOf('websocket', 'cookie', { properties: { name: 'cookies', value: 'cookies' } })

const cookieOptions = entriesOf('websocket', 'cookieOptions', {
  options: {
    name: 'set-cookies',
    value: 'set-cookies',
    path: 'set-cookies',
    domain: 'set-cookies',
    expires: 'set-cookies',
    maxage: 'set-cookies',
    secure: 'set-cookies',
    httponly: 'set-cookies',
  },
})

const router = entriesOf('websocket', 'router', {
  methods: {
    attachServer: 'router-attach',
    detachServer: 'router-attach',
    mount: {
      means: 'router-mount',
      callback: ['routerRequest'],
      differs: 'A global RegExp always matches.',
    },
    unmount: { means: 'router-unmount', differs: 'A null protocol is taken; it was a TypeError.' },
    findHandlerIndex: { means: 'router-handlers', isPrivate: true },
    pathToRegExp: { means: 'router-handlers', isPrivate: true },
    pathToRegEx: { means: 'router-handlers', isPrivate: true, missing: 'In the types only: neither has it.' },
    handleRequest: { means: 'router-handlers', isPrivate: true },
  },
  properties: {
    handlers: 'router-handlers',
    config: { means: 'server-options', isPrivate: true },
    server: { means: 'server-of-connection', isPrivate: true, gives: ['server'] },
    _requestHandler: { means: 'internal', isPrivate: true },
  },
})

const mountOptions = entriesOf('websocket', 'mountOptions', { options: { server: 'router' } })

const routerRequest = entriesOf('websocket', 'routerRequest', {
  methods: {
    accept: { means: 'accept', gives: ['connection'], options: 'cookieOptions' },
    reject: 'reject',
  },
  properties: {
    webSocketRequest: { means: 'router-request', gives: ['request'] },
    protocol: 'requested-protocols',
    origin: 'origin',
    resource: 'resource',
    resourceURL: 'resource-url',
    httpRequest: 'upgrade-request',
    remoteAddress: 'remote-address',
    webSocketVersion: 'request-version',
    requestedExtensions: 'requested-extensions',
    cookies: { means: 'cookies', elements: 'cookie' },
  },
  events: {
    requestAccepted: { means: 'request-accepted', gives: ['connection'] },
    requestRejected: { means: 'request-rejected', gives: ['routerRequest'] },
  },
})

const client = entriesOf('websocket', 'client', {
  methods: { connect: 'connect', abort: 'abort' },
  properties: {
    config: { means: 'client-state', isPrivate: true },
    url: { means: 'client-url', isPrivate: true },
    protocols: { means: 'client-state', isPrivate: true },
    origin: { means: 'client-state', isPrivate: true },
    secure: { means: 'client-state', isPrivate: true },
    socket: { means: 'tcp-socket', isPrivate: true },
    response: { means: 'upgrade-response', isPrivate: true },
    protocol: { means: 'protocol', isPrivate: true },
    base64nonce: { means: 'request-key', isPrivate: true },
    firstDataChunk: { means: 'internal', isPrivate: true },
    _req: { means: 'internal', isPrivate: true },
  },
  events: {
    connect: { means: 'open', gives: ['connection'] },
    connectFailed: 'connect-failed',
    httpResponse: { means: 'unexpected-response', gives: [null, 'client'] },
  },
  internalMethods: 'validateHandshake failHandshake succeedHandshake',
})

const connectOptions = entriesOf('websocket', 'connectOptions', {
  options: { ...limits, webSocketVersion: 'client-version', tlsOptions: 'request-options' },
})

const connection = entriesOf('websocket', 'connection', {
  methods: {
    send: 'send',
    sendUTF: 'send-text',
    sendBytes: 'send-binary',
    ping: 'ping',
    pong: 'pong',
    close: {
      means: 'close',
      differs: 'A code that must not be on the wire goes out as an empty Close frame; a text above 123 bytes is cut.',
    },
    drop: { means: 'drop', differs: 'The socket is destroyed after `closeTimeout`, so that the Close frame arrives.' },
    pause: { means: 'pause', differs: 'Delivery stops at once.' },
    resume: 'resume',
    sendFrame: { means: 'send-frame', differs: 'Nothing is sent behind a Close frame.' },
    fragmentAndSend: { means: 'fragment-and-send', isPrivate: true },
    sendCloseFrame: { means: 'send-close-frame', isPrivate: true, differs: 'Nothing is sent behind it.' },
    setKeepaliveTimer: { means: 'keepalive-timer', isPrivate: true },
    clearKeepaliveTimer: { means: 'keepalive-timer', isPrivate: true },
    handleKeepaliveTimer: { means: 'keepalive-timer', isPrivate: true },
    setGracePeriodTimer: { means: 'keepalive-timer', isPrivate: true },
    clearGracePeriodTimer: { means: 'keepalive-timer', isPrivate: true },
    handleGracePeriodTimer: { means: 'keepalive-timer', isPrivate: true },
    processReceivedData: { means: 'internal', isPrivate: true, differs: without },
    setCloseTimer: { means: 'internal', isPrivate: true, differs: without },
    clearCloseTimer: { means: 'internal', isPrivate: true, differs: without },
  },
  properties: {
    connected: 'connected',
    state: 'state-word',
    protocol: 'protocol',
    extensions: 'extensions',
    remoteAddress: 'remote-address',
    remoteAddresses: 'remote-addresses',
    webSocketVersion: 'request-version',
    closeReasonCode: 'close-code',
    closeDescription: 'close-text',
    config: { means: 'server-options', gives: ['serverOptions'] },
    socket: { means: 'tcp-socket', differs: `${getter} What was sent is written before it is handed out.` },
    outputBufferFull: { means: 'output-full', differs: getter },
    inputPaused: { means: 'is-paused', isPrivate: true },
    maskOutgoingPackets: { means: 'is-client', isPrivate: true },
    assembleFragments: { means: 'assemble-fragments', isPrivate: true },
    maxReceivedMessageSize: { means: 'max-message', isPrivate: true },
    closeTimeout: { means: 'close-timeout', isPrivate: true },
    bytesWaitingToFlush: { means: 'buffered-amount', isPrivate: true, missing: 'In the types only: neither has it.' },
    maskBytes: { means: 'internal', isPrivate: true, differs: unused },
    frameHeader: { means: 'internal', isPrivate: true, differs: unused },
    bufferList: { means: 'internal', isPrivate: true, differs: unused },
    currentFrame: { means: 'internal', isPrivate: true, gives: ['frame'], differs: unused },
    frameQueue: { means: 'internal', isPrivate: true, elements: 'frame', differs: unused },
    _debug: { means: 'internal', isPrivate: true, differs: getter },
    _pingListenerCount: { means: 'internal', isPrivate: true, differs: getter },
    CLOSE_REASON_NORMAL: reason,
    CLOSE_REASON_GOING_AWAY: reason,
    CLOSE_REASON_PROTOCOL_ERROR: reason,
    CLOSE_REASON_UNPROCESSABLE_INPUT: reason,
    CLOSE_REASON_RESERVED: reason,
    CLOSE_REASON_NOT_PROVIDED: reason,
    CLOSE_REASON_ABNORMAL: reason,
    CLOSE_REASON_INVALID_DATA: reason,
    CLOSE_REASON_POLICY_VIOLATION: reason,
    CLOSE_REASON_MESSAGE_TOO_BIG: reason,
    CLOSE_REASON_EXTENSION_REQUIRED: reason,
    CLOSE_REASON_INTERNAL_SERVER_ERROR: reason,
    CLOSE_REASON_TLS_HANDSHAKE_FAILED: reason,
    CLOSE_DESCRIPTIONS: { means: 'close-descriptions', isStatic: true },
  },
  events: {
    message: {
      means: 'message',
      gives: ['message'],
      differs: 'The messages of a chunk come in one turn of the event loop, and not a turn for each.',
    },
    frame: { means: 'frame-event', gives: ['frame'], differs: '`maskBytes` of the frame are zeros.' },
    close: 'close-event',
    error: 'error',
    ping: 'ping-event',
    pong: 'pong-event',
    drain: 'drain',
    pause: 'pause-events',
    resume: 'pause-events',
  },
  internals:
    'closeEventEmitted fragmentationSize waitingForCloseResponse receivedEnd socketHadError _keepaliveTimeoutID _gracePeriodTimeoutID',
  gone: 'receivedDataHandler _closeTimerHandler _keepaliveTimerHandler _gracePeriodTimerHandler',
  internalMethods:
    '_addSocketEventListeners handleSocketData handleSocketError handleSocketEnd handleSocketClose handleSocketDrain handleSocketPause handleSocketResume handleCloseTimer processFrame',
})

const message = entriesOf('websocket', 'message', {
  properties: { type: 'message-type', utf8Data: 'message-text', binaryData: 'message-binary' },
})

const frame = entriesOf('websocket', 'frame', {
  methods: { addData: 'frame', throwAwayPayload: 'frame', toBuffer: 'frame', toString: 'frame' as const },
  properties: {
    fin: 'frame',
    rsv1: 'frame',
    rsv2: 'frame',
    rsv3: 'frame',
    mask: 'frame',
    opcode: 'frame',
    length: 'frame',
    binaryPayload: 'frame',
    closeStatus: 'frame',
    protocolError: 'frame',
    frameTooLarge: 'frame',
    invalidCloseFrameLength: 'frame',
    dropReason: 'frame',
    maskBytes: { means: 'frame', differs: 'Zeros in a frame of a `frame` event.' },
    frameHeader: 'frame',
    config: 'frame',
    maxReceivedFrameSize: 'frame',
    parseState: 'frame',
  },
})

const w3c = entriesOf('websocket', 'w3c', {
  methods: {
    send: { means: 'send', differs: 'An empty text is dispatched by the peer; a DataView is sent with its bytes.' },
    close: { means: 'close', differs: 'A wrong code throws and leaves the socket open.' },
    addEventListener: { means: 'add-listener', callback: ['w3cEvent'] },
    removeEventListener: 'remove-listener',
    dispatchEvent: 'dispatch-event',
  },
  properties: {
    url: 'client-url',
    readyState: 'ready-state',
    protocol: 'protocol',
    extensions: 'extensions',
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
    _client: { means: 'internal', isPrivate: true, gives: ['client'] },
    _connection: { means: 'internal', isPrivate: true, gives: ['connection'] },
    _readyState: { means: 'ready-state', isPrivate: true },
  },
  internals: '_url _protocol _extensions _binaryType _bufferedAmount _listeners',
})

const events = entriesOf('websocket', 'w3cEvent', {
  properties: {
    data: 'event-data',
    type: 'event-field',
    target: 'event-field',
    code: 'event-field',
    reason: 'event-field',
    wasClean: 'event-field',
  },
})

export const websocketEntries: readonly Entry[] = [
  ...module,
  ...server,
  ...serverOptions,
  ...request,
  ...cookie,
  ...cookieOptions,
  ...router,
  ...mountOptions,
  ...routerRequest,
  ...client,
  ...connectOptions,
  ...connection,
  ...message,
  ...frame,
  ...w3c,
  ...events,
]
