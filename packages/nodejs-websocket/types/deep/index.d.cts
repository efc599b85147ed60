/** The package itself, by the name of its file. */
import nodejsWebsocket = require('../index.cjs')

export = nodejsWebsocket
