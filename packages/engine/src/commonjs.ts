/** Where the CommonJS build starts: both entries in one file, so that they share their code. It adds nothing to them. */

export * as index from './index.js'
export * as node from './node/index.js'
