/** The one signal that goes up the receiving path: go on, wait, or stop. */

export const Flow = {
  /** Go on with the next frame. */
  Continue: 0,
  /** Keep what is left and wait until `resume()`. */
  Suspend: 1,
  /** Drop what is left: the connection has failed or is concluded. */
  Stop: 2,
} as const

export type Flow = (typeof Flow)[keyof typeof Flow]
