/** What of the log is shown: filter, pause and clear. */

import { connections } from '../wire/connections.js'
import {
  clearLog,
  dropped,
  filter,
  held,
  isPaused,
  resetFilter,
  rows,
  setFilter,
  shownRows,
  togglePause,
} from '../wire/log.js'
import { Segmented } from './segmented.js'

const directions = [
  { value: 'both', label: 'Both ways' },
  { value: 'in', label: '→ to server', title: 'Frames that the server has received' },
  { value: 'out', label: '← from server', title: 'Frames that the server has sent' },
] as const

const kinds = [
  { name: 'data', label: 'Data' },
  { name: 'control', label: 'Control' },
  { name: 'events', label: 'Events' },
] as const

export function LogToolbar() {
  const { direction, connection, search } = filter.value
  const numbers = connections.value.map((each) => each.connection)
  if (connection !== null && !numbers.includes(connection)) numbers.push(connection)
  return (
    <div class="toolbar" role="toolbar" aria-label="The log">
      <Segmented
        label="Direction"
        options={directions}
        value={direction}
        onChange={(value) => setFilter({ direction: value })}
      />
      {kinds.map(({ name, label }) => (
        <label key={name} class="check">
          <input
            type="checkbox"
            checked={filter.value[name]}
            onChange={(event) => setFilter({ [name]: event.currentTarget.checked })}
          />
          {label}
        </label>
      ))}
      <select
        aria-label="Connection"
        value={connection === null ? '' : String(connection)}
        onChange={({ currentTarget: { value } }) => setFilter({ connection: value === '' ? null : Number(value) })}
      >
        <option value="">All connections</option>
        {numbers.map((number) => (
          <option key={number} value={String(number)}>
            #{number}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label="Search in payloads"
        placeholder="Text or hex"
        value={search}
        onInput={(event) => setFilter({ search: event.currentTarget.value })}
      />
      <span class="count" role="status">
        {countText()}
        {shownRows.value.length < rows.value.length && (
          <button type="button" class="quiet" onClick={resetFilter}>
            Show all
          </button>
        )}
      </span>
      <button type="button" aria-pressed={isPaused.value} onClick={togglePause}>
        {isPaused.value ? 'Go on' : 'Pause'}
      </button>
      <button type="button" onClick={clearLog}>
        Clear
      </button>
    </div>
  )
}

function countText(): string {
  const shown = shownRows.value.length
  const all = rows.value.length
  const parts = [shown === all ? `${all} rows` : `${shown} of ${all} rows`]
  if (held.value.length > 0) parts.push(`${held.value.length} waiting`)
  if (dropped.value > 0) parts.push(`${dropped.value} left out`)
  return parts.join(', ')
}
