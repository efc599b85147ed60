// Text and binary come back as what they are.
var WebSocket = require('ws')
  , WebSocketServer = WebSocket.Server;

var wss = new WebSocketServer({ host: '127.0.0.1', port: 0, disableHixie: true }, function () {
    var ws = new WebSocket('ws://127.0.0.1:' + wss._server.address().port);
    ws.on('open', function () {
        ws.send('text');
        ws.send(Buffer.from([1, 2]), { binary: true, mask: true });
    });
    ws.on('message', function (data, flags) {
        console.log('client', typeof data, flags.binary ? data.toString('hex') : data);
        if (flags.binary) ws.close();
    });
    ws.on('close', function (code, message) {
        console.log('client closed', code, message);
        wss.close();
    });
});
wss.on('connection', function (ws) {
    ws.on('message', function (message, flags) {
        console.log('server', typeof message, message.length);
        ws.send(message, { binary: flags.binary });
    });
});
