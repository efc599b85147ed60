/** All that is known of the selected row: the header bit by bit, the payload as text and as a dump. */

import { fromHex } from '../wire/bytes.js'
import { eventText, type FrameRow, selectedRow, textOf } from '../wire/log.js'
import { bytesText, closeCodeName, opcodeName } from '../wire/names.js'
import { HexDump } from './hex-dump.js'

export function DetailsPane() {
  const row = selectedRow.value
  if (row === null) {
    return (
      <aside class="details hint">Choose a row, by a click or the arrow keys, to see its header and payload.</aside>
    )
  }
  if (row.kind !== 'frame') {
    return (
      <aside class="details" aria-label="Details">
        <p>
          <b>#{row.connection}</b> {eventText(row)}
        </p>
      </aside>
    )
  }
  return (
    <aside class="details frame" aria-label="Details">
      <FrameHeader row={row} />
      <FramePayload row={row} />
    </aside>
  )
}

function FrameHeader({ row }: { row: FrameRow }) {
  const { fin, rsv1, opcode, masked, length } = row
  const short = length <= 125 ? length : length <= 0xffff ? 126 : 127
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  const size = 2 + extended + (masked ? 4 : 0)
  return (
    <section>
      <h2>
        {row.direction === 'in' ? 'Received' : 'Sent'}: {opcodeName(opcode)}
      </h2>
      <table class="header-bits">
        <tbody>
          <tr>
            <th>FIN</th>
            <th>RSV1–3</th>
            <th>opcode</th>
            <th>MASK</th>
            <th>length</th>
          </tr>
          <tr>
            <td>{Number(fin)}</td>
            <td>{rsv1 ? '100' : '000'}</td>
            <td>{opcode.toString(2).padStart(4, '0')}</td>
            <td>{Number(masked)}</td>
            <td>{short.toString(2).padStart(7, '0')}</td>
          </tr>
        </tbody>
      </table>
      <dl>
        <dt>Message</dt>
        <dd>{role(row)}</dd>
        <dt>Length</dt>
        <dd>
          {bytesText(length)}, in {extended === 0 ? '7 bits' : `7 + ${extended * 8} bits`}
        </dd>
        <dt>On the wire</dt>
        <dd>
          {bytesText(size + length)}: {size} of header{masked && ', 4 of them the masking key'}
        </dd>
        {opcode === 8 && length >= 2 && <CloseFacts row={row} />}
      </dl>
    </section>
  )
}

function CloseFacts({ row }: { row: FrameRow }) {
  const code = Number.parseInt(row.payload.slice(0, 4), 16)
  return (
    <>
      <dt>Code</dt>
      <dd>
        {code} {closeCodeName(code)}
      </dd>
      <dt>Reason</dt>
      <dd>{textOf(row) || 'none'}</dd>
    </>
  )
}

function FramePayload({ row }: { row: FrameRow }) {
  const bytes = fromHex(row.payload)
  const text = textOf(row)
  return (
    <section class="payloads">
      {bytes.length < row.length && (
        <p class="hint">
          The first {bytesText(bytes.length)} of {bytesText(row.length)}.
        </p>
      )}
      <h3>Text</h3>
      <pre class="text">{row.isCompressed ? 'compressed: see the hex' : (text ?? 'no UTF-8')}</pre>
      <h3>Hex</h3>
      <HexDump bytes={bytes} />
    </section>
  )
}

/** What the frame is to its message. */
function role({ opcode, fin, isCompressed }: FrameRow): string {
  if (opcode >= 8) return 'a control frame'
  const part = opcode === 0 ? (fin ? 'last fragment' : 'a fragment in the middle') : fin ? 'whole' : 'first fragment'
  return isCompressed ? `${part}, compressed` : part
}
