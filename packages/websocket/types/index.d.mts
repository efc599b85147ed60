export * from './index.cjs'

import * as websocket from './index.cjs'

export default websocket
