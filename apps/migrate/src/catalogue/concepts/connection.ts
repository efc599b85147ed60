/**
 * Concepts of an open connection: its state, messages in and out, control frames, the end, and what limits it.
 */
import { concepts } from './concept.js'

const gone = 'Delete it: it has no effect here.'

export const connectionConcepts = {
  ...concepts('connections', {
    'ready-state': [
      'readyState',
      ['connected', 'A boolean; `state` has the words open, peer_requested_close, ending, closed.', 'judgement'],
      'readyState',
      'readyState',
    ],
    connected: [
      'readyState === WebSocket.OPEN',
      'connected',
      'readyState === conn.OPEN',
      'readyState === WebSocket.OPEN',
    ],
    'state-word': [
      ['readyState', 'open is OPEN, peer_requested_close and ending are CLOSING, closed is CLOSED.', 'judgement'],
      'state',
      ['readyState', 'open is OPEN, ending is CLOSING, closed is CLOSED.', 'judgement'],
      ['readyState', 'open is OPEN, ending is CLOSING, closed is CLOSED.', 'judgement'],
    ],
    'state-constants': [
      'WebSocket.OPEN',
      [null, 'Use `connected`, or `state`.'],
      ['conn.OPEN', 'On each connection: the class is not exported by the main module.'],
      'WebSocket.OPEN',
    ],
    extensions: [
      ['extensions', 'A string of names.', 'judgement'],
      ['extensions', 'An array.', 'judgement'],
      [null, 'No extension is spoken.'],
      ['extensions', 'An object by name.', 'judgement'],
    ],
    'tcp-socket': [
      ['_socket', 'Private, and null when the connection is closed.', 'judgement'],
      'socket',
      'socket',
      ['_socket', 'Public as `socket` in wsd.', 'judgement'],
    ],
    'bytes-received': [
      ['_socket.bytesRead', 'It counts what the handshake took too.', 'judgement'],
      ['socket.bytesRead', 'It counts what the handshake took too.', 'judgement'],
      ['socket.bytesRead', 'It counts what the handshake took too.', 'judgement'],
      'bytesReceived',
    ],
    supports: [
      [null, 'Delete it: binary messages are always supported.'],
      [null, 'Delete it: binary messages are always supported.'],
      [null, 'Delete it: binary messages are always supported.'],
      'supports',
    ],
    'server-of-connection': [
      [null, 'Keep the server in a variable.'],
      [null, 'Keep the server in a variable.'],
      'server',
      [null, 'Keep the server in a variable.'],
    ],
    'host-of-connection': [
      ['new URL(ws.url).hostname', 'Of a client.', 'judgement'],
      [null, 'Keep the URL in a variable.'],
      'host',
      ['new URL(ws.url).hostname', 'Of a client.', 'judgement'],
    ],
    'is-client': [
      ['_isServer', 'Private.', 'judgement'],
      'maskOutgoingPackets',
      [null, '`conn.server` is null in a client.'],
      ['_isServer', 'Public as `isServer` in wsd.', 'judgement'],
    ],
    'no-delay': [
      [null, 'Delete it: TCP_NODELAY is always set. For the contrary, `ws._socket.setNoDelay(false)`.', 'mechanical'],
      'disableNagleAlgorithm',
      [null, 'Call `conn.socket.setNoDelay()`; @rosetta-ws/nodejs-websocket sets it.'],
      [null, 'Delete it: TCP_NODELAY is always set.'],
    ],
    'make-connection': [
      ['new WebSocket(null)', 'Then the private `setSocket`.', 'judgement'],
      [
        'new websocket.connection(socket, extensions, protocol, maskOutgoingPackets, config)',
        'On a socket whose handshake is done.',
        'judgement',
      ],
      ['new Connection(socket, options)', "Of `require('nodejs-websocket/Connection')`.", 'judgement'],
      ['new WebSocket([request, socket, head], options)', 'The end of a server.', 'judgement'],
    ],
  }),

  ...concepts('sending', {
    'send-text': [
      ['send(String(text), callback)', 'A Buffer would be sent as binary, so make a string of what is none.'],
      ['sendUTF(text, callback)', 'What is no string is made one.'],
      ['sendText(text, callback)', 'It must be a string.'],
      ['send(String(text), callback)', 'A Buffer would be sent as binary.', 'mechanical'],
    ],
    'send-binary': [
      ['send(buffer, callback)', 'A Buffer, ArrayBuffer or view goes out as binary.'],
      ['sendBytes(buffer, callback)', 'It must be a Node Buffer: `Buffer.from(…)` for other bytes.'],
      ['sendBinary(buffer, callback)', 'It must be a Node Buffer.'],
      ['send(buffer, callback)', 'A Buffer or typed array goes out as binary.', 'mechanical'],
    ],
    send: [
      [
        'send(data, options, callback)',
        'Strings go out as text, bytes as binary. It throws while CONNECTING; a number is sent as text, other objects throw.',
      ],
      [
        'send(data, callback)',
        'A Node Buffer goes out as binary, anything else as the text of its `toString`. There are no options.',
      ],
      ['send(data, callback)', 'A string or a Node Buffer; anything else throws. There are no options.'],
      [
        'send(data, options, callback)',
        'Strings go out as text, bytes as binary, a falsy value as an empty text. A Readable is sent as one message.',
        'mechanical',
      ],
    ],
    'send-as-binary': [
      'binary',
      ['sendBytes or sendUTF', 'The method decides.'],
      ['sendBinary or sendText', 'The method decides.'],
      'binary',
    ],
    'send-compress': ['compress', [null, gone], [null, gone], 'compress'],
    'send-mask': ['mask', [null, gone], [null, gone], 'mask'],
    'send-fin': [
      ['fin', 'False: more of the same message follows.'],
      ['sendFrame(frame)', 'Set `fin` and `opcode` of a frame.', 'judgement'],
      ['beginBinary()', 'Write the pieces to the stream; text has no such form.', 'judgement'],
      [
        'stream((error, send) => send(data, final))',
        '`fin` in the options has no effect in @rosetta-ws/ws1.',
        'judgement',
      ],
    ],
    'buffered-amount': [
      'bufferedAmount',
      ['socket.writableLength', 'Or `outputBufferFull`, and the `drain` event.', 'judgement'],
      ['socket.writableLength', 'Of the TCP socket.', 'judgement'],
      'bufferedAmount',
    ],
    'output-full': [
      ['bufferedAmount > 0', 'There is no `drain` event: go on in the callback of `send`.', 'judgement'],
      'outputBufferFull',
      ['socket.writableNeedDrain', 'Of the TCP socket.', 'judgement'],
      ['bufferedAmount > 0', 'Go on in the callback of `send`.', 'judgement'],
    ],
    drain: [
      [null, 'Go on in the callback of `send`, or look at `bufferedAmount`.'],
      "on('drain')",
      ["conn.socket.on('drain')", 'Of the TCP socket.', 'judgement'],
      [null, 'Go on in the callback of `send`.'],
    ],
  }),

  ...concepts('receiving', {
    message: [
      ["on('message', (data, isBinary) => …)", 'Text comes as a Buffer too: `data.toString()`.'],
      ["on('message', (message) => …)", 'An object: `type`, and `utf8Data` or `binaryData`.'],
      ["on('text', (text) => …) and on('binary', (inStream) => …)", 'Two events. A binary message comes as a stream.'],
      ["on('message', (data, flags) => …)", 'Text comes as a string, binary as a Buffer with `flags.binary`.'],
    ],
    text: [
      [
        "on('message', (data, isBinary) => { if (!isBinary) … data.toString() })",
        'One event for both kinds of message; text comes as a Buffer.',
      ],
      [
        "on('message', (message) => { if (message.type === 'utf8') … message.utf8Data })",
        'One event for both kinds of message.',
      ],
      "on('text', (text) => …)",
      ["on('message', (data, flags) => { if (!flags.binary) … data })", 'One event for both kinds of message.'],
    ],
    'message-type': [
      ['isBinary', 'The second argument of the listener.'],
      'message.type',
      ['which event it is', '`text` or `binary`.'],
      ['flags.binary', 'Undefined for text.'],
    ],
    'message-text': [
      'data.toString()',
      'message.utf8Data',
      ['text', 'The argument of `text`.'],
      ['data', 'A string when `flags.binary` is not set.'],
    ],
    'message-binary': [
      ['data', 'A Buffer when `isBinary` is true.'],
      'message.binaryData',
      ['inStream', 'Gather its chunks until `end`.', 'judgement'],
      ['data', 'A Buffer when `flags.binary` is set.'],
    ],
    'message-masked': [
      [null, 'Delete it: the engine refuses what is masked wrongly.'],
      [null, gone],
      [null, gone],
      'flags.masked',
    ],
    'message-buffer': [
      ['data', 'Text comes as a Buffer too.'],
      ['message.binaryData', 'For text, `Buffer.from(message.utf8Data)`.'],
      [null, 'Gather the chunks of `inStream`, or `Buffer.from(text)`.'],
      'flags.buffer',
    ],
    'binary-type': [
      'binaryType',
      [null, 'Binary is a Buffer; `w3cwebsocket` gives ArrayBuffers.'],
      [null, 'Binary is a stream of Buffers.'],
      'binaryType',
    ],
  }),

  ...concepts('binary-streams', {
    'receive-stream': [
      [
        "on('message', (data, isBinary) => { if (isBinary) … })",
        'The message comes whole, up to `maxPayload`. `Readable.from([data])` gives a stream where one is needed.',
        'judgement',
      ],
      [
        "on('message', (message) => { if (message.type === 'binary') … message.binaryData })",
        'The message comes whole, up to `maxReceivedMessageSize`.',
        'judgement',
      ],
      "on('binary', (inStream) => …)",
      ["on('message', (data, flags) => { if (flags.binary) … })", 'The message comes whole.', 'judgement'],
    ],
    'in-stream': [
      [null, 'The message comes whole: use the Buffer.'],
      [null, 'The message comes whole: use the Buffer.'],
      'a Readable',
      [null, 'The message comes whole: use the Buffer.'],
    ],
    'begin-binary': [
      [
        'send(piece, { fin: false, binary: true })',
        'And `fin: true` for the last piece. Or gather the pieces and send once.',
        'judgement',
      ],
      ['sendBytes(Buffer.concat(pieces))', 'Gather the pieces, or send frames with `sendFrame`.', 'judgement'],
      'beginBinary()',
      ['stream({ binary: true }, (error, send) => send(piece, final))', 'It calls back for each piece.', 'judgement'],
    ],
    'out-stream': [
      [null, 'Keep your own note of an unfinished message.'],
      [null, 'Keep your own note of an unfinished message.'],
      'outStream',
      [null, 'Keep your own note of an unfinished message.'],
    ],
    stream: [
      ['send(piece, { fin: false })', 'And `fin: true` for the last piece.', 'judgement'],
      ['sendUTF or sendBytes', 'Gather the pieces, or send frames with `sendFrame`.', 'judgement'],
      ['beginBinary()', 'For binary only; text is sent whole.', 'judgement'],
      'stream(options, (error, send) => …)',
    ],
    duplex: [
      'createWebSocketStream(ws, options)',
      [null, 'Write a Duplex over `message` and `sendBytes`.'],
      [null, 'Each message has a stream of its own: `beginBinary` and `binary`.'],
      [null, 'Write a Duplex over `message` and `send`.'],
    ],
    'binary-fragmentation': [
      [null, 'Delete it: you choose the pieces in `send`.'],
      ['fragmentationThreshold', 'Of each connection.', 'judgement'],
      'setBinaryFragmentation(bytes)',
      [null, 'Delete it: you choose the pieces in `stream`.'],
    ],
  }),

  ...concepts('frames-and-fragments', {
    'assemble-fragments': [
      [
        null,
        'ws always gives whole messages; frames are not shown. `createWebSocketStream` bounds the memory of a reader.',
      ],
      'assembleFragments',
      [null, 'Frames are not shown; a binary message is a stream.'],
      [null, 'Frames are not shown.'],
    ],
    'frame-event': [
      [null, 'Listen to `message`, which has the whole message.'],
      "on('frame', (frame) => …)",
      [null, 'Listen to `text` and `binary`.'],
      [null, 'Listen to `message`, which has the whole message.'],
    ],
    frame: [
      [
        'WebSocket.Sender.frame(data, options)',
        'It gives the bytes of a frame; frames that come in are not shown.',
        'judgement',
      ],
      'new websocket.frame(maskBytes, frameHeader, config)',
      [null, 'Frames are not shown.'],
      [null, 'Frames are not shown.'],
    ],
    'send-frame': [
      ['send(data, { fin, binary })', 'Control frames: `ping`, `pong`, `close`.', 'judgement'],
      'sendFrame(frame, callback)',
      ['beginBinary()', 'For pieces of a binary message.', 'judgement'],
      ['stream((error, send) => send(data, final))', 'For pieces of a message.', 'judgement'],
    ],
    'fragment-and-send': [
      ['send(data)', 'A message leaves in one frame.', 'judgement'],
      'fragmentAndSend(frame, callback)',
      ['sendBinary(buffer)', 'A message leaves in one frame.', 'judgement'],
      ['send(data)', 'A message leaves in one frame.', 'judgement'],
    ],
    'fragment-outgoing': [
      [
        null,
        'Delete it: a message leaves in one frame. A peer does not see the difference in the message.',
        'mechanical',
      ],
      'fragmentOutgoingMessages',
      [null, 'Delete it: a message leaves in one frame.'],
      [null, 'Delete it: a message leaves in one frame.'],
    ],
    'fragmentation-threshold': [
      [null, 'Delete it: a message leaves in one frame.', 'mechanical'],
      'fragmentationThreshold',
      ['setBinaryFragmentation(bytes)', 'Only for streams of `beginBinary`, and of all connections.', 'judgement'],
      [null, 'Delete it: a message leaves in one frame.'],
    ],
    sender: [
      ['Sender', 'A class of its own; `Sender.frame` gives the bytes of a frame.', 'judgement'],
      ['new websocket.frame()', 'Frames are made and sent with `sendFrame`.', 'judgement'],
      [null, 'Use the methods of the connection.'],
      ['Sender', 'A class of its own.', 'judgement'],
    ],
    receiver: [
      ['Receiver', 'A Writable that emits messages.', 'judgement'],
      ['websocket.frame', '`addData` takes bytes.', 'judgement'],
      [null, 'Use the events of the connection.'],
      ['Receiver', 'It calls `ontext`, `onbinary` and so on.', 'judgement'],
    ],
  }),

  ...concepts('ping-and-pong', {
    ping: [
      ['ping(data, mask, callback)', 'At most 125 bytes, or it throws.'],
      ['ping(data)', 'At most 124 bytes; more is cut.'],
      ['sendPing(text)', 'Text only.'],
      [
        'ping(data, options, dontFailWhenClosed)',
        'ws 1.x throws when it is not open, unless told not to.',
        'mechanical',
      ],
    ],
    pong: [
      ['pong(data, mask, callback)', 'Pings are answered by themselves, unless `autoPong` is false.'],
      ['pong(buffer)', 'Pings are answered by themselves, unless a listener of `ping` calls `cancel`.'],
      [null, 'Pings are answered by themselves.'],
      ['pong(data, options, dontFailWhenClosed)', 'Pings are answered by themselves.', 'mechanical'],
    ],
    'ping-event': [
      ["on('ping', (data) => …)", 'The pong has been sent. To hold it back: `autoPong: false`.'],
      ["on('ping', (cancel, data) => …)", 'The pong is sent after the listener, unless it calls `cancel`.'],
      [null, 'Pings are answered, and not shown.'],
      ["on('ping', (data, flags) => …)", 'The pong has been sent.'],
    ],
    'pong-event': [
      "on('pong', (data) => …)",
      ["on('pong', (data) => …)", 'A Buffer.', 'none'],
      ["on('pong', (text) => …)", 'A string.'],
      ["on('pong', (data, flags) => …)", 'Null when it is empty.'],
    ],
    'auto-pong': ['autoPong', ["on('ping', (cancel) => cancel())", 'In a listener.'], null, null],
    'pending-pongs': [
      'maxPendingAutoPongs',
      [null, 'A fixed limit of 60 in @rosetta-ws/websocket.'],
      [null, 'A fixed limit of 60 in @rosetta-ws/nodejs-websocket.'],
      null,
    ],
  }),

  ...concepts('keepalive', {
    keepalive: [
      [
        'setInterval(() => ws.ping(), 20000)',
        'ws has no keepalive: ping in an interval, note the `pong`, `terminate()` who stays silent, and clear the interval in `close`.',
        'judgement',
      ],
      [
        'keepalive',
        'A server pings each connection every 20 s, and drops it 10 s later without an answer. Delete your interval, or set `keepalive: false`.',
        'judgement',
      ],
      [
        'setInterval(() => conn.sendPing(), 20000)',
        'There is no keepalive: ping in an interval, and close who stays silent.',
        'judgement',
      ],
      [
        'setInterval(() => ws.ping(), 20000)',
        'There is no keepalive: ping in an interval, and `terminate()` who stays silent.',
        'judgement',
      ],
    ],
    'keepalive-timer': [
      [null, 'Your own interval takes its place.'],
      'setKeepaliveTimer()',
      [null, 'Your own interval takes its place.'],
      [null, 'Your own interval takes its place.'],
    ],
    'native-keepalive': [
      ['ws._socket.setKeepAlive(true, milliseconds)', 'On the TCP socket.', 'judgement'],
      'useNativeKeepalive',
      ['conn.socket.setKeepAlive(true, milliseconds)', 'On the TCP socket.', 'judgement'],
      ['ws._socket.setKeepAlive(true, milliseconds)', 'On the TCP socket.', 'judgement'],
    ],
  }),

  ...concepts('closing', {
    close: [
      [
        'close(code, reason)',
        'Without arguments the Close frame is empty; websocket sends 1000 and a text. `close` comes when the peer has answered. A wrong code throws: 1000 to 1014 without 1004, 1005, 1006, or 3000 to 4999.',
      ],
      [
        'close(code, description)',
        'Without arguments it sends 1000 with a text. `connected` is false at once, and nothing that comes later is delivered.',
      ],
      [
        'close(code, reason)',
        '`close` is emitted before it returns, with these arguments; nothing that comes later is delivered.',
        'judgement',
      ],
      [
        'close(code, reason)',
        'A wrong code is an `error` event. All listeners are removed after `close`.',
        'mechanical',
      ],
    ],
    'close-event': [
      [
        "on('close', (code, reason) => …)",
        'The reason is a Buffer: `reason.toString()`. A Close without a code is 1005, an end without a Close 1006.',
        'mechanical',
      ],
      [
        "on('close', (code, description) => …)",
        'The description is a string, of the code if the peer gave none. After `close()` they are your own. A Close without a code is 1006.',
      ],
      [
        "on('close', (code, reason) => …)",
        'The reason is a string, or undefined. After your own `close` it is emitted at once.',
        'judgement',
      ],
      ["on('close', (code, message) => …)", 'The message is a string. All listeners are removed afterwards.'],
    ],
    drop: [
      [
        'terminate()',
        'No Close frame is sent, and `close` has 1006. To tell the peer a code, `close(code, reason)` first, and `terminate()` after a while.',
        'judgement',
      ],
      'drop(code, description, skipCloseFrame)',
      ['conn.socket.destroy()', 'No Close frame is sent.', 'judgement'],
      ['terminate()', 'No Close frame is sent.', 'judgement'],
    ],
    terminate: [
      'terminate()',
      ["drop(1006, '', true)", 'Without the Close frame.', 'judgement'],
      ['conn.socket.destroy()', 'Of the TCP socket.', 'judgement'],
      'terminate()',
    ],
    'close-constants': [
      [null, 'Write the number: 1000, 1001, and so on.', 'mechanical'],
      'websocket.connection.CLOSE_REASON_NORMAL',
      [null, 'Write the number.'],
      [null, 'Write the number.'],
    ],
    'close-descriptions': [
      [null, 'Keep a table of your own.'],
      'websocket.connection.CLOSE_DESCRIPTIONS',
      [null, 'Keep a table of your own.'],
      ['ErrorCodes', "Of `require('wsd')`; texts by code.", 'judgement'],
    ],
    'close-code': [
      [null, 'Note the first argument of `close`; the member `_closeCode` is private.'],
      'closeReasonCode',
      [null, 'Note the first argument of `close`.'],
      [null, 'Note the first argument of `close`.'],
    ],
    'close-text': [
      [null, 'Note the second argument of `close`; the member `_closeMessage` is private.'],
      'closeDescription',
      [null, 'Note the second argument of `close`.'],
      [null, 'Note the second argument of `close`.'],
    ],
    'close-timeout': [
      ['closeTimeout', 'Milliseconds, 30000 by default.'],
      ['closeTimeout', 'Milliseconds, 5000 by default.', 'mechanical'],
      ['closeTimeout', 'Only @rosetta-ws/nodejs-websocket has it.', 'judgement'],
      [null, 'It is fixed at 30 s.'],
    ],
    'send-close-frame': [
      ['close(code, reason)', 'A Close frame cannot be sent without closing.', 'judgement'],
      'sendCloseFrame(code, text, callback)',
      ['close(code, reason)', 'A Close frame cannot be sent without closing.', 'judgement'],
      ['close(code, reason)', 'A Close frame cannot be sent without closing.', 'judgement'],
    ],
  }),

  ...concepts('errors', {
    error: [
      [
        "on('error', (error) => …)",
        'In ws an error without a listener ends the process: listen on each connection. `close` follows.',
      ],
      ["on('error', (error) => …)", 'Only emitted where somebody listens. `close` follows.', 'none'],
      ["on('error', (error) => …)", 'Also what cannot be sent is an event; nothing throws.', 'none'],
      ["on('error', (error, code) => …)", 'wsd gives texts for violations, not Errors.', 'none'],
    ],
    'error-codes': [
      [null, 'Keep a table of your own.'],
      ['websocket.connection.CLOSE_DESCRIPTIONS', 'Texts by code.', 'judgement'],
      [null, 'Keep a table of your own.'],
      'ErrorCodes',
    ],
  }),

  ...concepts('broadcast', {
    broadcast: [
      [
        'for (const ws of wss.clients) if (ws.readyState === WebSocket.OPEN) ws.send(data)',
        'There is no broadcast. `send` to one that is closing calls back with an error.',
      ],
      ['broadcast(data)', 'A Node Buffer goes out as binary.'],
      ['server.connections.forEach((conn) => conn.send(data))', 'There is no broadcast.'],
      [
        'wss.clients.forEach((ws) => ws.send(data))',
        'There is no broadcast. Give a callback, or `send` throws where it is not open.',
      ],
    ],
    'broadcast-text': [
      [
        'for (const ws of wss.clients) if (ws.readyState === WebSocket.OPEN) ws.send(String(text))',
        'There is no broadcast.',
      ],
      'broadcastUTF(text)',
      ['server.connections.forEach((conn) => conn.sendText(text))', 'There is no broadcast.'],
      ['wss.clients.forEach((ws) => ws.send(String(text)))', 'There is no broadcast.'],
    ],
    'broadcast-binary': [
      ['for (const ws of wss.clients) if (ws.readyState === WebSocket.OPEN) ws.send(buffer)', 'There is no broadcast.'],
      'broadcastBytes(buffer)',
      ['server.connections.forEach((conn) => conn.sendBinary(buffer))', 'There is no broadcast.'],
      ['wss.clients.forEach((ws) => ws.send(buffer))', 'There is no broadcast.'],
    ],
  }),

  ...concepts('limits', {
    'max-message': [
      ['maxPayload', 'Bytes of a message, 100 MiB by default; too much is 1009.'],
      [
        'maxReceivedMessageSize',
        'Bytes of a message: 1 MiB in a server, 8 MiB in a client by default. Set `maxReceivedFrameSize` too, which is 64 KiB in a server.',
        'judgement',
      ],
      ['setMaxBufferLength(bytes)', 'Of all connections, 2 MiB by default.', 'judgement'],
      ['maxPayload', 'Bytes of a message, 100 MiB by default.', 'mechanical'],
    ],
    'max-frame': [
      ['maxPayload', 'There is only a limit of the message.', 'judgement'],
      'maxReceivedFrameSize',
      ['setMaxBufferLength(bytes)', 'Of all connections.', 'judgement'],
      ['maxPayload', 'There is only a limit of the message.', 'judgement'],
    ],
    'max-fragments': [
      'maxFragments',
      ['maxFragments', 'Only @rosetta-ws/websocket has it.', 'judgement'],
      [null, 'The bytes are limited.'],
      [null, 'The bytes are limited.'],
    ],
    'max-chunks': [
      'maxBufferedChunks',
      [null, 'The bytes are limited.'],
      [null, 'The bytes are limited.'],
      [null, 'The bytes are limited.'],
    ],
    'skip-utf8': [
      'skipUTF8Validation',
      [null, 'Text is always checked.'],
      [null, 'Text is always checked.'],
      [null, 'Text is always checked.'],
    ],
    'synchronous-events': ['allowSynchronousEvents', [null, gone], [null, gone], [null, gone]],
  }),

  ...concepts('compression', {
    deflate: [
      ['perMessageDeflate', 'Off in a server by default, offered by a client.', 'judgement'],
      ['perMessageDeflate', 'Only @rosetta-ws/websocket compresses; the original does not.', 'judgement'],
      [null, 'nodejs-websocket does not compress; delete it.'],
      ['perMessageDeflate', 'On by default, in servers and clients.', 'judgement'],
    ],
    'deflate-option': [
      'an option of perMessageDeflate',
      [null, 'Options of perMessageDeflate are those of @rosetta-ws/websocket.'],
      [null, 'nodejs-websocket does not compress.'],
      ['an option of perMessageDeflate', 'Not all of ws: there is no threshold.', 'judgement'],
    ],
    'deflate-memory': [
      ['zlibDeflateOptions: { memLevel }', 'Inside the options of zlib.'],
      [null, gone],
      [null, 'nodejs-websocket does not compress.'],
      'memLevel',
    ],
    'deflate-codec': [['PerMessageDeflate', 'A class of its own.', 'judgement'], null, null, null],
    grammar: [
      ['extension.parse', 'Parses a header.'],
      ['request.parseExtensions(text)', 'Splits a header.', 'judgement'],
      null,
      null,
    ],
  }),

  ...concepts('flow-control', {
    pause: ['pause()', 'pause()', ['conn.socket.pause()', 'Of the TCP socket.', 'judgement'], 'pause()'],
    resume: ['resume()', 'resume()', ['conn.socket.resume()', 'Of the TCP socket.', 'judgement'], 'resume()'],
    'is-paused': [
      'isPaused',
      ['inputPaused', 'Of the connection.'],
      ['conn.socket.isPaused()', 'Of the TCP socket.', 'judgement'],
      [null, 'Note it yourself.'],
    ],
    'pause-events': [
      [null, 'Do it where `pause` and `resume` are called.'],
      "on('pause')",
      [null, 'Listen on the TCP socket.'],
      [null, 'Do it where `pause` and `resume` are called.'],
    ],
  }),

  ...concepts('browser-api', {
    w3c: [
      [
        'new WebSocket(url, protocols, { origin, headers })',
        '`onmessage` and the like work. `data` of a binary message is a Buffer: set `binaryType = "arraybuffer"`.',
      ],
      [
        'new websocket.w3cwebsocket(url, protocols, origin, headers, requestOptions, clientConfig)',
        'Binary comes as an ArrayBuffer.',
      ],
      [null, 'nodejs-websocket has no such class: use `connect` and events.'],
      [
        'new WebSocket(url, protocols, { origin, headers })',
        '`onmessage` and the like work; listeners cannot be removed with `removeEventListener`.',
      ],
    ],
    'on-open': [
      'onopen',
      ['onopen', 'Only `w3cwebsocket` has it.', 'judgement'],
      ["on('connect')", 'An event of the connection.'],
      'onopen',
    ],
    'on-message': [
      ['onmessage', '`event.data` is a string, or what `binaryType` says.', 'none'],
      ['onmessage', 'Only `w3cwebsocket` has it. `event.data` is a string or an ArrayBuffer.', 'judgement'],
      ["on('text') and on('binary')", 'Events of the connection.', 'judgement'],
      ['onmessage', '`event.data` is a string or a Buffer.', 'none'],
    ],
    'on-close': [
      'onclose',
      ['onclose', 'Only `w3cwebsocket` has it.', 'judgement'],
      ["on('close', (code, reason) => …)", 'An event of the connection.'],
      'onclose',
    ],
    'on-error': [
      'onerror',
      ['onerror', 'Only `w3cwebsocket` has it.', 'judgement'],
      ["on('error', (error) => …)", 'An event of the connection.'],
      'onerror',
    ],
    'add-listener': [
      'addEventListener',
      ['addEventListener', 'Only `w3cwebsocket` has it.', 'judgement'],
      ['on', 'Events of the connection.'],
      'addEventListener',
    ],
    'remove-listener': [
      'removeEventListener',
      ['removeEventListener', 'Only `w3cwebsocket` has it.', 'judgement'],
      ['removeListener', 'Events of the connection.'],
      [null, 'Use `on` and `removeListener`.'],
    ],
    'dispatch-event': [
      ['emit', 'Emit the event itself: its arguments, and not an object.', 'judgement'],
      'dispatchEvent',
      ['emit', 'Emit the event itself.', 'judgement'],
      ['emit', 'Emit the event itself.', 'judgement'],
    ],
    'listener-once': [
      'once',
      [null, 'Remove the listener in itself.'],
      ['once', 'The method.'],
      ['once', 'The method.'],
    ],
    'event-data': ['event.data', 'event.data', ['text', 'The argument of `text`.'], 'event.data'],
    'event-field': [
      'a field of the event',
      'a field of the event',
      [null, 'The arguments of the listener have it.'],
      'a field of the event',
    ],
  }),

  ...concepts('internals', {
    internal: [
      [null, 'Not documented, and not in the other API: find out what the code wants from it.'],
      [null, 'Not documented, and not in the other API: find out what the code wants from it.'],
      [null, 'Not documented, and not in the other API: find out what the code wants from it.'],
      [null, 'Not documented, and not in the other API: find out what the code wants from it.'],
    ],
  }),
}
