module.exports = require('../dist/browser.cjs')
