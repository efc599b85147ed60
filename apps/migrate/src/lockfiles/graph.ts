/**
 * What a lockfile says is installed, in one form for every package manager. It does not read files.
 */

export type Manager = 'npm' | 'yarn' | 'yarn-berry' | 'pnpm' | 'bun'

/** A dependency of an installed package or of a project of the workspace. */
export interface Edge {
  /** The name that code requires. */
  readonly name: string
  /** What was asked for, as written; empty when the lockfile does not say. */
  readonly range: string
  /** The id of the node that answers it. Unset when the lockfile lacks it, as for another platform. */
  readonly to?: string
}

/** An installed package, or a project of the workspace. */
export interface PackageNode {
  readonly id: string
  /** The real name of the package, whatever name it is installed under. */
  readonly name: string
  readonly version: string
  /** A project of the workspace, at this folder relative to the lockfile. */
  readonly folder?: string
  readonly edges: readonly Edge[]
}

export interface Lockfile {
  /** Relative to the folder that was asked about. */
  readonly path: string
  readonly manager: Manager
  readonly nodes: ReadonlyMap<string, PackageNode>
}

/** What a lockfile that has no projects is told of them: the dependencies in a package.json. */
export interface ProjectDependencies {
  readonly name: string
  readonly folder: string
  readonly dependencies: Readonly<Record<string, string>>
}

/** An installed package of a name, and who asks for it. */
export interface Installed {
  readonly node: PackageNode
  /** The packages and projects with a dependency that it answers, and the name they know it by. */
  readonly users: readonly { readonly node: PackageNode; readonly edge: Edge }[]
  /** The shortest way from a project to it through another package: names with versions, the project left out. */
  readonly path: readonly string[]
}

/** Every installed package whose real name is one of `names`. */
export function installedOf(lockfile: Lockfile, names: ReadonlySet<string>): Installed[] {
  const nodes = [...lockfile.nodes.values()]
  const ways = shortestWays(lockfile)
  return nodes
    .filter((node) => names.has(node.name) && node.folder === undefined)
    .map((node) => {
      const users = nodes.flatMap((user) =>
        user.edges.filter((edge) => edge.to === node.id).map((edge) => ({ node: user, edge })),
      )
      const through = users.flatMap(({ node: { id, folder } }) => (folder === undefined ? [ways.get(id) ?? []] : []))
      const shortest = through.sort((a, b) => a.length - b.length)[0] ?? []
      return { node, users, path: [...shortest, titleOf(node)] }
    })
}

/** `name@version` */
export function titleOf(node: PackageNode): string {
  return `${node.name}@${node.version}`
}

/** Breadth first from all projects at once. */
function shortestWays({ nodes }: Lockfile): Map<string, string[]> {
  const ways = new Map<string, string[]>()
  const queue = [...nodes.values()].filter((node) => node.folder !== undefined)
  for (const node of queue) ways.set(node.id, [])
  for (const node of queue) {
    for (const { to } of node.edges) {
      const next = to === undefined ? undefined : nodes.get(to)
      if (!next || ways.has(next.id)) continue
      ways.set(next.id, [...ways.get(node.id)!, titleOf(next)])
      queue.push(next)
    }
  }
  return ways
}
