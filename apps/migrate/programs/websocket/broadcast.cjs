// Broadcasts by the server's methods, and by loops over its connections.
var http = require('http');
var websocket = require('websocket');

var httpServer = http.createServer();
var wsServer = new websocket.server({ httpServer: httpServer, keepalive: false });
var heard = [[], [], []];
var closed = 0;

wsServer.on('request', function (request) {
    var connection = request.accept(null, request.origin);
    if (wsServer.connections.length < 3) return;

    wsServer.broadcastUTF('by method');
    wsServer.broadcast('either');
    wsServer.broadcastBytes(Buffer.from('bytes'));
    wsServer.connections.forEach(function (one) {
        one.sendUTF('by forEach');
    });
    for (var i = 0; i < wsServer.connections.length; i++) {
        wsServer.connections[i].sendUTF('by index');
    }
    wsServer.connections.filter(function (one) { return one !== connection; }).forEach(function (one) {
        one.sendUTF('to others');
    });
});

function join(index) {
    var client = new websocket.client();
    var last = index < 2 ? 'to others' : 'by index';
    client.on('connect', function (connection) {
        connection.on('message', function (message) {
            heard[index].push(message.type === 'utf8' ? message.utf8Data : message.binaryData.toString() + ' (binary)');
            if (message.utf8Data === last) connection.close();
        });
        connection.on('close', function (code, text) {
            heard[index].push(code + ' ' + text);
            closed += 1;
            if (closed < 3) return;
            heard.forEach(function (list, number) { console.log(number, list.join(', ')); });
            httpServer.close();
        });
        if (index < 2) join(index + 1);
    });
    client.connect('ws://127.0.0.1:' + httpServer.address().port);
}

httpServer.listen(0, function () { join(0); });
