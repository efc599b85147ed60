// The packages of others that are run on ours: which versions, installed together with what, and by which program.
// How they are installed and run is in the files beside this one.

import { existsSync } from 'node:fs'

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
    needs: ['aedes'],
  },
  {
    name: 'engine.io',
    facade: 'ws',
    set: 'extended',
    packages: { 'engine.io': '6.6.11', 'engine.io-client': '6.6.8' },
  },
  {
    name: 'nestjs',
    facade: 'ws',
    set: 'extended',
    packages: {
      '@nestjs/platform-ws': '11.2.6',
      '@nestjs/websockets': '11.2.6',
      '@nestjs/common': '11.2.6',
      '@nestjs/core': '11.2.6',
      '@nestjs/platform-express': '11.2.6',
      'reflect-metadata': '0.2.2',
      rxjs: '7.8.2',
    },
  },
  {
    name: 'y-websocket',
    facade: 'ws',
    set: 'extended',
    packages: { 'y-websocket': '2.1.0', yjs: '13.6.33' },
  },
  {
    name: 'hocuspocus',
    facade: 'ws',
    set: 'extended',
    packages: { '@hocuspocus/server': '3.4.4', '@hocuspocus/provider': '3.4.4', yjs: '13.6.33' },
  },
  {
    name: 'jsdom',
    facade: 'ws',
    set: 'extended',
    packages: { jsdom: '26.1.0' },
  },
  {
    name: 'puppeteer',
    facade: 'ws',
    set: 'extended',
    packages: { 'puppeteer-core': '24.8.2' },
    needs: ['chromium'],
  },
  {
    name: 'peer',
    facade: 'ws',
    set: 'extended',
    packages: { peer: '1.0.2' },
  },
  {
    name: 'trpc',
    facade: 'ws',
    set: 'extended',
    packages: { '@trpc/server': '11.25.2', '@trpc/client': '11.25.2', typescript: '5.9.3' },
  },
  {
    name: 'webpack-dev-server',
    facade: 'ws',
    set: 'extended',
    packages: { 'webpack-dev-server': '5.2.7', webpack: '5.112.1' },
  },
  {
    name: 'web3-providers-ws-4',
    facade: 'ws',
    set: 'extended',
    packages: { 'web3-providers-ws': '4.0.8' },
  },
  {
    name: 'discord',
    facade: 'ws',
    set: 'extended',
    packages: { '@discordjs/ws': '1.2.3' },
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
    // Its close() sends a Close frame by hand. The original answers the peer's Close with a second one, on a socket that
    // has ended by then, and so reports 1006 for a clean closing handshake.
    mended: { 'close 1006 true': 'close 1000 true' },
  },
  {
    name: 'signalr-client',
    facade: 'websocket',
    set: 'main',
    packages: { 'signalr-client': '0.0.20' },
  },
  {
    name: 'protoo',
    facade: 'websocket',
    set: 'extended',
    packages: { 'protoo-server': '4.0.8', 'protoo-client': '4.0.8' },
  },
  {
    name: 'wampy',
    facade: 'websocket',
    set: 'extended',
    packages: { wampy: '6.4.2' },
  },
  {
    name: 'jssip',
    facade: 'websocket',
    set: 'extended',
    packages: { 'jssip-node-websocket': '3.0.0', jssip: '3.13.8' },
  },
  {
    name: 'ibm-watson',
    facade: 'websocket',
    set: 'extended',
    packages: { 'ibm-watson': '8.0.0' },
  },
]

/** What a machine may lack: a test for it, and what to say where it is missing. */
export const needs = {
  aedes: {
    present: () => Number(process.versions.node.split('.')[0]) < 26,
    missing:
      'aedes 1.2.0 stalls on Node 26 when a stream has several chunks for it in one turn, whoever made the stream',
  },
  chromium: {
    present: () => existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium'),
    missing: 'needs /usr/bin/chromium',
  },
}
