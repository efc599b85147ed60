// Says whether a version of Node can run the workspace. It does not look at the process.
// Kept to syntax that Node 12 can parse, like its only caller.

/** The range that the tools of the workspace share (vite and knip draw it); `engines` in package.json says the same. */
export const supported = '^20.19.0 || >=22.12.0'

/**
 * @param {string} version as in `process.versions.node`
 * @returns {string} why this Node cannot be used, or an empty string when it can
 */
export function refusal(version) {
  const [major, minor] = version.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return ''
  return (
    `This workspace needs Node ${supported}; this is Node ${version}.\n` +
    'Install a current Node from https://nodejs.org, or try `npx node@22 scripts/run.mjs test`.'
  )
}
