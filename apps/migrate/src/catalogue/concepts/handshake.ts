/**
 * Concepts of what comes before a connection is open: packages, servers, handshakes, routers, clients.
 */
import { concepts } from './concept.js'

export const handshakeConcepts = {
  ...concepts('package', {
    module: [
      "require('ws')",
      "require('websocket')",
      "require('nodejs-websocket')",
      ["require('ws')", 'Version 1 of ws, or wsd.', 'mechanical'],
    ],
    'connection-class': [
      'WebSocket',
      'websocket.connection',
      ["require('nodejs-websocket/Connection')", 'The class is not exported by the main module.'],
      ['WebSocket', 'The class is also what `require` gives.', 'none'],
    ],
    version: [
      "require('ws/package.json').version",
      'websocket.version',
      "require('nodejs-websocket/package.json').version",
      ["require('ws/package.json').version", 'Or of wsd.', 'none'],
    ],
    deprecation: [
      [null, 'Delete it: ws prints no deprecation warnings of its own.'],
      'websocket.deprecation',
      [null, 'Delete it: nodejs-websocket prints no deprecation warnings.'],
      [null, 'Delete it: ws 1.x prints no deprecation warnings.'],
    ],
  }),

  ...concepts('servers', {
    server: [
      [
        'new WebSocketServer({ server })',
        'A server on `port` answers other requests with 426, one on `server` leaves them to the HTTP server.',
      ],
      ['new websocket.server({ httpServer })', 'It needs an HTTP server of yours, which you also listen on.'],
      ['createServer(options, callback)', 'It has an HTTP server of its own: call `listen(port)` on it.'],
      ['new WebSocket.Server({ server })', 'Or `{ port }`. wsd keeps `clients` as an object by key.'],
    ],
    'http-server': [
      'server',
      ['httpServer', 'An array of HTTP servers is taken too.'],
      [
        'httpServer',
        'Only @rosetta-ws/nodejs-websocket takes an HTTP server; the original makes its own, and `listen(port)` starts it.',
        'judgement',
      ],
      'server',
    ],
    'http-server-list': [
      [
        'server',
        'One HTTP server for each WebSocketServer, or `noServer` and `handleUpgrade` for several.',
        'judgement',
      ],
      'httpServer',
      [null, 'One server for each; share the callback.'],
      ['server', 'One HTTP server for each server.', 'judgement'],
    ],
    port: [
      'port',
      [null, 'Make an `http.Server`, listen on the port, and give it as `httpServer`.'],
      ['server.listen(port, host)', 'The port is given to `listen`, not to the options.'],
      'port',
    ],
    host: [
      'host',
      [null, 'Give the host to `listen` of the HTTP server.'],
      ['server.listen(port, host)', 'The host is given to `listen`.'],
      'host',
    ],
    backlog: [
      'backlog',
      [null, 'Give it to `listen` of the HTTP server.'],
      [null, 'Listen with `server.socket.listen({ port, backlog })`.'],
      [null, 'Make an HTTP server, listen with a backlog, and give it as `server`.'],
    ],
    'secure-server': [
      [
        'https.createServer(options)',
        'Give it as `server`; a WebSocketServer on `port` does not speak TLS.',
        'judgement',
      ],
      ['https.createServer(options)', 'Give it as `httpServer`.', 'judgement'],
      ['secure', '`createServer({ secure: true, key, cert })`.'],
      ['https.createServer(options)', 'Give it as `server`.', 'judgement'],
    ],
    'no-server': [
      ['noServer', 'Then call `handleUpgrade` for each upgrade.'],
      [
        'server.handleUpgrade(request, socket)',
        'Make the server without a configuration, and hand it upgrades.',
        'judgement',
      ],
      [
        null,
        'nodejs-websocket answers its own upgrades; `mount` of @rosetta-ws/bridge shares one HTTP server by path.',
      ],
      ['noServer', 'Then call `handleUpgrade` for each upgrade.'],
    ],
    'handle-upgrade': [
      ['handleUpgrade(request, socket, head, (ws, request) => …)', 'Emit `connection` yourself in the callback.'],
      [
        'handleUpgrade(request, socket)',
        '`request` is emitted for it. The `head` is lost by the original; ours takes it.',
        'judgement',
      ],
      [
        null,
        'nodejs-websocket answers its own upgrades; `mount` of @rosetta-ws/bridge shares one HTTP server by path.',
      ],
      ['handleUpgrade(request, socket, head, (ws) => …)', 'Emit `connection` yourself in the callback.'],
    ],
    'should-handle': [
      'shouldHandle(request)',
      [null, 'Judge the path in `request`, and call `request.reject(404)`.'],
      [null, 'Judge `conn.path` when the connection is open, and close it.'],
      [null, 'Use `path`, or judge in `verifyClient`.'],
    ],
    'server-address': [
      'address()',
      ['httpServer.address()', 'Of your HTTP server.'],
      'server.socket.address()',
      ['server.address()', 'Of the HTTP server that you give as `server`.', 'judgement'],
    ],
    listen: [
      ['port', 'Give the port to the constructor; it listens at once. A callback there hears of `listening`.'],
      ['httpServer.listen(port)', 'Of your HTTP server.'],
      'listen(port, host, callback)',
      ['port', 'Give the port to the constructor; it listens at once.'],
    ],
    listening: [
      "on('listening')",
      ["httpServer.on('listening')", 'Of your HTTP server.'],
      "on('listening')",
      "on('listening')",
    ],
    connection: [
      ["on('connection', (ws, request) => …)", 'The handshake is accepted before; refuse in `verifyClient`.'],
      [
        "on('connect', (connection) => …)",
        'Or use the result of `request.accept()`. Nothing is accepted until you do so.',
        'judgement',
      ],
      "on('connection', (conn) => …)",
      ["on('connection', (ws) => …)", 'The request is `ws.upgradeReq`.'],
    ],
    'connection-of-path': [
      [
        "on('connection', (ws, request) => …)",
        'Look at `request.url`; there is no event with the path in its name.',
        'judgement',
      ],
      ["on('request', (request) => …)", 'Look at `request.resource`, or use a router.', 'judgement'],
      ["on('connection', (conn) => …)", 'Look at `conn.path`.', 'judgement'],
      "on('connection/path', (ws) => …)",
    ],
    'server-connection-close': [
      ["ws.on('close', (code, reason) => …)", 'Listen on each connection; the server has no such event.'],
      "on('close', (connection, code, description) => …)",
      ["conn.on('close', (code, reason) => …)", 'Listen on each connection.'],
      ["ws.on('close', (code, message) => …)", 'Listen on each connection.'],
    ],
    'server-error': [
      "on('error', (error) => …)",
      ["httpServer.on('error')", 'Of your HTTP server.'],
      "on('error', (error) => …)",
      "on('error', (error) => …)",
    ],
    'server-close-event': [
      "on('close')",
      ["httpServer.on('close')", 'Of your HTTP server.'],
      "on('close')",
      [null, 'Listen to `close` of the HTTP server.'],
    ],
    'response-headers': [
      ["on('headers', (lines, request) => …)", 'Push whole lines: `Name: value`.'],
      [null, 'Only cookies can be added, as the third argument of `accept`.'],
      null,
      ["on('headers', (lines) => …)", 'Push whole lines: `Name: value`.'],
    ],
    'refused-handshake': [
      [
        "on('wsClientError', (error, socket, request) => …)",
        'You must answer and destroy the socket if you listen.',
        'judgement',
      ],
      ["on('upgradeError', (error) => …)", 'The answer has been sent.', 'judgement'],
      null,
      null,
    ],
    'server-close': [
      [
        'close(callback)',
        'It stops listening and leaves the connections open: close each of `clients`. It does not close a `server` of yours.',
        'judgement',
      ],
      ['shutDown()', 'It closes all connections, and does not close the HTTP server.', 'judgement'],
      ['close(callback)', 'It stops listening; the callback comes when all connections have ended.', 'judgement'],
      ['close(callback)', 'It terminates all connections.', 'judgement'],
    ],
    'close-all': [
      ['for (const ws of wss.clients) ws.close()', '`clients` is a Set.'],
      'closeAllConnections()',
      'server.connections.forEach((conn) => conn.close())',
      'wss.clients.forEach((ws) => ws.close())',
    ],
    'server-connections': [
      ['clients', 'A Set: `size` instead of `length`, and no index.', 'mechanical'],
      ['connections', 'An array.'],
      ['connections', 'An array.'],
      ['clients', 'An array in ws 1.x; an object by key in wsd.', 'mechanical'],
    ],
    'track-connections': [
      'clientTracking',
      [null, 'Connections are always listed; delete the option.'],
      [null, 'Connections are always listed; delete the option.'],
      'clientTracking',
    ],
    'server-options': ['options', 'config', [null, 'Keep your own reference to the options.'], 'options'],
    'http-server-of-server': [
      ['_server', 'Keep your own reference to the HTTP server; this member is private.', 'judgement'],
      ['config.httpServer', 'An array.', 'judgement'],
      'socket',
      ['_server', 'Keep your own reference to the HTTP server; this member is private.', 'judgement'],
    ],
    mount: [
      ['new WebSocketServer({ server })', 'The constructor mounts; make it when you want it mounted.', 'judgement'],
      'mount(config)',
      [null, '`createServer` and `listen`.'],
      ['new WebSocket.Server({ server })', 'The constructor mounts.', 'judgement'],
    ],
    unmount: [
      [
        'close()',
        'With `server` it stops taking upgrades and leaves the connections open. It cannot be mounted again.',
        'judgement',
      ],
      'unmount()',
      ['close()', 'It stops listening, and cannot listen on another HTTP server.', 'judgement'],
      ['close()', 'It terminates the connections, which `unmount` does not.', 'judgement'],
    ],
    'pending-requests': [
      [null, 'Count in `verifyClient`.'],
      'pendingRequests',
      null,
      [null, 'Count in `verifyClient`.'],
    ],
    'connection-subclass': ['WebSocket', null, null, null],
    'disable-hixie': [
      [null, 'Delete it: only RFC 6455 is spoken.'],
      [null, 'Delete it: only RFC 6455 is spoken.'],
      [null, 'Delete it: only RFC 6455 is spoken.'],
      'disableHixie',
    ],
    'authorization-echo': [null, null, null, 'req.query'],
  }),

  ...concepts('handshakes', {
    request: [
      [
        "on('connection', (ws, request) => …)",
        'Every handshake is accepted unless `verifyClient` refuses it. What was decided in `request` goes there.',
        'judgement',
      ],
      ["on('request', (request) => …)", 'Nothing is accepted until `request.accept()` is called.'],
      ["on('connection', (conn) => …)", 'Every handshake is accepted; close what you do not want.', 'judgement'],
      ["on('connection', (ws) => …)", 'Every handshake is accepted unless `verifyClient` refuses it.', 'judgement'],
    ],
    accept: [
      [
        "the `ws` of on('connection', (ws, request) => …)",
        'Straight-line code moves into the listener. A late or conditional accept becomes `verifyClient`, or `noServer` with `handleUpgrade`.',
      ],
      ['request.accept(protocol, origin, cookies)', 'The protocol in lower case, or null.'],
      ["the `conn` of on('connection', (conn) => …)", 'Every handshake is accepted.', 'judgement'],
      ["the `ws` of on('connection', (ws) => …)", 'A late or conditional accept becomes `verifyClient`.'],
    ],
    reject: [
      [
        'verifyClient: (info, callback) => callback(false, status, reason, headers)',
        'The refusal moves to the options of the server.',
        'judgement',
      ],
      [
        'request.reject(status, reason, headers)',
        'The reason goes into the header X-WebSocket-Reject-Reason.',
        'judgement',
      ],
      [null, 'A handshake cannot be refused: close the connection when it is open, with a code from 4000 on.'],
      [
        'verifyClient: (info, callback) => callback(false, status, reason)',
        'The refusal moves to the options of the server.',
        'judgement',
      ],
    ],
    'verify-client': [
      ['verifyClient', 'With two parameters it is asynchronous: `callback(result, status, name, headers)`.'],
      [null, "Decide in on('request'): `request.accept()` or `request.reject()`."],
      [null, 'A handshake cannot be refused: close the connection when it is open.'],
      ['verifyClient', 'With two parameters it is asynchronous: `callback(result, status, name)`.'],
    ],
    'auto-accept': [
      [null, 'Delete it: handshakes are accepted unless `verifyClient` refuses.', 'mechanical'],
      'autoAcceptConnections',
      [null, 'Delete it: handshakes are always accepted.'],
      [null, 'Delete it: handshakes are accepted unless `verifyClient` refuses.'],
    ],
    'request-resolved': [
      [null, 'Call what listens to it where the handshake is decided.'],
      "on('requestResolved')",
      null,
      [null, 'Call what listens to it where the handshake is decided.'],
    ],
    'request-accepted': [
      ["wss.on('connection', (ws, request) => …)", 'An event of the server.', 'judgement'],
      "on('requestAccepted', (connection) => …)",
      ["server.on('connection', (conn) => …)", 'An event of the server.', 'judgement'],
      ["wss.on('connection', (ws) => …)", 'An event of the server.', 'judgement'],
    ],
    'request-rejected': [
      [null, 'Do it in `verifyClient`, where the refusal is.'],
      "on('requestRejected')",
      null,
      [null, 'Do it in `verifyClient`, where the refusal is.'],
    ],
    'verify-secure': [
      'info.secure',
      ['request.socket.encrypted', 'Of the TLS socket.'],
      'conn.socket.encrypted',
      'info.secure',
    ],
    'verify-request': [
      'info.req',
      'request.httpRequest',
      [null, 'The connection has `headers` and `path`.'],
      'info.req',
    ],
    'make-request': [
      [null, 'Use `noServer` and `handleUpgrade`.'],
      'new websocket.request(socket, httpRequest, config)',
      null,
      [null, 'Use `noServer` and `handleUpgrade`.'],
    ],
    'read-handshake': [
      [null, '`handleUpgrade` judges the request.'],
      'readHandshake()',
      null,
      [null, '`handleUpgrade` judges the request.'],
    ],
  }),

  ...concepts('request-head', {
    'upgrade-request': [
      ["the `request` of on('connection', (ws, request) => …)", 'It is an argument, not a member.'],
      ['request.httpRequest', 'Of the request that was accepted; a connection does not have it.', 'judgement'],
      [null, 'The connection has `headers`, `path` and `socket`.'],
      'ws.upgradeReq',
    ],
    resource: ['request.url', 'request.resource', 'conn.path', 'ws.upgradeReq.url'],
    'resource-url': [
      [
        "request.url.split('?')",
        'At [0] the path; [1] for `new URLSearchParams()`: `get(name)` for one value, `getAll(name)` for several. `new URL(request.url)` throws for `GET //`.',
      ],
      ['request.resourceURL', 'What `url.parse(…, true)` gives.'],
      ["conn.path.split('?')", 'At [0] the path; [1] for `new URLSearchParams()`.'],
      ['url.parse(ws.upgradeReq.url, true)', 'Query included.'],
    ],
    'request-headers': [
      'request.headers',
      'request.httpRequest.headers',
      ['conn.headers', 'Names in lower case.'],
      'ws.upgradeReq.headers',
    ],
    'request-host': ['request.headers.host', 'request.host', 'conn.headers.host', 'ws.upgradeReq.headers.host'],
    'request-key': [
      "request.headers['sec-websocket-key']",
      'request.key',
      'conn.key',
      "ws.upgradeReq.headers['sec-websocket-key']",
    ],
    'request-version': [
      ["Number(request.headers['sec-websocket-version'])", '13 or 8.'],
      'request.webSocketVersion',
      [null, 'It is always 13.'],
      'ws.protocolVersion',
    ],
    'requested-extensions': [
      [
        "request.headers['sec-websocket-extensions']",
        'The header is not parsed for you: `extension.parse` of ws does.',
        'judgement',
      ],
      'request.requestedExtensions',
      ["conn.headers['sec-websocket-extensions']", 'The header is not parsed for you.', 'judgement'],
      ["ws.upgradeReq.headers['sec-websocket-extensions']", 'The header is not parsed for you.', 'judgement'],
    ],
    'parse-extensions': [
      [null, 'Delete it: there is nothing to switch off.'],
      'parseExtensions',
      [null, 'Delete it.'],
      [null, 'Delete it.'],
    ],
    'remote-address': [
      [
        'request.socket.remoteAddress',
        'websocket takes the first address of X-Forwarded-For if there is one; here you read that header yourself, and only behind a proxy that you trust.',
        'judgement',
      ],
      [
        'connection.remoteAddress',
        'The first address of X-Forwarded-For, if the request has that header: set `ignoreXForwardedFor` unless a proxy of yours writes it.',
        'judgement',
      ],
      'conn.socket.remoteAddress',
      ['ws.upgradeReq.connection.remoteAddress', 'X-Forwarded-For is not looked at.', 'judgement'],
    ],
    'remote-addresses': [
      [
        "request.headers['x-forwarded-for']",
        'Split the list yourself, and add `request.socket.remoteAddress`.',
        'judgement',
      ],
      'request.remoteAddresses',
      ["conn.headers['x-forwarded-for']", 'Split the list yourself, and add `conn.socket.remoteAddress`.', 'judgement'],
      ["ws.upgradeReq.headers['x-forwarded-for']", 'Split the list yourself.', 'judgement'],
    ],
    'ignore-forwarded': [
      [
        null,
        'Delete it: X-Forwarded-For is never looked at. Without the option, read the header where the address is used.',
        'judgement',
      ],
      'ignoreXForwardedFor',
      [null, 'Delete it: X-Forwarded-For is never looked at.'],
      [null, 'Delete it: X-Forwarded-For is never looked at.'],
    ],
    'request-socket': ['request.socket', 'request.socket', 'conn.socket', 'ws.upgradeReq.socket'],
  }),

  ...concepts('origin-and-cookies', {
    origin: [
      ['request.headers.origin', 'Or `info.origin` in `verifyClient`, where it can be refused.'],
      'request.origin',
      ['conn.headers.origin', 'A wrong origin cannot be refused: close the connection.'],
      ['ws.upgradeReq.headers.origin', 'Or `info.origin` in `verifyClient`.'],
    ],
    'verify-origin': [
      'info.origin',
      ['request.origin', "In on('request')."],
      ['conn.headers.origin', 'When the connection is open.'],
      'info.origin',
    ],
    cookies: [
      ['request.headers.cookie', 'The header is not parsed for you: use a cookie parser.', 'judgement'],
      ['request.cookies', 'An array of `{ name, value }`.'],
      ['conn.headers.cookie', 'The header is not parsed for you: use a cookie parser.', 'judgement'],
      ['ws.upgradeReq.headers.cookie', 'The header is not parsed for you: use a cookie parser.', 'judgement'],
    ],
    'set-cookies': [
      [
        "wss.on('headers', (lines) => lines.push('Set-Cookie: …'))",
        'The third argument of `accept` has no counterpart; the header is written by hand.',
        'judgement',
      ],
      [
        'accept(protocol, origin, cookies)',
        'An array of `{ name, value, path, domain, expires, maxage, secure, httponly }`.',
        'judgement',
      ],
      null,
      ["wss.on('headers', (lines) => lines.push('Set-Cookie: …'))", 'The header is written by hand.', 'judgement'],
    ],
    'parse-cookies': [
      [null, 'Delete it: cookies are never parsed.'],
      'parseCookies',
      [null, 'Delete it: cookies are never parsed.'],
      [null, 'Delete it: cookies are never parsed.'],
    ],
    'parse-cookies-text': [
      [null, 'Use a cookie parser.'],
      'parseCookies(text)',
      [null, 'Use a cookie parser.'],
      [null, 'Use a cookie parser.'],
    ],
  }),

  ...concepts('subprotocols', {
    'choose-protocol': [
      [
        'handleProtocols: (protocols, request) => string | false',
        'Without it the first that the client names is taken. `protocols` is a Set; false means none, and does not refuse.',
        'judgement',
      ],
      ['request.accept(protocol)', 'Choose from `request.requestedProtocols`, in lower case.', 'judgement'],
      [
        'selectProtocol: (conn, protocols) => string',
        'An empty answer means none, and the handshake goes on.',
        'judgement',
      ],
      [
        'handleProtocols: (protocols, callback) => callback(true, protocol)',
        'It must call back at once; `callback(false)` refuses with 401.',
        'judgement',
      ],
    ],
    'valid-protocols': [
      [
        'handleProtocols: (protocols) => valid.find((one) => protocols.has(one)) ?? false',
        "Go through the client's list for its preference: `[...protocols].find(…)`.",
      ],
      [null, 'Choose in `request`: `request.accept(request.requestedProtocols.find((one) => valid.includes(one)))`.'],
      'validProtocols',
      [
        'handleProtocols',
        '`(protocols, callback) => callback(true, protocols.find((one) => valid.includes(one)))`.',
        'judgement',
      ],
    ],
    'requested-protocols': [
      ["request.headers['sec-websocket-protocol']", '`handleProtocols` gets them as a Set.', 'judgement'],
      ['request.requestedProtocols', 'An array, in lower case.'],
      ['conn.protocols', 'An array.'],
      ["ws.upgradeReq.headers['sec-websocket-protocol']", '`handleProtocols` gets them as an array.', 'judgement'],
    ],
    'protocol-case': [
      [null, '`handleProtocols` gets the names as the client wrote them.'],
      'request.protocolFullCaseMap',
      [null, '`conn.protocols` has the names as the client wrote them.'],
      [null, '`handleProtocols` gets the names as the client wrote them.'],
    ],
    protocol: ['protocol', 'protocol', 'protocol', 'protocol'],
    'client-protocols': [
      ['new WebSocket(url, protocols)', 'A string or an array. A server that answers none is an error.'],
      ['connect(url, protocols)', 'A string or an array.'],
      ['protocols', 'An array, in the options.'],
      ['new WebSocket(url, protocols)', 'A string or an array.'],
    ],
  }),

  ...concepts('paths-and-routers', {
    path: [
      ['path', 'The path must be the same; the query does not count. Other paths are answered with 400.'],
      ['router.mount(path, null, (request) => …)', 'Or look at `request.resource` and reject.', 'judgement'],
      [null, 'Look at `conn.path` and close; `mount` of @rosetta-ws/bridge takes paths.'],
      ['path', 'The path must be the same; the query does not count.'],
    ],
    'server-path': [
      ['options.path', 'The member `path` of the server is not set by ws.', 'mechanical'],
      [null, 'Look at what you gave to the router.'],
      null,
      'path',
    ],
    router: [
      [
        'noServer',
        'One WebSocketServer with `noServer` for each path, and one `upgrade` listener that picks by `request.url`.',
        'judgement',
      ],
      'new websocket.router({ server })',
      [null, 'Pick by `conn.path` and `conn.protocol` in `connection`; `mount` of @rosetta-ws/bridge takes paths.'],
      ['path', 'One server with `path` for each, on the same HTTP server.', 'judgement'],
    ],
    'router-mount': [
      [
        'if (pathname === path) wss.handleUpgrade(…)',
        'In the `upgrade` listener of the HTTP server. Take over the protocol with `handleProtocols`.',
        'judgement',
      ],
      'mount(path, protocol, (request) => …)',
      [null, 'Pick by `conn.path` and `conn.protocol`.'],
      ['new WebSocket.Server({ server, path })', 'A pattern or a protocol is judged by yourself.', 'judgement'],
    ],
    'router-unmount': [
      [null, 'Take the path out of the table that the `upgrade` listener looks at.'],
      'unmount(path, protocol)',
      [null, 'Take the path out of your own table.'],
      [null, 'Close the server of that path.'],
    ],
    'router-attach': [
      [null, '`on` and `off` for the `upgrade` event of the HTTP server.'],
      'attachServer(server)',
      null,
      [null, 'Give the HTTP server to each server.'],
    ],
    'router-handlers': [
      [null, 'Your own table of paths.'],
      'handlers',
      [null, 'Your own table of paths.'],
      [null, 'Your own table of paths.'],
    ],
    'router-request': [
      ["on('connection', (ws, request) => …)", 'Of the WebSocketServer of the path.', 'judgement'],
      'the request of a mounted callback',
      ["on('connection', (conn) => …)", 'After the path is looked at.', 'judgement'],
      ["on('connection', (ws) => …)", 'Of the server of the path.', 'judgement'],
    ],
  }),

  ...concepts('clients', {
    connect: [
      [
        'new WebSocket(url, protocols, options)',
        'Origin and headers are options. Listen to `open` and `error` of what you get.',
      ],
      [
        'client.connect(url, protocols, origin, headers, requestOptions)',
        'Make a `new websocket.client()`, and take the connection from its `connect` event.',
      ],
      ['connect(url, options, callback)', 'Listen to `connect` and `error` of what you get.'],
      ['new WebSocket(url, protocols, options)', 'Listen to `open` and `error` of what you get.'],
    ],
    client: [
      ['new WebSocket(url)', 'There is no object beside the connection: the connection connects when it is made.'],
      ['new websocket.client(config)', 'Then `connect`.'],
      ['connect(url)', 'There is no object beside the connection.'],
      ['new WebSocket(url)', 'There is no object beside the connection.'],
    ],
    open: [
      ["on('open')", 'The connection is what you listen on.'],
      ["client.on('connect', (connection) => …)", 'The connection comes as an argument.'],
      "on('connect')",
      ["on('open')", 'The connection is what you listen on.', 'none'],
    ],
    'connect-failed': [
      ["on('error', (error) => …)", 'Before `open`. The same event has later errors, and `close` with 1006 follows.'],
      ["client.on('connectFailed', (error) => …)", 'Of the client.'],
      ["on('error', (error) => …)", 'Before `connect`.'],
      ["on('error', (error) => …)", 'Before `open`.'],
    ],
    'unexpected-response': [
      ["on('unexpected-response', (request, response) => …)", 'You must end the request if you listen.', 'judgement'],
      ["client.on('httpResponse', (response, client) => …)", 'Also emitted for 101.', 'judgement'],
      null,
      ["on('unexpected-response', (request, response) => …)", 'You must end the request if you listen.', 'judgement'],
    ],
    'upgrade-response': [
      ["on('upgrade', (response) => …)", 'Before `open`.'],
      ['client.response', 'In `connect`.'],
      ['conn.headers', 'In `connect`.'],
      [null, 'The answer is not shown.'],
    ],
    redirect: ["on('redirect', (url, request) => …)", null, null, null],
    abort: ['terminate()', 'client.abort()', ['conn.socket.destroy()', 'Before it is open.'], 'terminate()'],
    'client-headers': [
      'headers',
      ['the fourth argument of `connect`', 'An object.'],
      ['extraHeaders', 'An object.'],
      'headers',
    ],
    'client-origin': [
      'origin',
      ['the third argument of `connect`', 'A string.'],
      ['extraHeaders: { Origin: … }', 'There is no option of its own.'],
      'origin',
    ],
    'request-options': [
      ['options', 'Every option of `http.request` and `https.request` is taken.'],
      ['the fifth argument of `connect`', 'TLS options go to `tlsOptions` of the client.', 'judgement'],
      ['options', 'Options of `net.connect` and `tls.connect`; there is no agent.', 'judgement'],
      ['options', 'agent, pfx, key, passphrase, cert, ca, ciphers, rejectUnauthorized, localAddress.', 'judgement'],
    ],
    'client-host': [
      [null, 'The host is that of the URL; a Host header goes to `headers`.'],
      [null, 'A Host header goes to the fourth argument of `connect`.'],
      [null, 'The host is that of the URL.'],
      'host',
    ],
    'client-version': ['protocolVersion', 'webSocketVersion', [null, 'It is always 13.'], 'protocolVersion'],
    'handshake-timeout': [
      'handshakeTimeout',
      ['handshakeTimeout', 'Only @rosetta-ws/websocket has it.', 'judgement'],
      ['handshakeTimeout', 'Only @rosetta-ws/nodejs-websocket has it; 60 seconds there without it.', 'judgement'],
      [null, 'Start a timer, and `terminate()`.'],
    ],
    'follow-redirects': ['followRedirects', null, null, null],
    'finish-request': ['finishRequest', null, null, null],
    'create-connection': [
      'createConnection',
      ['the fifth argument of `connect`', 'An option of `http.request`.', 'judgement'],
      null,
      null,
    ],
    'generate-mask': ['generateMask', null, null, null],
    'client-url': [
      'url',
      ['client.url', 'Parsed, and of the client.'],
      [null, 'The connection has `host` and `path`.'],
      'url',
    ],
    'client-state': [
      [null, 'Keep what you give to the constructor.'],
      'a member of the client',
      null,
      [null, 'Keep what you give to the constructor.'],
    ],
  }),
}
