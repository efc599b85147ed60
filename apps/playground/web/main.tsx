/** Starts the page: brings what the control channel tells to where it is shown. */

import { batch } from '@preact/signals'
import { render } from 'preact'
import { App } from './view/app.js'
import './style.css'
import { followRecords, forgetConnections } from './wire/connections.js'
import { openChannel } from './wire/control-channel.js'
import { addRecords } from './wire/log.js'
import { notify } from './wire/notice.js'

openChannel({
  onMessage(message) {
    if (message.type === 'refusal') notify(message.message)
    if (message.type !== 'records') return
    batch(() => {
      addRecords(message.records, message.dropped)
      followRecords(message.records)
    })
  },
  onLost: forgetConnections,
})

render(<App />, document.getElementById('app') as HTMLElement)
