/** The source of the CommonJS build: both entries in one file, so that they share their code. See tsup.config.ts. */

export * as index from './src/index.js'
export * as node from './src/node/index.js'
