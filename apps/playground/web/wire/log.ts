/** The records that the table shows: bounded, filtered, and held back while the log is paused. */

import { computed, signal } from '@preact/signals'
import type { FrameRecord, WireRecord } from '../../src/control/messages.js'
import { fromHex, fromUtf8Start } from './bytes.js'
import { isControl } from './names.js'

interface RowFacts {
  readonly id: number
  /** Whether the frame belongs to a compressed message: only its first frame has RSV1. @rfc 7692 §6 */
  readonly isCompressed: boolean
}

export type Row = WireRecord & RowFacts
export type FrameRow = FrameRecord & RowFacts

export interface Filter {
  readonly direction: 'both' | 'in' | 'out'
  readonly data: boolean
  readonly control: boolean
  readonly events: boolean
  /** All for null. */
  readonly connection: number | null
  /** Part of the payload's text or hex, or of an event's words. */
  readonly search: string
}

/** Older rows are forgotten. */
export const MAX_ROWS = 1000

const everything: Filter = {
  direction: 'both',
  data: true,
  control: true,
  events: true,
  connection: null,
  search: '',
}

export const rows = signal<readonly Row[]>([])
export const filter = signal<Filter>(everything)
export const isPaused = signal(false)
/** Rows that wait for the end of the pause. */
export const held = signal<readonly Row[]>([])
/** Rows that this page was never told of. */
export const dropped = signal(0)
export const selectedId = signal<number | null>(null)

export const shownRows = computed(() => {
  const accepts = accepting(filter.value)
  return rows.value.filter(accepts)
})
export const selectedRow = computed(() => rows.value.find(({ id }) => id === selectedId.value) ?? null)

let lastId = 0
/** The ends whose last message was compressed. */
const compressing = new Set<string>()

export function addRecords(records: readonly WireRecord[], left: number): void {
  const added = records.map((record) => ({ ...record, id: ++lastId, isCompressed: isCompressed(record) }))
  const target = isPaused.value ? held : rows
  target.value = [...target.value, ...added].slice(-MAX_ROWS)
  dropped.value += left
}

function isCompressed(record: WireRecord): boolean {
  if (record.kind === 'close') for (const way of ['in', 'out']) compressing.delete(`${record.connection} ${way}`)
  if (record.kind !== 'frame' || isControl(record.opcode)) return false
  const end = `${record.connection} ${record.direction}`
  if (record.opcode === 0) return compressing.has(end)
  if (record.rsv1) compressing.add(end)
  else compressing.delete(end)
  return record.rsv1
}

export function togglePause(): void {
  isPaused.value = !isPaused.value
  if (isPaused.value) return
  rows.value = [...rows.value, ...held.value].slice(-MAX_ROWS)
  held.value = []
}

export function clearLog(): void {
  rows.value = []
  held.value = []
  dropped.value = 0
  selectedId.value = null
}

export function setFilter(change: Partial<Filter>): void {
  filter.value = { ...filter.value, ...change }
}

export function resetFilter(): void {
  filter.value = everything
}

/** Moves the selection among the rows that are shown. @param step ±Infinity for the ends */
export function moveSelection(step: number): void {
  const shown = shownRows.value
  if (shown.length === 0) return
  const at = shown.findIndex(({ id }) => id === selectedId.value)
  const from = at === -1 ? (step < 0 ? shown.length : -1) : at
  selectedId.value = shown[Math.max(0, Math.min(shown.length - 1, from + step))].id
}

/** The text of a payload, as far as the server has shown it; null when it is none. */
export function textOf(row: FrameRow): string | null {
  if (row.isCompressed) return null
  const bytes = fromHex(row.payload)
  return fromUtf8Start(row.opcode === 8 ? bytes.subarray(2) : bytes)
}

/** The words of a record that is no frame. */
export function eventText(row: Exclude<Row, FrameRow>): string {
  if (row.kind === 'error') return row.message
  if (row.kind === 'view') return `${row.dialect}: ${row.event}`
  if (row.kind === 'close') return `closed: ${row.code}${row.reason ? ` ${row.reason}` : ''}`
  const parts = [row.dialect, `client: ${row.client}`, row.subprotocol || 'no subprotocol']
  if (row.deflate) parts.push('permessage-deflate')
  return `open: ${parts.join(', ')}`
}

function accepting({ direction, data, control, events, connection, search }: Filter): (row: Row) => boolean {
  const words = search.trim().toLowerCase()
  const digits = words.replace(/\s/g, '')
  return (row) => {
    if (connection !== null && row.connection !== connection) return false
    if (row.kind !== 'frame') return events && eventText(row).toLowerCase().includes(words)
    if (direction !== 'both' && row.direction !== direction) return false
    if (isControl(row.opcode) ? !control : !data) return false
    return words === '' || row.payload.includes(digits) || (textOf(row) ?? '').toLowerCase().includes(words)
  }
}
