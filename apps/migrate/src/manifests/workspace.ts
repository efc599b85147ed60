/**
 * The package.json files of a folder: its own, and those of the projects of its workspace.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { globSync } from 'tinyglobby'
import { parse as parseYaml } from 'yaml'
import type { ProjectDependencies } from '../lockfiles/graph.js'
import type { Problem } from '../problem.js'
import { isManifest, type Manifest, readManifest } from './manifest.js'

export interface Workspace {
  /** Absolute. */
  readonly root: string
  /** The root's first; unset when it cannot be read. */
  readonly manifests: readonly Manifest[]
  readonly problems: readonly Problem[]
  /** Whether there is a pnpm-workspace.yaml. */
  readonly hasPnpmWorkspace: boolean
}

/** Reads the package.json of a folder and those of the projects that it names. */
export function readWorkspace(root: string): Workspace {
  const own = readManifest(root, '')
  const problems: Problem[] = isManifest(own) ? [] : [own]
  const hasPnpmWorkspace = existsSync(join(root, pnpmWorkspace))
  const patterns = [...(isManifest(own) ? namedBy(own) : []), ...(hasPnpmWorkspace ? pnpmPackages(root, problems) : [])]
  const others = projectFolders(root, patterns).map((folder) => readManifest(root, folder))
  const manifests = [own, ...others].filter(isManifest)
  problems.push(...others.filter((one): one is Problem => !isManifest(one)))
  return { root, manifests, problems, hasPnpmWorkspace }
}

/** What lockfiles without projects of their own are told. */
export function projectsOf({ manifests }: Workspace): ProjectDependencies[] {
  return manifests.map(({ folder, content }) => ({
    name: content.name ?? (folder || '.'),
    folder,
    dependencies: { ...content.optionalDependencies, ...content.devDependencies, ...content.dependencies },
  }))
}

export const pnpmWorkspace = 'pnpm-workspace.yaml'

function namedBy({ content: { workspaces } }: Manifest): readonly string[] {
  const named = Array.isArray(workspaces) ? workspaces : ((workspaces as { packages?: string[] })?.packages ?? [])
  return named.filter((one: unknown): one is string => typeof one === 'string')
}

function pnpmPackages(root: string, problems: Problem[]): string[] {
  try {
    const packages: unknown = parseYaml(readFileSync(join(root, pnpmWorkspace), 'utf8'))?.packages
    return Array.isArray(packages) ? packages.filter((one) => typeof one === 'string') : []
  } catch (error) {
    problems.push({ path: pnpmWorkspace, message: `It is no YAML: ${(error as Error).message.split('\n')[0]}` })
    return []
  }
}

function projectFolders(root: string, patterns: readonly string[]): string[] {
  if (patterns.length === 0) return []
  const asFile = (pattern: string) => `${pattern.replace(/^\.\//, '').replace(/\/+$/, '')}/package.json`
  const found = globSync(
    patterns.map((one) => (one.startsWith('!') ? `!${asFile(one.slice(1))}` : asFile(one))),
    { cwd: root, ignore: ['**/node_modules/**'] },
  )
  const folders = found.map((path) =>
    path
      .split('\\')
      .join('/')
      .replace(/\/?package\.json$/, ''),
  )
  return [...new Set(folders)].filter((folder) => folder !== '').sort()
}
