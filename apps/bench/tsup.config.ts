import { defineConfig } from 'tsup'

/** The measured processes run plain JavaScript: no loader may spend time or memory in them. */
export default defineConfig({
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
  dts: false,
})
