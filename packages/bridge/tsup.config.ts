import { facade } from '../../scripts/tsup-recipes.mjs'

export default facade()
