/** A connection in memory with further views, each with a recorder of its own. */

import type { ConnectionView } from '../../src/connection/connection-view.js'
import type { ViewWishes } from '../../src/connection/observers.js'
import type { MemoryConnection } from './memory-connection.js'
import { ConnectionRecorder } from './recorders.js'

const wholeMessages: ViewWishes = {
  textAs: 'string',
  textUnit: 'message',
  binaryUnit: 'message',
  delivery: 'synchronous',
}

/** A recorder that also notes what the other views do. */
export class ViewRecorder extends ConnectionRecorder {
  onLocalClose(code: number, reason: Uint8Array): void {
    this.log.push(`localClose ${code} ${Buffer.from(reason)}`)
  }

  onLocalEnd(): void {
    this.log.push('localEnd')
  }
}

export function attachView(
  memory: MemoryConnection,
  wishes: Partial<ViewWishes> = {},
): { view: ConnectionView; recorder: ViewRecorder } {
  const recorder = new ViewRecorder()
  return { view: memory.connection.attach(recorder, { ...wholeMessages, ...wishes }), recorder }
}
