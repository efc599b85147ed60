/** A user's script that requires the original by its own name. */
const { WebSocket } = require('original-ws')
console.log(typeof WebSocket)
