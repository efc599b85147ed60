/** Bytes as a dump: offset, hex, and the characters that are ASCII. */

const BYTES_PER_LINE = 16

export function HexDump({ bytes }: { bytes: Uint8Array }) {
  return <pre class="hex">{dump(bytes)}</pre>
}

function dump(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    const line = [...bytes.subarray(at, at + BYTES_PER_LINE)]
    const hex = line.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const characters = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('')
    lines.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(3 * BYTES_PER_LINE)} ${characters}`)
  }
  return lines.join('\n') || 'empty'
}
