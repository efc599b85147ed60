/** The states of a connection, in the original's numbers. */

export const ReadyState = { Connecting: 0, Open: 1, Closing: 2, Closed: 3 } as const
