/**
 * Every duration of the tester, in one place. All are upper bounds: an event that comes earlier ends the wait.
 */

/** Durations in milliseconds. */
export interface Timing {
  /** For the opening handshake. */
  handshake: number
  /** For the peer's answer to the tester's Close. */
  closeAnswer: number
  /** For a server to drop TCP behind the closing handshake. */
  drop: number
  /** What the `wait` of a case, in seconds, is multiplied with. */
  wait: (seconds: number) => number
  /** For a whole case, whatever happens. */
  total: number
  /** At most that many messages in the cases that send a thousand. */
  messages: number
}

/** @param patience 1 is right for an idle machine; cases run side by side on a busy one need more. */
export function timing(patience = 2, messages = 1000): Timing {
  return {
    handshake: 5000 * patience,
    closeAnswer: 1000 * patience,
    drop: 1000 * patience,
    wait: (seconds) => seconds * 1000 * patience,
    total: 300_000 * patience,
    messages,
  }
}
