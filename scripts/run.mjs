// The door of the workspace: `npm start` and `npm test` come through here on a machine with only Node and npm.
// It checks the Node version and hands over. It does no work itself, and keeps to syntax that Node 12 can parse, so
// that an old Node gets the message below instead of a SyntaxError.

import { refusal } from './node-version.mjs'

const reason = refusal(process.versions.node)

if (reason) {
  console.error(reason)
  process.exitCode = 1
} else {
  import('./commands.mjs').then((commands) => commands.run(process.argv.slice(2)))
}
