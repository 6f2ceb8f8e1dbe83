import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Adapter, Builder } from '@sveltejs/kit'
import { earlyMessages } from './early-messages.ts'

/** A chunk in Vite's manifest: what it is, and what it needs before it runs. */
interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const route = 'src/routes/race/[slug]/+page.svelte'
const messages = /^messages\/(\w+)\/index\.ts$/
/** What Kit has written in. */
const link = /<link href="\/_app\/[^"]+" rel="(?:modulepreload|stylesheet)">\s*/g

/**
 * An adapter that writes plain files with `fallback`, whose shell asks for the code of the page of a race at once:
 * on a slow line it would otherwise be asked for only after the code that shows any page has come. Other pages that the
 * shell serves are not what anybody waits for at the side of a road. It asks for what is said in the viewer's language, too.
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
      const manifest = manifestOf(builder)
      const script = `<script>${await earlyMessages(messageFiles(manifest))}</script>`
      const found = [...html.matchAll(link)].map(([text]) => text.trim())
      const links = [...new Set([...linksTo(manifest), ...found])]
      // A browser asks for six at a time, and two of those are for race and course. So the largest begins the second round,
      // when all six are free for what is left; in the first it would hold up one of them, and the last be a third round.
      const size = (text: string) => statSync(join(pages, text.match(/href="\/([^"]+)"/)![1]!)).size
      const [largest, ...others] = links.sort((one, other) => size(other) - size(one))
      const ordered = [...others.slice(0, 4), largest, ...others.slice(4)].join('')
      const first = html.search(link)
      const rest = html.replace(link, '')
      writeFileSync(shell, rest.slice(0, first) + script + ordered + rest.slice(first))
      await builder.compress(pages)
    },
  }
}

type Manifest = Readonly<Record<string, Chunk>>

function manifestOf(builder: Builder): Manifest {
  return JSON.parse(readFileSync(join(builder.getClientDirectory(), '.vite/manifest.json'), 'utf8'))
}

/** Address of the messages, by language. */
function messageFiles(manifest: Manifest): Record<string, string> {
  const files = Object.entries(manifest).flatMap(([source, { file }]) => {
    const language = messages.exec(source)?.[1]
    return language ? [[language, `/${file}`] as const] : []
  })
  return Object.fromEntries(files)
}

function linksTo(manifest: Manifest): string[] {
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
