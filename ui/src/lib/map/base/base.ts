import type { LayerSpecification, SourceSpecification, SpriteSpecification } from 'maplibre-gl'
import type { MapTheme } from '../theme.ts'

/** What lies below the course instead of paper. All ids begin with `prefix`. */
export interface Base {
  sources: Record<string, SourceSpecification>
  /** In this theme; with the ids and in the order of every other theme. */
  layers(theme: MapTheme): LayerSpecification[]
  sprite?: SpriteSpecification | undefined
  glyphs?: string | undefined
}

/** Keeps a base's ids apart from ours. */
export const prefix = 'base-'

/** So long the base may take to say what it is; the paper is there meanwhile. */
export const patienceMs = 10_000
