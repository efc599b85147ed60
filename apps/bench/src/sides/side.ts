/** One implementation in the comparison. */
import type { DialectName } from '../control/protocol.js'

export interface Side {
  name: string
  dialect: DialectName
  /** Finds the package; throws if it is not installed or not built. Absent for sides that are the bench's own code. */
  locate?(): string
  /** Variables of the measured process. */
  environment?: Record<string, string | undefined>
  server: boolean
  client: boolean
  /** Speaks permessage-deflate. */
  deflate?: boolean
  /** One of ours: the folders in `packages/` that it is built from. */
  packages?: string[]
}
