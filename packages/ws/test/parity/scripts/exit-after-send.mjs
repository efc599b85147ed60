/** Sends and ends the process in the same turn. */
import WebSocket from 'ws'

const ws = new WebSocket(`ws://127.0.0.1:${process.argv[2]}`, {
  perMessageDeflate: false,
  generateMask: (key) => key.fill(0),
})
ws.on('open', () => {
  ws.send('one')
  ws.send('two')
  process.exit(3)
})
