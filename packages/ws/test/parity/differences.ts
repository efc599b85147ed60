/**
 * Where this facade is not as the original, as data: the scenario, and why. The parity tests fail where a listed difference
 * is gone, and `docs/differences/ws.md` names each of them.
 */
export const differences: Readonly<Record<string, string>> = {
  'client handshake: server gives the extension twice': 'an answer with two extensions is no answer to one offer',
  'new WebSocket: called without new, without arguments, with null':
    'bufferedAmount is a number before there is a socket',
  'server answers offer 11: permessage-deflate; client_max_window_bits=010': 'RFC 7692 allows no leading zero',
  'server answers offer 16: permessage-deflate; client_max_window_bits=1e1': 'RFC 7692 allows decimal digits only',
  'order: compressed and uncompressed messages, pings and a close': 'small messages are compressed at once',
  'Sender: with PerMessageDeflate': 'small messages are compressed at once',
  'addEventListener: options null': 'the TypeError names a public property',
  'server receives invalid UTF-8 in an unfinished message': 'text is checked as it comes',
  'client receives invalid UTF-8 in an unfinished message': 'text is checked as it comes',
  'server receives an invalid frame and has no error listener': 'a peer cannot end the process',
  'client receives an invalid frame and has no error listener': 'a peer cannot end the process',
  'binaryType: changed in the middle of a message': 'the type that the message began with holds',
  'send: a callback that is no function': 'no frame is cut off',
  'options of zlib that zlib refuses': 'nothing waits for ever',
  'verifyClient: refuses with an array in the headers': 'Set-Cookie cannot be joined',
  'instances: as JSON while the connection closes': 'nothing of the connection is in it',
}
