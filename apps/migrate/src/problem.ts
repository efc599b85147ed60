/**
 * Something in the user's folder that could not be read or understood; the rest goes on without it.
 */

/** Lines and columns count from 1. */
export interface Problem {
  /** Relative to the folder that was asked about. */
  readonly path: string
  readonly line?: number
  readonly column?: number
  readonly message: string
}

/** `path:line:column: message` */
export function problemLine({ path, line, column, message }: Problem): string {
  return `${[path, line, column].filter((part) => part !== undefined).join(':')}: ${message}`
}
