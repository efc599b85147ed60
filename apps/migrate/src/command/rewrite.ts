/**
 * The command `rewrite`: its options. What it does is in rewrite/.
 */
import { Command } from 'commander'
import { Misuse } from './misuse.js'

/** `rewrite --from <api> --to ws [dir]` */
export function rewriteCommand(): Command {
  return new Command('rewrite').description('Rewrites code of one API to another.').action(() => {
    throw new Misuse('rewrite is not written yet.')
  })
}
