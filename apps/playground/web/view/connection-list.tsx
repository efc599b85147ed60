/** The open connections, to choose the one that is spoken to. */

import { connections, selectConnection, selectedConnection } from '../wire/connections.js'

export function ConnectionList() {
  if (connections.value.length === 0) {
    return <p class="card hint">No connection is open. Those of other programs to this server are shown as well.</p>
  }
  return (
    <fieldset class="card connections">
      <legend>Connections</legend>
      {connections.value.map(({ connection, dialect, client, subprotocol, deflate }) => (
        <label key={connection}>
          <input
            type="radio"
            name="connection"
            checked={selectedConnection.value?.connection === connection}
            onChange={() => selectConnection(connection)}
          />
          <span>
            <b>#{connection}</b> {dialect}
          </span>
          <small>{[client, subprotocol, deflate && 'deflate'].filter(Boolean).join(', ')}</small>
        </label>
      ))}
    </fieldset>
  )
}
