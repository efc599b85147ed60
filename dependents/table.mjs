// The packages of others that are run on ours: which versions, installed together with what, and by which program.
// How they are installed and run is in the files beside this one.

/** What each facade is installed as, what its tarball is called, and the original that the transcripts are recorded on. */
export const facades = {
  ws: { package: '@rosetta-ws/ws', original: '8.23.0' },
  websocket: { package: '@rosetta-ws/websocket', original: '1.0.35' },
}

/**
 * One entry for each dependent.
 *
 * - `name`: also of its program and transcript, `<facade>/<name>.mjs` and `<facade>/<name>.txt`
 * - `facade`: the name that the dependent knows the package by
 * - `packages`: what to install, with exact versions
 * - `set`: `main` runs always, `extended` with `--extended`; the packages of a set are installed in one tree
 * - `needs`: what the machine must have, else the dependent is skipped with that reason
 * - `mended`: lines of the transcript that differ on ours, from the original's to ours; each is in docs/differences
 */
export const dependents = [
  {
    name: 'socket.io',
    facade: 'ws',
    set: 'main',
    packages: { 'socket.io': '4.8.4', 'socket.io-client': '4.8.4' },
  },
  {
    name: 'graphql-ws',
    facade: 'ws',
    set: 'main',
    packages: { 'graphql-ws': '6.4.2', graphql: '16.15.0' },
  },
  {
    name: 'fastify-websocket',
    facade: 'ws',
    set: 'main',
    packages: { '@fastify/websocket': '11.3.6', fastify: '5.12.8' },
  },
  {
    name: 'express-ws',
    facade: 'ws',
    set: 'main',
    packages: { 'express-ws': '5.0.2', express: '4.21.2' },
  },
  {
    name: 'mqtt',
    facade: 'ws',
    set: 'main',
    packages: { mqtt: '5.16.0', aedes: '1.2.0' },
  },
  {
    name: 'web3-providers-ws',
    facade: 'websocket',
    set: 'main',
    packages: { 'web3-providers-ws': '1.10.4' },
  },
  {
    name: 'websocket-polyfill',
    facade: 'websocket',
    set: 'main',
    packages: { 'websocket-polyfill': '0.0.3' },
  },
  {
    name: 'signalr-client',
    facade: 'websocket',
    set: 'main',
    packages: { 'signalr-client': '0.0.20' },
  },
]

/** What a machine may lack: a test for it, and what to say where it is missing. */
export const needs = {
  node22: { present: () => Number(process.versions.node.split('.')[0]) >= 22, missing: 'needs Node 22' },
}
