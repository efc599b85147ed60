/**
 * Connects to the port in its arguments, sends in the way that is named there, and exits in the same turn. What it sent must
 * arrive.
 */

import { connect } from 'node:net'
import { Connection, type ConnectionHandler, defaultPolicy } from '../../src/index.js'
import { nodePlatform, SocketTransport } from '../../src/node/index.js'

const [port, way] = process.argv.slice(2)
const socket = connect(Number(port), '127.0.0.1')

const handler: ConnectionHandler = {
  onMessage: () => inListener(),
  onPing: () => {},
  onPong: () => {},
  onPeerClose: () => {},
  onViolation: () => {},
  onSendError: () => {},
  onTransportError: () => {},
  onClosed: () => {},
}
const connection = new Connection({
  role: 'client',
  policy: defaultPolicy,
  platform: nodePlatform,
  transport: new SocketTransport(socket),
  handler,
  deflate: null,
})

function send(...texts: string[]): void {
  for (const text of texts) connection.send(text, false)
}

function inListener(): void {
  send('1', '2')
  if (way === 'in a listener') process.exit()
  if (way === 'in a listener that throws') throw new Error('expected')
}

const ways: Record<string, () => void> = {
  'after one send': () => {
    send('1')
    process.exit()
  },
  'after several sends': () => {
    send('1', '2', '3')
    process.exit()
  },
  'after turns of several sends': () => {
    send('1', '2', '3')
    setImmediate(() => {
      send('4', '5')
      process.exit()
    })
  },
  'in a listener': () => send('0'),
  'in a listener that throws': () => send('0'),
  'after sends in an exit listener': () => {
    send('1', '2')
    setImmediate(() => {
      send('3', '4')
      process.on('exit', () => send('5', '6'))
      process.exit()
    })
  },
  'by an error after sends': () => {
    send('1', '2', '3')
    throw new Error('expected')
  },
}

socket.once('connect', () => {
  connection.start()
  ways[way]()
})
