/** The fields of the composer for each kind of thing to send, and the action that they say. */

import { signal } from '@preact/signals'
import { fromHex, toHex, toUtf8 } from '../wire/bytes.js'
import { greeting } from '../wire/control-channel.js'
import { bytesText, closeCodes } from '../wire/names.js'
import { notify } from '../wire/notice.js'
import type { Action, ActionName } from '../wire/send.js'
import { TextField } from './field.js'
import { FrameFields, frameOf } from './frame-fields.js'

/** What the fields hold; it stays when the kind is changed and back. */
const text = signal('Hello, wire')
const hex = signal('de ad be ef')
const file = signal<{ name: string; bytes: Uint8Array } | null>(null)
const fragments = signal('1')
const controlText = signal('')
const closeCode = signal('1000')
const closeReason = signal('')
const rawBytes = signal('81 85 00 00 00 00 48 65 6c 6c 6f')

/** @throws Error for a field that does not hold what it should */
export function actionOf(kind: ActionName, canFragment: boolean): Action {
  const count = canFragment ? Number(fragments.value) : 1
  switch (kind) {
    case 'text':
      return { action: 'message', binary: false, payload: toHex(toUtf8(text.value)), fragments: count }
    case 'binary':
      return {
        action: 'message',
        binary: true,
        payload: toHex(file.value?.bytes ?? fromHex(hex.value)),
        fragments: count,
      }
    case 'ping':
    case 'pong':
      return { action: kind, payload: toHex(toUtf8(controlText.value)) }
    case 'close': {
      const code = closeCode.value.trim()
      return { action: 'close', code: code === '' ? null : Number(code), reason: closeReason.value }
    }
    case 'frame':
      return frameOf()
    case 'bytes':
      return { action: 'bytes', payload: toHex(fromHex(rawBytes.value)) }
    default:
      return { action: 'terminate' }
  }
}

export function Fields({ kind, canFragment }: { kind: ActionName; canFragment: boolean }) {
  switch (kind) {
    case 'text':
      return (
        <>
          <TextField label="Text" value={text} lines={3} />
          {canFragment && <FragmentsField />}
        </>
      )
    case 'binary':
      return (
        <>
          <BinaryField />
          {canFragment && <FragmentsField />}
        </>
      )
    case 'ping':
    case 'pong':
      return <TextField label="Payload, at most 125 bytes" value={controlText} />
    case 'close':
      return <CloseFields />
    case 'frame':
      return <FrameFields />
    case 'bytes':
      return <TextField label="Bytes in hex, header and all" value={rawBytes} lines={3} mono />
    default:
      return <p class="hint">Ends the TCP connection without a Close frame: the other end sees code 1006.</p>
  }
}

function FragmentsField() {
  return (
    <label class="inline">
      In frames
      <input
        type="number"
        min={1}
        max={256}
        required
        value={fragments.value}
        onInput={(event) => {
          fragments.value = event.currentTarget.value
        }}
      />
    </label>
  )
}

function BinaryField() {
  const onFile = async (event: Event): Promise<void> => {
    const input = event.currentTarget as HTMLInputElement
    const [chosen] = input.files ?? []
    if (chosen === undefined) return
    const limit = greeting.value?.maxMessage ?? 0
    if (chosen.size > limit) {
      notify(`${chosen.name} has ${bytesText(chosen.size)}: the endpoints take ${bytesText(limit)} at most.`)
      input.value = ''
      return
    }
    file.value = { name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) }
  }
  return (
    <>
      {file.value === null ? (
        <TextField label="Bytes in hex" value={hex} lines={2} mono />
      ) : (
        <p class="file">
          {file.value.name}, {bytesText(file.value.bytes.length)}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              file.value = null
            }}
          >
            Back to hex
          </button>
        </p>
      )}
      <label>
        Or a file
        <input type="file" onChange={onFile} />
      </label>
    </>
  )
}

function CloseFields() {
  return (
    <div class="row">
      <label class="code">
        Code
        <input
          list="close-codes"
          inputMode="numeric"
          pattern="\s*\d*\s*"
          placeholder="none"
          value={closeCode.value}
          onInput={(event) => {
            closeCode.value = event.currentTarget.value
          }}
        />
        <datalist id="close-codes">
          {Object.entries(closeCodes).map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </datalist>
      </label>
      <div class="grow">
        <TextField label="Reason" value={closeReason} />
      </div>
    </div>
  )
}
