import { defineConfig } from 'vitest/config'

/** Workspace packages resolve to their `src` through this export condition, so that no test needs a build. */
const conditions = ['rosetta-source', 'module', 'node']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'conformance/test/**/*.test.ts',
      'scripts/test/**/*.test.mjs',
    ],
    testTimeout: 20_000,
    pool: 'forks',
    reporters: ['default'],
  },
})
