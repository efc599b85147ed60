// Both module systems offer the same names, and both entries are there.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import * as core from '@rosetta-ws/engine'
import * as node from '@rosetta-ws/engine/node'

const require = createRequire(import.meta.url)

assert.deepEqual(Object.keys(require('@rosetta-ws/engine')).sort(), Object.keys(core).sort())
assert.deepEqual(Object.keys(require('@rosetta-ws/engine/node')).sort(), Object.keys(node).sort())
assert.equal(typeof core.Connection, 'function')
assert.equal(typeof node.SocketTransport, 'function')
