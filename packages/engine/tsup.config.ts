import { library } from '../../scripts/tsup-recipes.mjs'

export default library({ index: 'src/index.ts', node: 'src/node/index.ts' }, 'src/commonjs.ts')
