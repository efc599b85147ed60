// A server that shouts back, and a client.
var ws = require("nodejs-websocket")

var server = ws.createServer(function (conn) {
	console.log("New connection")
	conn.on("text", function (str) {
		console.log("Received " + str)
		conn.sendText(str.toUpperCase() + "!!!")
	})
	conn.on("close", function (code, reason) {
		console.log("Connection closed", code, reason)
		server.close()
	})
}).listen(0, "127.0.0.1", function () {
	var client = ws.connect("ws://127.0.0.1:" + server.socket.address().port, function () {
		client.sendText("hello")
	})
	client.on("text", function (str) {
		console.log("client: " + str)
		client.close(1000, "bye")
	})
})
