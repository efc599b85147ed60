/**
 * The configuration of a client of websocket, as options of a WebSocket of ws.
 */
import { ts } from 'ts-morph'
import type { FileEdits } from '../file-edits.js'
import type { Move } from '../move.js'
import { optionName, optionValue } from '../option-list.js'
import { isNothing } from '../syntax.js'
import { messageLimit, sayFrameLimit } from './limits.js'

/** Options that have a counterpart, or that say how websocket does what ws does in its own way. */
const movable = new Set([
  'maxReceivedFrameSize',
  'maxReceivedMessageSize',
  'closeTimeout',
  'fragmentOutgoingMessages',
  'fragmentationThreshold',
  'assembleFragments',
  'disableNagleAlgorithm',
  'webSocketVersion',
])

/** Options that move only with the value that ws has. */
const fixed: Readonly<Record<string, string>> = {
  assembleFragments: 'true',
  disableNagleAlgorithm: 'true',
  webSocketVersion: '13',
}

/** Why a configuration cannot move, or nothing. */
export function reasonToKeep(config: ts.Expression | undefined): string | undefined {
  if (isNothing(config)) return undefined
  if (!ts.isObjectLiteralExpression(config!)) return 'Its configuration is not written here.'
  for (const property of config.properties) {
    const name = optionName(property)
    const value = name === undefined ? undefined : optionValue(config, name)
    if (name === undefined || !value) return 'A part of its configuration is not written here.'
    if (!movable.has(name)) return `${name} of its configuration has another form in ws.`
    if (name in fixed && value.getText() !== fixed[name]) return `ws has no other ${name} than ${fixed[name]}.`
  }
  return undefined
}

/** The options of ws for a configuration that moves. */
export function clientOptions(config: ts.Expression | undefined, edits: FileEdits): string[] {
  const options = literal(config)
  const timeout = optionValue(options, 'closeTimeout')
  return [messageLimit(options, 'client', edits), ...(timeout ? [`closeTimeout: ${timeout.getText(edits.file)}`] : [])]
}

/** Says what of a configuration is lost. */
export function sayLost(site: ts.Node, config: ts.Expression | undefined, move: Move): void {
  const options = literal(config)
  sayFrameLimit(site, options, 'client', move)
  for (const property of options?.properties ?? []) move.handle(property)
}

function literal(config: ts.Expression | undefined): ts.ObjectLiteralExpression | undefined {
  return config && ts.isObjectLiteralExpression(config) ? config : undefined
}
