/**
 * The form of what the guides say of each topic.
 */
import type { Topic } from '../catalogue/concepts/concept.js'

/** A paragraph, and an example where there is something to show. */
export interface Way {
  readonly text: string
  readonly code?: string
}

export type TopicText = Readonly<Record<Topic, Way>>
