/**
 * Tells the turns of the event loop apart, and flushes at the end of a turn what was gathered in it. It does not write.
 *
 * A turn ends before anything else can happen: on the next-tick queue, or when the process exits.
 */

export interface TurnEndListener {
  onTurnEnd(): void
}

/** Who is told that the process exits. */
export interface ExitListener extends TurnEndListener {
  /** Its place among those that are told, kept here by this room; `NOWHERE` to begin with. */
  exitPlace: number
}

export const NOWHERE = -1

let serial = 0
let isOpen = false
let waiting: TurnEndListener[] = []
/** Those that hold their bytes back whatever the turn. A list, since a set takes memory for each that comes and goes. */
const holding: ExitListener[] = []
let watchesExit = false
let isExiting = false

/** The number of the current turn, or 0 if nobody has asked for it in this turn. */
export function openTurn(): number {
  return isOpen ? serial : 0
}

/** The number of the current turn. */
export function currentTurn(): number {
  if (!isOpen) {
    isOpen = true
    serial++
    process.nextTick(endTurn)
  }
  return serial
}

/** Calls `listener` once when the current turn ends. */
export function atTurnEnd(listener: TurnEndListener): void {
  if (isExiting) {
    listener.onTurnEnd()
    return
  }
  currentTurn()
  waiting.push(listener)
  watchExit()
}

/** Calls `listener` if the process exits before `forgetExit`. */
export function atExit(listener: ExitListener): void {
  if (listener.exitPlace !== NOWHERE) return
  listener.exitPlace = holding.push(listener) - 1
  watchExit()
}

export function forgetExit(listener: ExitListener): void {
  const { exitPlace } = listener
  if (exitPlace === NOWHERE) return
  const last = holding.pop() as ExitListener
  if (last !== listener) {
    holding[exitPlace] = last
    last.exitPlace = exitPlace
  }
  listener.exitPlace = NOWHERE
}

function watchExit(): void {
  if (watchesExit) return
  watchesExit = true
  process.on('exit', () => {
    isExiting = true
    endTurn()
    for (const listener of [...holding]) listener.onTurnEnd()
  })
}

function endTurn(): void {
  isOpen = false
  while (waiting.length > 0) {
    const listeners = waiting
    waiting = []
    let next = 0
    try {
      while (next < listeners.length) listeners[next++].onTurnEnd()
    } finally {
      // A user's callback threw: the rest must not be lost with it.
      if (next < listeners.length) {
        waiting = listeners.slice(next).concat(waiting)
        process.nextTick(endTurn)
      }
    }
  }
}
