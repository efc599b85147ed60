/** One line for the reader: what could not be done, and why. */

import { signal } from '@preact/signals'

export const notice = signal<string | null>(null)

export function notify(text: string | null): void {
  notice.value = text
}

/** Does something, and says why when it cannot be done. */
export function attempt(action: () => void): void {
  try {
    notify(null)
    action()
  } catch (error) {
    notify((error as Error).message)
  }
}
