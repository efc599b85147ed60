/**
 * The measured process: one package in one role. It is told what to be, and asked for its processor time and memory.
 */
import { createRequire } from 'node:module'
import type { Allocations, CpuTime, DialectName, MemoryUse, SubjectOrder } from '../control/protocol.js'
import { cpuTime, fail, serveControl } from '../control/serve-control.js'
import { AllocationWatch } from './allocations.js'
import type { MakeDialect } from './dialect.js'
import { browserDialect } from './dialects/browser.js'
import { engineDialect } from './dialects/engine.js'
import { fayeDialect } from './dialects/faye.js'
import { nodejsWebsocketDialect } from './dialects/nodejs-websocket.js'
import { rawDialect } from './dialects/raw.js'
import { upgradeDialect } from './dialects/upgrade.js'
import { websocketDialect } from './dialects/websocket.js'
import { wsDialect } from './dialects/ws.js'
import { ws1Dialect } from './dialects/ws1.js'
import { ROLES } from './roles.js'

const DIALECTS: Record<DialectName, MakeDialect> = {
  ws: wsDialect,
  websocket: websocketDialect,
  'nodejs-websocket': nodejsWebsocketDialect,
  ws1: ws1Dialect,
  faye: fayeDialect,
  browser: browserDialect,
  engine: engineDialect,
  raw: rawDialect,
  upgrade: upgradeDialect,
}

const require = createRequire(import.meta.url)

/** Starts the role; returns the port of a server, nothing for a client. */
async function start(order: SubjectOrder): Promise<number | undefined> {
  const dialect = DIALECTS[order.dialect](order.module ? require(order.module) : undefined)
  const onConnection = ROLES[order.role](dialect, order.body)
  if (order.port === undefined) return dialect.listen!(order, onConnection)
  await new Promise<void>((resolve, reject) => {
    dialect.connect!(
      `ws://127.0.0.1:${order.port}/`,
      (connection) => {
        onConnection(connection)
        resolve()
      },
      (error) => {
        reject(error)
        fail(error)
      },
    )
  })
  return undefined
}

/** Memory after everything that can be freed is freed. */
async function memory(): Promise<MemoryUse> {
  for (let pass = 0; pass < 4; pass++) {
    globalThis.gc!()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heap: heapUsed, external, resident: rss }
}

let watch: AllocationWatch | undefined

serveControl({
  start,
  memory,
  watch(): void {
    watch = new AllocationWatch()
  },
  allocations: (): Promise<Allocations> => watch!.finish(),
  cpu: (): CpuTime => cpuTime(),
  /** Most memory this process ever had, in bytes. */
  peak: (): number => process.resourceUsage().maxRSS * 1024,
})
