/**
 * The catalogue has every name that the originals and our packages really have, and says of ours what is so.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import nodejsWebsocket from '@rosetta-ws/nodejs-websocket'
import websocket from '@rosetta-ws/websocket'
import * as ws from '@rosetta-ws/ws'
import ws1 from '@rosetta-ws/ws1'
import { describe, expect, it } from 'vitest'
import { catalogue, findMember } from '../../src/catalogue/catalogue.js'
import { type Dialect, dialects, type Entry, type Form, type Kind } from '../../src/catalogue/model.js'
import {
  addObject,
  addStatics,
  declarations,
  emitted,
  type Found,
  type LiveObjects,
  optionsRead,
  typed,
  withLive,
} from './reflect.js'

const require = createRequire(import.meta.url)

// biome-ignore lint/suspicious/noExplicitAny: packages of ten years ago
type Loose = any

const ours: Record<Dialect, Loose> = { ws, websocket, 'nodejs-websocket': nodejsWebsocket, ws1 }

/** What the sources read from objects that they call options, and that no user gives, or that has no effect. */
const notOptions: Record<Dialect, string[]> = {
  // Of frames, of the event classes, and of the request that is made; the last three are overwritten.
  ws: [
    'isServer',
    'skipUTF',
    'maskBuffer',
    'opcode',
    'readOnly',
    'rsv',
    'defaultPort',
    'timeout',
    'socketPath',
    'once',
  ],
  // Checked in place of keepaliveGracePeriod by mistake.
  websocket: ['keepaliveTimeout'],
  'nodejs-websocket': [],
  // Of the class that holds the options.
  ws1: ['isDefinedAndNonNull', 'value'],
}

describe.each(dialects)('%s', (dialect) => {
  const original = `original-${dialect}`

  it('has every export, member and own property of the original', async () => {
    expect(unknown(dialect, await namesOf(dialect, require(original)))).toEqual([])
  })

  it('says of each member whether ours has it', async () => {
    const members = await withLive(dialect, require(original), (objects) => having(dialect, objects))
    const present = new Set(await withLive(dialect, ours[dialect], (objects) => having(dialect, objects)))
    const wrong = members.filter((entry) => present.has(entry) === (entry.facade === 'missing'))
    expect(wrong.map(nameOf)).toEqual([])
  })

  it('has every event that the original emits', () => {
    const known = names(dialect, ['event'])
    expect([...emitted(original)].filter((name) => !known.has(name))).toEqual([])
  })

  it('has every option that the original reads', () => {
    const known = new Set([...names(dialect, ['option', 'property', 'method']), ...notOptions[dialect]])
    expect([...optionsRead(original)].filter((name) => !known.has(name))).toEqual([])
  })

  it('names each thing once', () => {
    const keys = of(dialect).map(nameOf)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })
})

const of = (dialect: Dialect) => catalogue.filter((entry) => entry.dialect === dialect)
const nameOf = ({ kind, form, name }: Entry) => `${kind} ${form} ${name}`
const names = (dialect: Dialect, forms: Form[]) =>
  new Set(of(dialect).flatMap((entry) => (forms.includes(entry.form) ? [entry.name] : [])))

/** Every name of an API: of its module, of the statics of its classes, and of its live objects. */
async function namesOf(dialect: Dialect, api: Loose): Promise<Found> {
  const found: Found = new Set()
  if (typeof api === 'function') addStatics(found, 'module', api)
  else for (const name of Object.keys(api)) if (name !== 'default') found.add(`module.${name}`)
  await withLive(dialect, api, (objects) => {
    for (const [kind, object] of objects) {
      addObject(found, kind, object)
      if (object.constructor !== Object && object.constructor !== api) addStatics(found, kind, object.constructor)
    }
  })
  return found
}

/** The entries of instances whose name one of the objects has. */
function having(dialect: Dialect, objects: LiveObjects): Entry[] {
  const members = of(dialect).filter((entry) => ['method', 'property'].includes(entry.form) && !entry.isStatic)
  return members.filter(({ kind, name }) => objects.some(([of, object]) => of === kind && name in object))
}

function unknown(dialect: Dialect, found: Found): string[] {
  return [...found].filter((name) => {
    const [kind, member] = [name.slice(0, name.indexOf('.')) as Kind, name.slice(name.indexOf('.') + 1)]
    const isOption = of(dialect).some(
      (entry) => entry.kind === kind && entry.form === 'option' && entry.name === member,
    )
    return !findMember(dialect, kind, member) && !isOption
  })
}

describe('declarations', () => {
  const browserEvent = [
    'Event',
    'OpenEvent',
    'MessageEvent',
    'CloseEvent',
    'ErrorEvent',
    'ICloseEvent',
    'IMessageEvent',
  ]
  /** The kinds of what declarations call otherwise; null for what no code names. */
  const kinds: Record<Dialect, Record<string, Kind | null>> = {
    ws: {
      WebSocket: 'connection',
      ConnectionOptions: 'connectOptions',
      // What `new WebSocket(null)` takes.
      ServerSideOptions: null,
      PerMessageDeflateOptions: 'deflateOptions',
      PerMessageDeflate: 'perMessageDeflate',
      VerifyClientInfo: 'verifyInfo',
      ...nulls('WebSocketEventMap', 'EventListenerOptions', 'AddressInfo', 'ZlibDeflateOptions'),
      ...nulls('ExtensionParameters', 'ExtensionOffers', 'ExtensionsToFormat', 'PerMessageDeflateParameters'),
      ...nulls('PerMessageDeflateEndOptions', 'ReceiverOptions', 'FrameOptions'),
    },
    websocket: {
      IConfig: 'connectOptions',
      IKeepaliveConfig: 'connectOptions',
      IServerConfig: 'serverOptions',
      IClientConfig: 'connectOptions',
      IRouterConfig: 'mountOptions',
      RequestMembers: 'request',
      w3cwebsocket: 'w3c',
      ICookie: 'cookieOptions',
      IUtf8Message: 'message',
      IBinaryMessage: 'message',
      IRouterRequest: 'routerRequest',
      ...nulls('IStringified', 'IExtension', 'IBufferList', 'IRouterHandler', 'BufferListEvents'),
      ...nulls('IPerMessageDeflateConfig', 'ServerEvents', 'RequestEvents', 'ConnectionEvents', 'ClientEvents'),
    },
    'nodejs-websocket': { HandshakeOptions: 'connectOptions', ...nulls('Events', 'Handshake') },
    ws1: {
      WebSocket: 'connection',
      PerMessageDeflateOptions: 'deflateOptions',
      MessageFlags: 'flags',
      ControlFlags: 'flags',
      ...nulls('AcceptedOptions'),
    },
  }

  const folder = (name: string) => dirname(require.resolve(`${name}/package.json`))
  it.each([
    ['ws', folder('@types/original-ws')],
    ['websocket', folder('@types/original-websocket')],
    ['ws', join(folder('@rosetta-ws/ws'), 'types')],
    ['websocket', join(folder('@rosetta-ws/websocket'), 'types')],
    ['nodejs-websocket', join(folder('@rosetta-ws/nodejs-websocket'), 'types')],
    ['ws1', join(folder('@rosetta-ws/ws1'), 'types')],
    ['ws1', join(folder('@rosetta-ws/wsd'), 'types')],
  ] as const)('of %s have no member that is unknown: %s', (dialect, at) => {
    const found = [...typed(declarations(at))]
    expect(found.length).toBeGreaterThan(5)
    const strange = found.filter((name) => {
      const [owner, member] = name.split('.')
      const kind = kindOf(dialect, owner)
      return kind !== null && !of(dialect).some((one) => one.kind === kind && one.name === member)
    })
    expect(strange).toEqual([])
  })

  function kindOf(dialect: Dialect, owner: string): Kind | null {
    if (browserEvent.includes(owner)) return 'w3cEvent'
    if (owner in kinds[dialect]) return kinds[dialect][owner]
    return (owner === 'ClientOptions' ? 'connectOptions' : owner[0].toLowerCase() + owner.slice(1)) as Kind
  }
})

function nulls(...names: string[]): Record<string, null> {
  return Object.fromEntries(names.map((name) => [name, null]))
}
