module.exports = require('../dist/index.cjs').Server
