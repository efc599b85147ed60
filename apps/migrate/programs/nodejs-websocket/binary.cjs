// Binary messages: a stream that is read to its end.
var ws = require('nodejs-websocket')

var server = ws.createServer((conn) => {
  conn.on('binary', (inStream) => {
    var data = Buffer.alloc(0)
    inStream.on('readable', () => {
      var newData = inStream.read()
      if (newData) data = Buffer.concat([data, newData], data.length + newData.length)
    })
    inStream.on('end', () => {
      console.log('Received', data.length, 'bytes of binary data')
      conn.sendBinary(data.subarray(0, 4))
    })
  })
  conn.on('text', (str) => {
    console.log('Received text', str)
  })
  conn.on('close', () => {
    server.close()
  })
})
server.listen(0, '127.0.0.1', () => {
  var client = ws.connect('ws://127.0.0.1:' + server.socket.address().port, () => {
    client.sendText('first')
    client.sendBinary(Buffer.from('some binary data'))
  })
  client.on('binary', (stream) => {
    stream.on('data', (chunk) => {
      console.log('client:', chunk.toString())
    })
    stream.on('end', () => {
      client.close(1000)
    })
  })
})
