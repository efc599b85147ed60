/**
 * The colours of what the commands print. A file, a pipe and the log of a CI get none, so that what is printed can be
 * searched and applied as it stands.
 */
import pc from 'picocolors'

const { stdout, env } = process

const isColourful = env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stdout.isTTY === true && stdout.hasColors()

/** Colours where standard output is a terminal that has them; `FORCE_COLOR` and `NO_COLOR` say otherwise. */
export const colours = pc.createColors(isColourful)
