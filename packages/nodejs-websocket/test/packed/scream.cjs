// A server that screams, and a client, both through `require`; the files behind the package give the same classes.

const assert = require('node:assert/strict')
const { once } = require('node:events')
const ws = require('nodejs-websocket')
const Connection = require('nodejs-websocket/Connection')
const Server = require('nodejs-websocket/Server.js')
const InStream = require('nodejs-websocket/InStream')
const OutStream = require('nodejs-websocket/OutStream')
const frame = require('nodejs-websocket/frame')

async function main() {
  assert.deepEqual(Object.keys(ws), ['createServer', 'connect', 'setBinaryFragmentation', 'setMaxBufferLength'])
  const server = ws.createServer((conn) => {
    conn.on('text', (text) => conn.sendText(`${text.toUpperCase()}!!!`))
    conn.on('binary', (inStream) => {
      assert(inStream instanceof InStream)
      inStream.pipe(conn.beginBinary())
    })
  })
  assert(server instanceof Server)
  server.listen(0)
  await once(server, 'listening')
  const conn = ws.connect(`ws://localhost:${server.socket.address().port}`)
  assert(conn instanceof Connection)
  await once(conn, 'connect')
  conn.sendText('hi')
  assert.deepEqual(await once(conn, 'text'), ['HI!!!'])
  const out = conn.beginBinary()
  assert(out instanceof OutStream)
  out.end('bytes')
  const [inStream] = await once(conn, 'binary')
  assert.equal(String((await inStream.toArray())[0]), 'bytes')
  assert.equal(frame.createTextFrame('a', false).toString('hex'), '810161')
  assert.equal(Connection.prototype.OPEN, 1)
  assert.equal(Connection.binaryFragmentation, 524288)
  conn.close(1000)
  server.close()
  await once(server, 'close')
}

main()
