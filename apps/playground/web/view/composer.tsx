/** Composes what is sent next, and by which end of the chosen connection. The fields are in `composer-fields.tsx`. */

import { useSignal } from '@preact/signals'
import { seeThrough, selectedConnection, viewsOf } from '../wire/connections.js'
import { greeting } from '../wire/control-channel.js'
import { attempt } from '../wire/notice.js'
import { type ActionName, abilitiesOf, type End, send } from '../wire/send.js'
import { actionOf, Fields } from './composer-fields.js'
import { Segmented } from './segmented.js'

const kinds: readonly { value: ActionName; label: string; title: string }[] = [
  { value: 'text', label: 'Text', title: 'A text message' },
  { value: 'binary', label: 'Binary', title: 'A binary message' },
  { value: 'ping', label: 'Ping', title: 'A ping, which is answered by a pong' },
  { value: 'pong', label: 'Pong', title: 'A pong that nobody asked for' },
  { value: 'close', label: 'Close', title: 'Starts the closing handshake' },
  { value: 'frame', label: 'Frame', title: 'One frame with any header' },
  { value: 'bytes', label: 'Bytes', title: 'Bytes without a frame around them' },
  { value: 'terminate', label: 'Drop', title: 'Ends the TCP connection without a Close frame' },
]

export function Composer() {
  const end = useSignal<End>('client')
  const wanted = useSignal<ActionName>('text')
  const api = useSignal<{ connection: number; dialect: string } | null>(null)
  const connection = selectedConnection.value
  if (connection === null) return null

  const endNow: End = connection.client === 'other' ? 'server' : end.value
  const able = abilitiesOf(connection, endNow)
  const kind = able.includes(wanted.value) ? wanted.value : 'text'
  const canFragment = endNow === 'server' || connection.client === 'probe'
  const ends = [
    { value: 'client', label: connection.client === 'probe' ? 'Probe' : 'Browser' },
    { value: 'server', label: 'Server' },
  ] as const

  // Each connection begins with the API of its own dialect.
  const through = api.value?.connection === connection.connection ? api.value.dialect : connection.dialect
  const submit = (): void => attempt(() => send(connection, endNow, actionOf(kind, canFragment), through))
  return (
    <form
      class="card composer"
      aria-label="Send"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault()
          submit()
        }
      }}
    >
      <Segmented
        label={`Send on #${connection.connection} from`}
        options={connection.client === 'other' ? ends.slice(1) : ends}
        value={endNow}
        onChange={(value) => {
          end.value = value
        }}
      />
      {endNow === 'server' && (
        <label>
          Through the API of
          <select
            value={through}
            onChange={(event) => {
              const dialect = event.currentTarget.value
              api.value = { connection: connection.connection, dialect }
              attempt(() => seeThrough(connection, dialect))
            }}
          >
            {greeting.value?.endpoints.map(({ name, original }) => (
              <option key={name} value={name}>
                {original}
                {name === connection.dialect ? ', the owner' : viewsOf(connection).includes(name) ? ', a view' : ''}
              </option>
            ))}
          </select>
        </label>
      )}
      <Segmented
        label="What"
        options={kinds.filter(({ value }) => able.includes(value))}
        value={kind}
        onChange={(value) => {
          wanted.value = value
        }}
      />
      <Fields kind={kind} canFragment={canFragment} />
      {endNow === 'client' && connection.client === 'browser' && (
        <p class="hint">A browser sends no pings, fragments or broken frames: connect with the probe for these.</p>
      )}
      <button type="submit" class="primary" title="Ctrl+Enter">
        {kind === 'terminate' ? 'Drop the connection' : `Send ${kind}`}
      </button>
    </form>
  )
}
