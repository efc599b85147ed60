/**
 * A command that cannot be carried out as it was given.
 */

/** The message goes to stderr as it is, and the exit code is 2. */
export class Misuse extends Error {
  override name = 'Misuse'
}
