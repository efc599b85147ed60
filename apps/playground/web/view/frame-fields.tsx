/** The fields of a frame with any header, and ready-made frames that break a rule. */

import { signal } from '@preact/signals'
import { fromHex, toHex } from '../wire/bytes.js'
import { opcodeName } from '../wire/names.js'
import type { Action } from '../wire/send.js'
import { TextField } from './field.js'

interface Preset {
  readonly label: string
  /** FIN, RSV and opcode. @rfc 6455 §5.2 */
  readonly first: number
  readonly masked: boolean
  readonly payload: string
}

const presets: readonly Preset[] = [
  { label: 'Text “Hello”', first: 0x81, masked: true, payload: '48 65 6c 6c 6f' },
  { label: 'First fragment of a text', first: 0x01, masked: true, payload: '48 65 6c' },
  { label: 'Last fragment', first: 0x80, masked: true, payload: '6c 6f' },
  { label: 'Not masked (§5.1)', first: 0x81, masked: false, payload: '48 65 6c 6c 6f' },
  { label: 'RSV2 without an extension (§5.2)', first: 0xa1, masked: true, payload: '48 69' },
  { label: 'Reserved opcode 3 (§5.2)', first: 0x83, masked: true, payload: '' },
  { label: 'Ping in two fragments (§5.5)', first: 0x09, masked: true, payload: '' },
  { label: 'Ping of 126 bytes (§5.5)', first: 0x89, masked: true, payload: '2a '.repeat(126).trim() },
  { label: 'Text that is no UTF-8 (§8.1)', first: 0x81, masked: true, payload: 'c3 28' },
  { label: 'Close with one byte (§5.5.1)', first: 0x88, masked: true, payload: '03' },
  { label: 'Close with code 1005 (§7.4.1)', first: 0x88, masked: true, payload: '03 ed' },
]

const first = signal(0x81)
const masked = signal(true)
const payload = signal('48 65 6c 6c 6f')

const bits = [
  { label: 'FIN', mask: 0x80 },
  { label: 'RSV1', mask: 0x40 },
  { label: 'RSV2', mask: 0x20 },
  { label: 'RSV3', mask: 0x10 },
] as const

/** @throws Error for a payload that is no hex */
export function frameOf(): Action {
  return { action: 'frame', first: first.value, masked: masked.value, payload: toHex(fromHex(payload.value)) }
}

export function FrameFields() {
  const usePreset = (event: Event): void => {
    const preset = presets[Number((event.currentTarget as HTMLSelectElement).value)]
    first.value = preset.first
    masked.value = preset.masked
    payload.value = preset.payload
  }
  const chosen = presets.findIndex(
    (preset) => preset.first === first.value && preset.masked === masked.value && preset.payload === payload.value,
  )
  return (
    <>
      <label>
        Ready-made
        <select value={String(chosen)} onChange={usePreset}>
          {chosen === -1 && <option value="-1">your own</option>}
          {presets.map(({ label }, index) => (
            <option key={label} value={String(index)}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <div class="bits">
        {bits.map(({ label, mask }) => (
          <label key={label} class="check">
            <input
              type="checkbox"
              checked={(first.value & mask) !== 0}
              onChange={() => {
                first.value ^= mask
              }}
            />
            {label}
          </label>
        ))}
        <label class="check">
          <input
            type="checkbox"
            checked={masked.value}
            onChange={() => {
              masked.value = !masked.value
            }}
          />
          Mask
        </label>
      </div>
      <label>
        Opcode
        <select
          value={String(first.value & 0x0f)}
          onChange={(event) => {
            first.value = (first.value & 0xf0) | Number(event.currentTarget.value)
          }}
        >
          {Array.from({ length: 16 }, (_, opcode) => (
            <option key={opcode} value={String(opcode)}>
              {opcode.toString(16)} {opcodeName(opcode)}
            </option>
          ))}
        </select>
      </label>
      <TextField label="Payload in hex" value={payload} lines={2} mono />
    </>
  )
}
