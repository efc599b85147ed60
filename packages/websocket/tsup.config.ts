import { facade } from '../../scripts/tsup-recipes.mjs'

export default facade({ main: 'src/commonjs.ts', entry: { browser: 'src/browser.ts' } })
