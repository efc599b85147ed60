/** What `npm start` runs: the playground on PORT (8080, or the next free port) of HOST (this machine only). */

import { dialects } from './dialects/dialects.js'
import { authorityOf, listenFrom, readPort } from './listen.js'
import { buildPage } from './page/build-page.js'
import { createPlayground, type Playground } from './server.js'

const DEFAULT_PORT = '8080'
const LOOPBACK = '127.0.0.1'
/** Milliseconds until the process ends whatever is still open. */
const PATIENCE = 2000

const { PORT = DEFAULT_PORT, HOST = LOOPBACK } = process.env

async function main(): Promise<void> {
  const wanted = readPort(PORT)
  if (wanted === undefined) throw new Error(`PORT is "${PORT}", which is no port: give a number from 0 to 65535.`)
  const page = buildPage()
  const playground = createPlayground(page)
  const [port] = await Promise.all([listenFrom(playground.server, wanted, HOST), page])
  if (wanted !== 0 && port !== wanted) console.log(`Port ${wanted} is taken.`)
  const authority = authorityOf(HOST, port)
  console.log(`Rosetta playground: http://${authority}/`)
  for (const { name, original } of dialects) console.log(`  ws://${authority}/${name}  (the API of ${original})`)
  console.log('Ctrl-C ends it.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(playground))
}

/** A signal may come twice: to the group of processes, and passed on by who started us. */
function end(playground: Playground): void {
  setTimeout(() => process.exit(0), PATIENCE).unref()
  playground.close().then(() => process.exit(0))
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
