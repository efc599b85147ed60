/**
 * The folder that a command is about.
 */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Misuse } from './misuse.js'

/** The absolute path of a folder. @throws {Misuse} when there is none */
export function folderOf(dir: string): string {
  const path = resolve(dir)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path
  throw new Misuse(`${dir} is no folder. Name the folder that has the package.json.`)
}
