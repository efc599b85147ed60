/** Asks which dialect to connect to, with what, and from where. */

import { useSignal } from '@preact/signals'
import type { Greeting } from '../../src/control/messages.js'
import { connect } from '../wire/connections.js'
import { attempt } from '../wire/notice.js'
import { Segmented } from './segmented.js'

const clients = [
  { value: 'browser', label: 'This browser', title: 'The WebSocket of this browser' },
  {
    value: 'probe',
    label: 'Probe',
    title: 'A client inside the server, which also sends pings, fragments and broken frames',
  },
] as const

export function ConnectForm({ greeting }: { greeting: Greeting }) {
  const endpoint = useSignal(greeting.endpoints[0].name)
  const client = useSignal<'browser' | 'probe'>('browser')
  const subprotocols = useSignal('')
  const deflate = useSignal(false)
  const chosen = greeting.endpoints.find(({ name }) => name === endpoint.value) ?? greeting.endpoints[0]
  const canDeflate = chosen.deflates

  const onSubmit = (event: Event): void => {
    event.preventDefault()
    attempt(() =>
      connect({
        endpoint: chosen.name,
        client: client.value,
        subprotocols: subprotocols.value.split(/[\s,]+/).filter((name) => name !== ''),
        deflate: canDeflate && deflate.value,
      }),
    )
  }

  return (
    <form class="card" onSubmit={onSubmit} aria-label="Connect">
      <Segmented
        label="Dialect"
        options={greeting.endpoints.map(({ name, original }) => ({
          value: name,
          label: name,
          title: `The API of ${original}`,
        }))}
        value={endpoint.value}
        onChange={(value) => {
          endpoint.value = value
        }}
      />
      <Segmented
        label="Client"
        options={clients}
        value={client.value}
        onChange={(value) => {
          client.value = value
        }}
      />
      <div class="row">
        <label class="grow">
          Subprotocols
          <input
            list="subprotocols"
            placeholder="none: echo"
            spellcheck={false}
            autocomplete="off"
            value={subprotocols.value}
            onInput={(event) => {
              subprotocols.value = event.currentTarget.value
            }}
          />
          <datalist id="subprotocols">
            {greeting.subprotocols.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </label>
        <label class="check" title={canDeflate ? '' : 'This dialect has no permessage-deflate'}>
          <input
            type="checkbox"
            disabled={!canDeflate}
            checked={canDeflate && deflate.value}
            onChange={(event) => {
              deflate.value = event.currentTarget.checked
            }}
          />
          permessage-deflate
        </label>
      </div>
      <button type="submit" class="primary">
        Connect to {chosen.path}
      </button>
    </form>
  )
}
