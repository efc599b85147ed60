import { availableParallelism } from 'node:os'
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
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Tests wait for sockets and children more than they compute, so two share two cores well; vitest would start one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default'],
  },
})
