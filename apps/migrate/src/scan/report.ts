/**
 * The form of what a scan finds, which is also the JSON that it writes. It says nothing of how it is found or shown.
 */
import type { Dialect, Effort } from '../catalogue/model.js'
import type { Overrides } from '../lockfiles/overrides.js'
import type { Problem } from '../problem.js'

export interface ScanReport {
  readonly version: 1
  /** The folder, as it was given. */
  readonly root: string
  /** The API that moves are described to. */
  readonly target: Dialect
  readonly packages: readonly PackageUse[]
  readonly transitive: readonly TransitivePackage[]
  /** What to set so that ours is installed for the transitive ones, for each lockfile. */
  readonly overrides: readonly Overrides[]
  /** The files with a use, by path. */
  readonly files: readonly FileUses[]
  readonly totals: Totals
  /** How many source files were read. */
  readonly filesRead: number
  readonly problems: readonly Problem[]
}

/** A dependency in a package.json. */
export interface PackageUse {
  readonly manifest: string
  readonly group: string
  readonly name: string
  readonly range: string
  readonly version?: string
  readonly dialect: Dialect
  readonly facade: string
  readonly isSwapped: boolean
  /** Something to know before it is swapped. */
  readonly note?: string
}

export interface TransitivePackage {
  readonly lockfile: string
  readonly name: string
  readonly version: string
  readonly dialect: Dialect
  readonly facade: string
  /** `engine.io@6.6.4` */
  readonly users: readonly string[]
  readonly path: readonly string[]
  readonly note?: string
}

export interface FileUses {
  readonly path: string
  readonly totals: Totals
  readonly uses: readonly ReportedUse[]
  readonly unproved: readonly ReportedUnproved[]
}

export interface ReportedUse {
  readonly line: number
  readonly column: number
  readonly dialect: Dialect
  readonly kind: string
  readonly form: string
  readonly name: string
  /** What our package does about it. Unset for an import. */
  readonly facade?: 'same' | 'differs' | 'missing' | 'unknown'
  readonly facadeNote?: string
  /** What a move to the target needs. Unset for an import, and for a use of the target itself. */
  readonly move?: { readonly effort: Effort; readonly to?: string; readonly note: string; readonly guide: string }
}

/** An expression that is used like a thing of an API, which cannot be proved. */
export interface ReportedUnproved {
  readonly line: number
  readonly column: number
  readonly expression: string
  readonly name: string
  readonly dialect: Dialect
}

/** Counts of uses. Imports count as `imports` only. */
export interface Totals {
  readonly imports: number
  readonly uses: number
  readonly unproved: number
  readonly facade: Readonly<Record<'same' | 'differs' | 'missing' | 'unknown', number>>
  readonly moves: Readonly<Record<Effort, number>>
}

/** Counts what is in a list of uses. */
export function totalsOf(uses: readonly ReportedUse[], unproved: number): Totals {
  const facade = { same: 0, differs: 0, missing: 0, unknown: 0 }
  const moves = { none: 0, mechanical: 0, judgement: 0, impossible: 0 }
  for (const use of uses) {
    if (use.facade) facade[use.facade]++
    if (use.move) moves[use.move.effort]++
  }
  const members = uses.filter(({ form }) => form !== 'import').length
  return { imports: uses.length - members, uses: members, unproved, facade, moves }
}
