import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { type Base, patienceMs, prefix } from './base.ts'

/** A MapLibre style from elsewhere; it looks as its maker wants, by day and by night. Throws where it is none. */
export async function styleBase(url: string, load: typeof fetch = fetch): Promise<Base> {
  const answer = await load(url, { signal: AbortSignal.timeout(patienceMs), credentials: 'omit' })
  if (!answer.ok) throw new Error(`the map style ${url} was answered by ${answer.status}`)
  return baseOf((await answer.json()) as StyleSpecification, url)
}

/** The style's sources and layers under names that cannot be ours. */
export function baseOf(style: StyleSpecification, url: string): Base {
  if (style?.version !== 8 || !Array.isArray(style.layers)) {
    throw new Error(`the map style ${url} is not a style of version 8 with layers`)
  }
  const sources = Object.fromEntries(
    Object.entries(style.sources ?? {}).map(([id, source]) => [prefix + id, source]),
  )
  const layers = style.layers.map((layer) => {
    const source = 'source' in layer ? { source: prefix + layer.source } : {}
    return { ...layer, id: prefix + layer.id, ...source } as LayerSpecification
  })
  return { sources, layers: () => layers, sprite: style.sprite, glyphs: style.glyphs }
}
