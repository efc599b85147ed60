/**
 * The limits of websocket for what it receives, as ws has them: one for a message, and none for a frame.
 * What becomes of the other options is said where they move.
 */
import { ts } from 'ts-morph'
import type { FileEdits } from '../file-edits.js'
import type { Move } from '../move.js'
import { optionValue } from '../option-list.js'
import { bare } from '../syntax.js'

type End = 'server' | 'client'

/** What holds where the options say nothing. */
const presets = {
  server: { frame: 64 * 1024, frameText: '64 KiB', message: 1024 * 1024, messageText: '1024 * 1024' },
  client: { frame: 1024 * 1024, frameText: '1 MiB', message: 8 * 1024 * 1024, messageText: '8 * 1024 * 1024' },
} as const

type Options = ts.ObjectLiteralExpression | undefined

/** The option of ws for the limit of a message, given or preset. */
export function messageLimit(options: Options, end: End, edits: FileEdits): string {
  const given = optionValue(options, 'maxReceivedMessageSize')
  return `maxPayload: ${given ? given.getText(edits.file) : presets[end].messageText}`
}

/** Says that the limit of a frame is gone, unless a message cannot be larger either. */
export function sayFrameLimit(site: ts.Node, options: Options, end: End, move: Move): void {
  const preset = presets[end]
  const frame = optionValue(options, 'maxReceivedFrameSize')
  const message = optionValue(options, 'maxReceivedMessageSize')
  const frameBytes = frame ? bytesOf(frame) : preset.frame
  const messageBytes = message ? bytesOf(message) : preset.message
  if (frameBytes !== undefined && messageBytes !== undefined && frameBytes >= messageBytes) return
  if (frame)
    move.todo(
      site,
      `ws has no limit for a frame, and maxReceivedFrameSize was ${frame.getText().replace(/\s+/g, ' ')}: maxPayload is for the message.`,
      'limits',
    )
  else
    move.note(
      site,
      `A ${end} of websocket refused a frame above ${preset.frameText}; ws has a limit only for the message, which is kept.`,
      'limits',
    )
}

/** A number that is written out: `65536`, `0x10000`, `64 * 1024`, `1 << 20`. */
function bytesOf(expression: ts.Expression): number | undefined {
  const node = bare(expression)
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (!ts.isBinaryExpression(node)) return undefined
  const left = bytesOf(node.left)
  const right = bytesOf(node.right)
  if (left === undefined || right === undefined) return undefined
  if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right
  return node.operatorToken.kind === ts.SyntaxKind.LessThanLessThanToken ? left << right : undefined
}
