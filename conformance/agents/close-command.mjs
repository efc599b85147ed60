// The one thing beyond echoing that an agent may know: on the text `conformance:close CODE REASON` it begins to close.

/** The close that a text asks for, or undefined. */
export function closeCommand(text) {
  const match = /^conformance:close (\d+) ?(.*)$/.exec(text ?? '')
  return match ? { code: Number(match[1]), reason: match[2] } : undefined
}
