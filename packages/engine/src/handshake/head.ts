/** The head of a request or response, as whoever parsed HTTP hands it over. */

/** Header names are lower-case. */
export interface Head {
  readonly method?: string | undefined
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined }
}

/** A header's value; the values of a repeated one as a list. @rfc 7230 §3.2.2 */
export function headerOf(head: Head, name: string): string | undefined {
  const value = head.headers[name]
  return typeof value === 'object' ? value.join(', ') : value
}
