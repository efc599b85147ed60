/** A labelled field of text that is bound to a signal. */

import type { Signal } from '@preact/signals'

interface TextFieldProps {
  readonly label: string
  readonly value: Signal<string>
  /** More than one for a text of several lines. */
  readonly lines?: number
  readonly mono?: boolean
}

export function TextField({ label, value, lines = 1, mono = false }: TextFieldProps) {
  const onInput = (event: { currentTarget: { value: string } }): void => {
    value.value = event.currentTarget.value
  }
  const shared = { class: mono ? 'mono' : '', spellcheck: false, value: value.value, onInput }
  if (lines > 1) {
    return (
      <label>
        {label}
        <textarea rows={lines} {...shared} />
      </label>
    )
  }
  return (
    <label>
      {label}
      <input autocomplete="off" {...shared} />
    </label>
  )
}
