import { defineConfig } from 'tsup'

export default defineConfig([
  {
    // The measured processes run plain JavaScript: no loader may spend time or memory in them.
    entry: {
      main: 'src/main.ts',
      bench: 'src/bench.ts',
      subject: 'src/servers/program.ts',
      generator: 'src/generator/program.ts',
    },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    splitting: true,
    clean: true,
  },
  {
    // The charts and their library, one script for the page.
    entry: { charts: 'src/report/charts.ts' },
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    noExternal: [/./],
    minify: true,
  },
])
