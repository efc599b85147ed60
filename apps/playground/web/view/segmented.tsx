/** A choice of one of a few: radio buttons that look like one bar. */

export interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly title?: string
}

interface SegmentedProps<Value extends string> {
  /** What is chosen, for those who cannot see the bar; also the group's name in the document. */
  readonly label: string
  readonly options: readonly Option<Value>[]
  readonly value: Value
  onChange(value: Value): void
}

export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  return (
    <fieldset class="segmented">
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} title={option.title}>
          <input
            type="radio"
            name={label}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
