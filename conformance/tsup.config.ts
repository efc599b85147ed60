import { defineConfig } from 'tsup'

export default defineConfig({
  entry: {
    cli: 'src/cli.ts',
    'diff/index': 'src/diff/index.ts',
    'diff/parity': 'src/diff/parity.ts',
    'diff/script-recorder': 'src/diff/script-recorder.ts',
  },
  format: 'esm',
  target: 'node20',
  clean: true,
  dts: { entry: { 'diff/index': 'src/diff/index.ts', 'diff/parity': 'src/diff/parity.ts' } },
})
