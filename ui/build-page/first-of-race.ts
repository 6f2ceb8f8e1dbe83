import { join } from 'node:path'

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

const page = join(import.meta.dirname, '../src/routes/race/[slug]/+page.svelte')

/** Names a group of code `name`: of all that pages share, what the page of a race cannot begin without. */
export function firstOfRace(name: string): (id: string, graph: ModuleGraph) => string | null {
  let needed: Set<string> | null = null
  return (id, graph) => {
    needed ??= reachedFrom(page, graph)
    return needed.has(id) ? name : null
  }
}

function reachedFrom(start: string, graph: ModuleGraph): Set<string> {
  const reached = new Set<string>()
  const take = (id: string) => {
    if (reached.has(id)) return
    reached.add(id)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) take(imported)
  }
  take(start)
  return reached
}
