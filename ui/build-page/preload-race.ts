import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter, Builder } from '@sveltejs/kit'

/** A chunk in Vite's manifest: what it is, and what it needs before it runs. */
interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const route = 'src/routes/race/[slug]/+page.svelte'
const firstOfKit = /<link href="\/_app\//

/**
 * An adapter that writes plain files with `fallback`, whose shell asks for the code of the page of a race at once:
 * on a slow line it would otherwise be asked for only after the code that shows any page has come. Other pages that the
 * shell serves are not what anybody waits for at the side of a road.
 */
export function preloadRace(
  files: Adapter,
  { pages, fallback }: { pages: string; fallback: string },
): Adapter {
  return {
    ...files,
    async adapt(builder) {
      await files.adapt(builder)
      const shell = join(pages, fallback)
      const html = readFileSync(shell, 'utf8')
      const links = linksTo(builder).filter((link) => !html.includes(link))
      // Before the small ones of Kit's own: a browser asks for six at a time, and these are large.
      writeFileSync(shell, html.replace(firstOfKit, `${links.join('')}$&`))
      await builder.compress(pages)
    },
  }
}

function linksTo(builder: Builder): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(
    readFileSync(join(builder.getClientDirectory(), '.vite/manifest.json'), 'utf8'),
  )
  const nodes = Object.keys(manifest).filter((source) => /\/nodes\/\d+\.js$/.test(source))
  const page = nodes.find((source) => readFileSync(source, 'utf8').includes(route))
  if (!page) throw new Error(`the build has no page ${route}: its code cannot be asked for early`)
  const chunks = new Set<Chunk>()
  const take = (chunk: Chunk) => {
    if (chunks.has(chunk)) return
    chunks.add(chunk)
    for (const name of chunk.imports ?? []) take(manifest[name]!)
  }
  // The page itself, and the layout and the page of errors, without which none is shown.
  for (const node of [page, ...nodes.filter((source) => /\/[01]\.js$/.test(source))]) take(manifest[node]!)
  const css = new Set([...chunks].flatMap((chunk) => chunk.css ?? []))
  return [
    ...[...css].map((file) => `<link href="/${file}" rel="stylesheet">`),
    ...[...chunks].map(({ file }) => `<link href="/${file}" rel="modulepreload">`),
  ]
}
