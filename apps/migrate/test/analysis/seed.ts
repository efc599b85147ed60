/**
 * A few entries, so that tests of the analysis do not depend on all facts of the catalogue.
 */
import type { Dialect, Entry, Form, Kind } from '../../src/catalogue/model.js'

type Row = [dialect: Dialect, kind: Kind, form: Form, names: string, more?: Partial<Entry>]
const W = 'websocket'
const N = 'nodejs-websocket'
const rows: Row[] = [
  [W, 'module', 'export', 'server', { gives: ['server'], how: 'construct', options: 'serverOptions' }],
  [W, 'module', 'export', 'client', { gives: ['client'], how: 'construct', options: 'connectOptions' }],
  [W, 'module', 'export', 'w3cwebsocket', { gives: ['w3c'], how: 'construct' }],
  [W, 'module', 'export', 'router', { gives: ['router'], how: 'construct', options: 'mountOptions' }],
  [W, 'module', 'export', 'connection', { gives: ['connection'], how: 'construct' }],
  [W, 'module', 'export', 'request', { gives: ['request'], how: 'construct' }],
  [W, 'module', 'export', 'frame', { gives: ['frame'], how: 'construct' }],
  [W, 'module', 'export', 'IMessage', { gives: ['message'], how: 'value' }],
  [W, 'module', 'export', 'Message', { gives: ['message'], how: 'value' }],
  [W, 'server', 'event', 'request', { gives: ['request'] }],
  [W, 'server', 'event', 'connect', { gives: ['connection'] }],
  [W, 'server', 'event', 'close', { gives: ['connection', null, null] }],
  [W, 'server', 'property', 'connections', { elements: 'connection' }],
  [W, 'server', 'property', 'pendingRequests', { elements: 'request' }],
  [W, 'server', 'property', 'config', { gives: ['config'] }],
  [W, 'server', 'method', 'mount unmount closeAllConnections broadcast broadcastUTF broadcastBytes shutDown'],
  [W, 'serverOptions', 'option', 'httpServer autoAcceptConnections keepalive maxReceivedMessageSize'],
  [W, 'request', 'method', 'accept', { gives: ['connection'] }],
  [W, 'request', 'method', 'reject'],
  [W, 'request', 'property', 'origin host key resource resourceURL httpRequest remoteAddress remoteAddresses cookies'],
  [W, 'request', 'property', 'requestedProtocols webSocketVersion socket requestedExtensions'],
  [W, 'router', 'method', 'mount', { callback: ['routerRequest'] }],
  [W, 'router', 'method', 'attachServer detachServer unmount'],
  [W, 'routerRequest', 'method', 'accept', { gives: ['connection'] }],
  [W, 'routerRequest', 'method', 'reject'],
  [W, 'client', 'event', 'connect', { gives: ['connection'] }],
  [W, 'client', 'event', 'connectFailed httpResponse'],
  [W, 'client', 'method', 'connect abort'],
  [W, 'connection', 'event', 'message', { gives: ['message'] }],
  [W, 'connection', 'event', 'close error ping pong drain frame'],
  [W, 'connection', 'method', 'sendUTF sendBytes send close drop ping pong sendFrame pause resume'],
  [W, 'connection', 'property', 'connected state remoteAddress socket protocol closeReasonCode closeDescription'],
  [W, 'message', 'property', 'type utf8Data binaryData'],
  [W, 'w3c', 'property', 'onopen onmessage onclose onerror readyState binaryType'],
  [W, 'w3c', 'method', 'send close'],
  [
    N,
    'module',
    'export',
    'createServer',
    { gives: ['server'], how: 'call', callback: ['connection'], options: 'serverOptions' },
  ],
  [N, 'module', 'export', 'connect', { gives: ['connection'], how: 'call', options: 'connectOptions' }],
  [N, 'module', 'export', 'setBinaryFragmentation setMaxBufferLength'],
  [N, 'server', 'event', 'connection', { gives: ['connection'] }],
  [N, 'server', 'event', 'listening close error'],
  [N, 'server', 'method', 'listen', { gives: ['server'] }],
  [N, 'server', 'method', 'close'],
  [N, 'server', 'property', 'connections', { elements: 'connection' }],
  [N, 'server', 'property', 'socket'],
  [N, 'connection', 'event', 'binary', { gives: ['inStream'] }],
  [N, 'connection', 'event', 'connect text pong close error'],
  [N, 'connection', 'method', 'sendText sendBinary send sendPing close'],
  [N, 'connection', 'method', 'beginBinary', { gives: ['outStream'] }],
  [N, 'connection', 'property', 'path headers key protocol protocols readyState socket host extraHeaders'],
  [N, 'connection', 'property', 'server', { gives: ['server'] }],
  ['ws1', 'module', 'export', 'WebSocket', { gives: ['connection'], how: 'construct', options: 'connectOptions' }],
  ['ws1', 'module', 'export', 'Server', { gives: ['server'], how: 'construct', options: 'serverOptions' }],
  [
    'ws1',
    'module',
    'export',
    'createServer',
    { gives: ['server'], how: 'call', callback: ['connection'], options: 'serverOptions' },
  ],
  ['ws1', 'module', 'export', 'connect createConnection', { gives: ['connection'], how: 'call' }],
  ['ws1', 'server', 'event', 'connection', { gives: ['connection'] }],
  ['ws1', 'server', 'event', 'headers listening error'],
  ['ws1', 'server', 'property', 'clients', { elements: 'connection' }],
  ['ws1', 'server', 'method', 'close handleUpgrade'],
  ['ws1', 'connection', 'event', 'message', { gives: [null, 'flags'] }],
  ['ws1', 'connection', 'event', 'ping pong', { gives: [null, 'flags'] }],
  ['ws1', 'connection', 'event', 'open close error unexpected-response'],
  ['ws1', 'connection', 'method', 'send close ping pong terminate pause resume stream'],
  [
    'ws1',
    'connection',
    'property',
    'upgradeReq readyState url protocol supports bytesReceived bufferedAmount protocolVersion onopen onmessage',
  ],
  ['ws1', 'flags', 'property', 'binary masked buffer'],
]

const entries: Entry[] = rows.flatMap(([dialect, kind, form, names, more]) =>
  names
    .split(' ')
    .map((name) => ({ dialect, kind, form, name, concept: '', facade: 'same' as const, moves: {}, ...more })),
)

const index = new Map(entries.map((entry) => [`${entry.dialect} ${entry.kind} ${entry.form} ${entry.name}`, entry]))
const forms: Form[] = ['export', 'method', 'property']

export const seed = {
  findEntry: (dialect: Dialect, kind: Kind, form: Form, name: string) =>
    index.get(`${dialect} ${kind} ${form} ${name}`),
  findMember: (dialect: Dialect, kind: Kind, name: string) =>
    forms.map((form) => index.get(`${dialect} ${kind} ${form} ${name}`)).find(Boolean),
}
