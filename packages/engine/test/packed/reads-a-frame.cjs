// The CommonJS build works: the masked text frame of RFC 6455 §5.7, and the accept value of §1.3.

const assert = require('node:assert/strict')
const { Flow, FrameDecoder, maskInPlace, Opcode } = require('@rosetta-ws/engine')
const { acceptValue } = require('@rosetta-ws/engine/node')

const seen = []
const decoder = new FrameDecoder(
  { masked: true, rsv1Allowed: false },
  {
    onFrameStart: () => Flow.Continue,
    onFrame(header, chunk, start, end, maskingKey) {
      maskInPlace(chunk, start, end, maskingKey)
      seen.push([header.opcode, Buffer.from(chunk.subarray(start, end)).toString()])
      return Flow.Continue
    },
    onFramePiece: () => assert.fail('the frame came in one chunk'),
    onViolation: (violation) => assert.fail(violation),
  },
)
decoder.consume(Buffer.from('818537fa213d7f9f4d5158', 'hex'))

assert.deepEqual(seen, [[Opcode.Text, 'Hello']])
assert.equal(acceptValue('dGhlIHNhbXBsZSBub25jZQ=='), 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
