/** The log as a table: a row for each frame and event. Arrow keys move the selection; it follows what comes. */

import { memo } from 'preact/compat'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { eventText, type FrameRow, moveSelection, type Row, selectedId, shownRows, textOf } from '../wire/log.js'
import { bytesText, closeCodeName, opcodeName } from '../wire/names.js'

const PAGE_STEP = 10
const PREVIEW_BYTES = 32
const PREVIEW_CHARACTERS = 120

/** How far each key moves the selection. */
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_STEP,
  PageUp: -PAGE_STEP,
  Home: -Number.MAX_SAFE_INTEGER,
  End: Number.MAX_SAFE_INTEGER,
}

export function LogTable() {
  const box = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  const shown = shownRows.value
  const selected = selectedId.value

  useLayoutEffect(() => {
    if (follows.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [shown])
  useLayoutEffect(() => {
    if (selected !== null) document.getElementById(rowId(selected))?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  return (
    <div
      ref={box}
      class="log"
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        follows.current = scrollTop + clientHeight >= scrollHeight - 4
      }}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table with a selection is a grid
        role="grid"
        aria-label="Frames and events"
        tabIndex={0}
        aria-activedescendant={selected === null ? undefined : rowId(selected)}
        onKeyDown={(event) => {
          const step = steps[event.key]
          if (step === undefined) return
          event.preventDefault()
          moveSelection(step)
        }}
      >
        <thead>
          <tr>
            <th class="time">Time</th>
            <th class="number">Conn.</th>
            <th class="way">Direction</th>
            <th class="opcode">Opcode</th>
            <th class="bit">FIN</th>
            <th class="bit">RSV</th>
            <th class="bit">Mask</th>
            <th class="length">Length</th>
            <th>Payload</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <LogRow key={row.id} row={row} isSelected={row.id === selected} />
          ))}
        </tbody>
      </table>
      {shown.length === 0 && (
        <p class="empty">Nothing yet. Connect, and each frame that the server sees is a row here.</p>
      )}
    </div>
  )
}

const LogRow = memo(({ row, isSelected }: { row: Row; isSelected: boolean }) => (
  <tr
    id={rowId(row.id)}
    class={row.kind === 'frame' ? `${row.direction} ${row.opcode >= 8 ? 'control' : 'data'}` : `event ${row.kind}`}
    aria-selected={isSelected}
    onClick={() => {
      selectedId.value = row.id
    }}
  >
    <td class="time">{clock(row.time)}</td>
    <td class="number">#{row.connection}</td>
    {row.kind === 'frame' ? <FrameCells row={row} /> : <td colSpan={7}>{eventText(row)}</td>}
  </tr>
))

function FrameCells({ row }: { row: FrameRow }) {
  return (
    <>
      <td class="way">{row.direction === 'in' ? '→ in' : '← out'}</td>
      <td class="opcode">
        <span>{opcodeName(row.opcode)}</span>
      </td>
      <td class="bit">{Number(row.fin)}</td>
      <td class="bit">{row.rsv1 ? '100' : '000'}</td>
      <td class="bit">{Number(row.masked)}</td>
      <td class="length" title={bytesText(row.length)}>
        {row.length.toLocaleString('en')}
      </td>
      <td class="payload">{preview(row)}</td>
    </>
  )
}

function preview(row: FrameRow): string {
  const text = textOf(row)
  if (row.opcode === 8) {
    if (row.length < 2) return 'no code'
    const code = Number.parseInt(row.payload.slice(0, 4), 16)
    return `${code} ${closeCodeName(code)}${text ? `: ${text}` : ''}`
  }
  if (row.isCompressed) return `compressed: ${spaced(row.payload)}`
  const showsText = text !== null && row.opcode !== 2 && !/[^\P{Cc}\t\n\r]/u.test(text)
  return showsText ? text.slice(0, PREVIEW_CHARACTERS) : spaced(row.payload)
}

function spaced(hex: string): string {
  return (hex.slice(0, 2 * PREVIEW_BYTES).match(/../g) ?? []).join(' ')
}

function clock(time: number): string {
  const date = new Date(time)
  const two = (value: number): string => String(value).padStart(2, '0')
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`
}

function rowId(id: number): string {
  return `row-${id}`
}
