import { Flow, FrameDecoder, type FrameHandler, parseExtensions } from '@rosetta-ws/engine'
import { acceptValue, nodePlatform } from '@rosetta-ws/engine/node'

const handler: FrameHandler = {
  onFrameStart: () => Flow.Continue,
  onFrame: (header, chunk, start, end) => (header.fin && chunk.length >= end - start ? Flow.Continue : Flow.Stop),
  onFramePiece: () => Flow.Continue,
  onViolation: () => {},
}
new FrameDecoder({ masked: true, rsv1Allowed: false }, handler).consume(new Uint8Array(0))

export const accept: string = acceptValue('')
export const bytes: Uint8Array = nodePlatform.bytes.allocate(1)
export const offers = parseExtensions('permessage-deflate')

// @ts-expect-error a decoder must be told whether its peer masks
new FrameDecoder({ rsv1Allowed: false }, handler)
