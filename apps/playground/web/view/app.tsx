/** The page: on the left what one does, on the right what the wire shows. */

import { signal } from '@preact/signals'
import { greeting, originUrl } from '../wire/control-channel.js'
import { notice, notify } from '../wire/notice.js'
import { Composer } from './composer.js'
import { ConnectForm } from './connect-form.js'
import { ConnectionList } from './connection-list.js'
import { DetailsPane } from './details-pane.js'
import { LogTable } from './log-table.js'
import { LogToolbar } from './log-toolbar.js'

const schemes = ['light dark', 'light', 'dark'] as const
const schemeNames = { 'light dark': 'system', light: 'light', dark: 'dark' } as const
const STORED_SCHEME = 'rosetta-color-scheme'

const scheme = signal(schemes.find((each) => each === localStorage.getItem(STORED_SCHEME)) ?? schemes[0])
scheme.subscribe((value) => {
  document.documentElement.style.colorScheme = value
  localStorage.setItem(STORED_SCHEME, value)
})

export function App() {
  return (
    <>
      <header class="bar">
        <h1>Rosetta playground</h1>
        <p>
          One engine, {greeting.value?.endpoints.length ?? 'no'} dialects, one port: {originUrl()}
        </p>
        <button type="button" class="quiet" onClick={nextScheme}>
          Colours: {schemeNames[scheme.value]}
        </button>
      </header>
      {/* Always there, so that what comes into it is read aloud. */}
      <div class="notice" role="status">
        {notice.value !== null && (
          <>
            <span>{notice.value}</span>
            <button type="button" class="quiet" onClick={() => notify(null)}>
              Dismiss
            </button>
          </>
        )}
      </div>
      <main>
        <div class="side">
          {greeting.value === null ? (
            <p class="card lost" role="status">
              No connection to the server. Trying again…
            </p>
          ) : (
            <ConnectForm greeting={greeting.value} />
          )}
          <ConnectionList />
          <Composer />
        </div>
        <section class="wire" aria-label="The wire">
          <LogToolbar />
          <LogTable />
          <DetailsPane />
        </section>
      </main>
    </>
  )
}

function nextScheme(): void {
  scheme.value = schemes[(schemes.indexOf(scheme.value) + 1) % schemes.length]
}
