import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from '../config.ts'

/** The map below the course, where there is to be more than paper. */
export type BaseMap = { kind: 'style'; url: string; origin: string } | TilesFile

/** A PMTiles file of ours. */
export interface TilesFile {
  kind: 'pmtiles'
  /** Where it is served, without the tag of what is in it. */
  address: string
  path: string
}

/** What MAP_STYLE names; null without it. Throws a ConfigError where the file is missing. */
export function baseMapOf({ mapStyle, dataDir }: Pick<Config, 'mapStyle' | 'dataDir'>): BaseMap | null {
  if (mapStyle === undefined) return null
  if (mapStyle.startsWith('https:')) return { kind: 'style', url: mapStyle, origin: new URL(mapStyle).origin }
  const path = join(dataDir, mapStyle)
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new ConfigError(
      `MAP_STYLE is ${JSON.stringify(mapStyle)}; there is no such file in DATA_DIR (${dataDir}): put it there, or leave MAP_STYLE out for the paper map`,
    )
  return { kind: 'pmtiles', address: `/map/${mapStyle}`, path }
}
