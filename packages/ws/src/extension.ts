/** The exported `extension`: the header Sec-WebSocket-Extensions as nested objects. The grammar is the engine's. */

import {
  type ExtensionOffer,
  type ExtensionParameter,
  formatExtensions,
  type HeaderFault,
  isHeaderFault,
  parseExtensions,
} from '@rosetta-ws/engine'

/** Parameters by name, each with all its values. */
export type ExtensionParameters = Record<string, (string | true)[]>
/** Offers by extension, each with its parameters. */
export type ExtensionOffers = Record<string, ExtensionParameters[]>

export function syntaxError({ faultAt }: HeaderFault): SyntaxError {
  return new SyntaxError(faultAt === 'end' ? 'Unexpected end of input' : `Unexpected character at index ${faultAt}`)
}

/** @throws SyntaxError for a header that breaks the grammar @rfc 6455 §9.1 */
export function parse(header: string): ExtensionOffers {
  const parsed = parseExtensions(header)
  if (isHeaderFault(parsed)) throw syntaxError(parsed)
  const offers = emptyRecord<ExtensionParameters[]>()
  for (const { name, parameters } of parsed) {
    const record = emptyRecord<(string | true)[]>()
    for (const parameter of parameters) append(record, parameter.name, parameter.value)
    append(offers, name, record)
  }
  return offers
}

/** Without a prototype, since the names are the peer's. */
function emptyRecord<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>
}

function append<Value>(record: Record<string, Value[]>, name: string, value: Value): void {
  if (record[name] === undefined) record[name] = [value]
  else record[name].push(value)
}

type OneOrMore<Value> = Value | readonly Value[]

function listOf<Value>(value: OneOrMore<Value>): readonly Value[] {
  return Array.isArray(value) ? value : [value as Value]
}

export function format(extensions: Record<string, OneOrMore<Record<string, OneOrMore<unknown>>>>): string {
  const offers: ExtensionOffer[] = []
  for (const [name, configurations] of Object.entries(extensions)) {
    for (const configuration of listOf(configurations)) offers.push({ name, parameters: parametersOf(configuration) })
  }
  return formatExtensions(offers)
}

function parametersOf(configuration: Record<string, OneOrMore<unknown>>): ExtensionParameter[] {
  return Object.entries(configuration).flatMap(([name, values]) =>
    listOf(values).map((value) => ({ name, value: value === true ? true : String(value) })),
  )
}

/** Offers as the engine takes them. */
export function toParameterList(parameters: Record<string, readonly unknown[]>): ExtensionParameter[] {
  return parametersOf(parameters)
}
