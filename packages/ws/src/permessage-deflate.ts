/** The exported `PerMessageDeflate`: negotiation and codecs of the engine behind the original's class. */

import type { ZlibOptions } from 'node:zlib'
import {
  acceptDeflateAnswer,
  acceptDeflateOffer,
  type ConnectionDeflate,
  type DeflateAgreement,
  type DeflateFault,
  type DeflateParameters,
  type DeflateWishes,
  deflateOffer,
  type ExtensionParameter,
  isDeflateFault,
  PERMESSAGE_DEFLATE,
  readDeflateParameters,
  toExtensionParameters,
} from '@rosetta-ws/engine'
import { createDeflate, WorkLimiter } from '@rosetta-ws/engine/node'
import { errorOf, kStatusCode, type ViolationError } from './errors.js'
import { toParameterList } from './extension.js'

export interface PerMessageDeflateOptions {
  serverNoContextTakeover?: boolean
  clientNoContextTakeover?: boolean
  serverMaxWindowBits?: number
  clientMaxWindowBits?: number | boolean
  zlibDeflateOptions?: ZlibOptions
  zlibInflateOptions?: ZlibOptions
  /** Bytes. */
  threshold?: number
  /** Jobs on zlib's threads at a time, for the whole process; the first instance decides. */
  concurrencyLimit?: number
  isServer?: boolean
  /** Bytes; 0 for no limit. */
  maxPayload?: number
}

/** The agreed parameters by their names in the header. */
export type PerMessageDeflateParams = Record<string, number | true>

type CodecCallback = (error: Error | null, output?: Uint8Array) => void

const DEFAULT_THRESHOLD = 1024
const DEFAULT_CONCURRENCY = 10

/** Shared by the process; made by the first instance. */
let limiter: WorkLimiter | null = null

export class PerMessageDeflate {
  static get extensionName(): string {
    return PERMESSAGE_DEFLATE
  }

  params: PerMessageDeflateParams | null = null
  readonly _options: PerMessageDeflateOptions
  readonly _threshold: number
  readonly _maxPayload: number
  readonly _isServer: boolean
  #agreement: DeflateAgreement | null = null
  #codecs: ConnectionDeflate | null = null
  /** Who waits for a payload that is being deflated. */
  #compressing: CodecCallback | null = null

  constructor(options?: PerMessageDeflateOptions) {
    this._options = options || {}
    this._threshold = this._options.threshold === undefined ? DEFAULT_THRESHOLD : this._options.threshold
    this._maxPayload = (this._options.maxPayload as number) | 0
    this._isServer = Boolean(this._options.isServer)
    limiter ??= new WorkLimiter(this._options.concurrencyLimit ?? DEFAULT_CONCURRENCY)
  }

  /** What a client offers. @rfc 7692 §7.1 */
  offer(): Record<string, unknown> {
    return toParams(deflateOffer(this.#wishes).parameters)
  }

  /**
   * Accepts an offer, or an answer to one.
   *
   * @param configurations parameters by name, each with its values
   * @returns the agreed parameters
   * @throws TypeError for a bad value, Error for anything else that is refused
   */
  accept(configurations: Record<string, (string | true)[]>[]): PerMessageDeflateParams {
    const read = configurations.map((configuration) => this.#read(configuration))
    this.params = this._isServer ? this.#acceptOffer(read) : this.#acceptAnswer(read[0] ?? {})
    return this.params
  }

  /** Frees the codecs. */
  cleanup(): void {
    this.#codecs?.inflater.close()
    this.#codecs?.deflater.close()
    this.#codecs = null
    const callback = this.#compressing
    this.#compressing = null
    callback?.(new Error('The deflate stream was closed while data was being processed'))
  }

  /** Inflates the payload of one frame. `data` must not change until the call back. */
  decompress(data: Uint8Array, fin: boolean, callback: CodecCallback): void {
    this.codecs.inflater.inflate(data, fin, this._maxPayload, {
      onInflated: (output) => callback(null, output),
      onInflateError: (error) => {
        ;(error as ViolationError)[kStatusCode] = 1007
        callback(error)
      },
      onInflateLimit: () => callback(errorOf('messageTooLarge', undefined)),
    })
  }

  /** Deflates one payload. `data` must not change until the call back. */
  compress(data: string | Uint8Array, fin: boolean, callback: CodecCallback): void {
    const done: CodecCallback = (error, output) => {
      this.#compressing = null
      callback(error, output)
    }
    this.#compressing = callback
    this.codecs.deflater.deflate(typeof data === 'string' ? Buffer.from(data) : data, fin, {
      onDeflated: (output) => done(null, output),
      onDeflateError: (error) => done(error),
    })
  }

  /** @internal The codecs of the agreement. */
  get codecs(): ConnectionDeflate {
    if (this.#codecs === null) {
      const agreement = this.#agreement ?? defaultAgreement
      this.#codecs = createDeflate(agreement, this._isServer ? 'server' : 'client', {
        deflate: this._options.zlibDeflateOptions,
        inflate: this._options.zlibInflateOptions,
        threshold: this._threshold,
        limiter: limiter as WorkLimiter,
      })
    }
    return this.#codecs
  }

  get #wishes(): DeflateWishes {
    const { clientMaxWindowBits } = this._options
    // null stands for "not given", as undefined does.
    return { ...this._options, clientMaxWindowBits: clientMaxWindowBits ?? undefined } as DeflateWishes
  }

  #read(configuration: Record<string, (string | true)[]>): DeflateParameters {
    for (const [name, values] of Object.entries(configuration)) {
      if (values.length > 1) throw faultError({ fault: 'repeatedParameter', parameter: name })
    }
    const parameters = readDeflateParameters(toParameterList(configuration), this._isServer ? 'offer' : 'answer')
    if (isDeflateFault(parameters)) throw faultError(parameters)
    return parameters
  }

  #acceptOffer(offers: DeflateParameters[]): PerMessageDeflateParams {
    const accepted = acceptDeflateOffer(offers, this.#wishes)
    if (isDeflateFault(accepted)) throw faultError(accepted)
    this.#agreement = sharedAgreement(accepted.agreement)
    return toParams(accepted.answer.parameters)
  }

  #acceptAnswer(answer: DeflateParameters): PerMessageDeflateParams {
    const agreement = acceptDeflateAnswer(answer, this.#wishes)
    if (isDeflateFault(agreement)) throw faultError(agreement)
    this.#agreement = sharedAgreement(agreement)
    const params = toParams(toExtensionParameters(answer))
    const { clientMaxWindowBits } = this._options
    if (typeof clientMaxWindowBits === 'number') params.client_max_window_bits ??= clientMaxWindowBits
    return params
  }
}

const defaultAgreement: DeflateAgreement = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

let lastAgreement = defaultAgreement

/** Most connections agree on what the one before them did: they share it. */
function sharedAgreement(agreement: DeflateAgreement): DeflateAgreement {
  const isSame = (Object.keys(agreement) as (keyof DeflateAgreement)[]).every(
    (key) => agreement[key] === lastAgreement[key],
  )
  if (!isSame) lastAgreement = agreement
  return lastAgreement
}

function toParams(parameters: readonly ExtensionParameter[]): PerMessageDeflateParams {
  const params: PerMessageDeflateParams = {}
  for (const { name, value } of parameters) params[name] = value === true ? true : Number(value)
  return params
}

function faultError(fault: DeflateFault): Error {
  switch (fault.fault) {
    case 'unknownParameter':
      return new Error(`Unknown parameter "${fault.parameter}"`)
    case 'repeatedParameter':
      return new Error(`Parameter "${fault.parameter}" must have only a single value`)
    case 'invalidValue':
      return new TypeError(`Invalid value for parameter "${fault.parameter}": ${fault.value}`)
    case 'unexpectedParameter':
      return new Error(
        fault.parameter === 'client_max_window_bits'
          ? `Unexpected or invalid parameter "${fault.parameter}"`
          : `Unexpected parameter "${fault.parameter}"`,
      )
    case 'unacceptable':
      return new Error('None of the extension offers can be accepted')
  }
}
