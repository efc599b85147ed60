/**
 * Reads and writes the head of an HTTP/1.1 request or response, as the opening handshake needs it.
 * It does not judge whether the head is a good handshake (see opening-handshake.ts).
 */

/** A parsed head. `headers` keeps every field in order, names in lower case. */
export interface HttpHead {
  startLine: string
  headers: [name: string, value: string][]
}

/** A head that is not HTTP/1.1. */
export class HttpFault extends Error {}

const headEnd = Buffer.from('\r\n\r\n')
const maxHeadBytes = 64 * 1024

/** Collects the bytes of a head and gives back what follows it. */
export class HeadReader {
  #bytes: Buffer = Buffer.alloc(0)

  /** Undefined until the head is complete. @throws HttpFault */
  push(chunk: Buffer): { head: HttpHead; rest: Buffer } | undefined {
    this.#bytes = Buffer.concat([this.#bytes, chunk])
    const end = this.#bytes.indexOf(headEnd)
    if (end < 0) {
      if (this.#bytes.length > maxHeadBytes) throw new HttpFault('the head is longer than 64 KiB')
      return undefined
    }
    return { head: parseHead(this.#bytes.toString('latin1', 0, end)), rest: this.#bytes.subarray(end + headEnd.length) }
  }
}

/** @throws HttpFault */
export function parseHead(text: string): HttpHead {
  const [startLine = '', ...lines] = text.split('\r\n')
  const headers = lines.map((line) => {
    const match = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/.exec(line)
    if (!match) throw new HttpFault(`"${line}" is not a header field`)
    return [match[1]!.toLowerCase(), match[2]!] as [string, string]
  })
  return { startLine, headers }
}

/** All values of a header, in order. */
export function headerValues(head: HttpHead, name: string): string[] {
  return head.headers.filter(([key]) => key === name).map(([, value]) => value)
}

/** The values of a header joined with commas, undefined without one. */
export function headerValue(head: HttpHead, name: string): string | undefined {
  const values = headerValues(head, name)
  return values.length > 0 ? values.join(', ') : undefined
}

/** The head as bytes, the empty line included. */
export function writeHead(startLine: string, headers: readonly (readonly [string, string])[]): Buffer {
  return Buffer.from([startLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'), 'latin1')
}
