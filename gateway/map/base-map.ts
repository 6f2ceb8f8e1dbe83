import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError } from '../config.ts'

/** The map below the course, where there is to be more than paper. */
export type BaseMap =
  | { kind: 'style'; url: string; origin: string }
  | { kind: 'pmtiles'; url: string; address: string; path: string; bytes: number; tag: string }

/** What MAP_STYLE names; null without it. Throws a ConfigError where the file is missing. */
export function baseMapOf({ mapStyle, dataDir }: Pick<Config, 'mapStyle' | 'dataDir'>): BaseMap | null {
  if (mapStyle === undefined) return null
  if (mapStyle.startsWith('https:')) return { kind: 'style', url: mapStyle, origin: new URL(mapStyle).origin }
  const path = join(dataDir, mapStyle)
  const file = statSync(path, { throwIfNoEntry: false })
  if (!file?.isFile())
    throw new ConfigError(
      `MAP_STYLE is ${JSON.stringify(mapStyle)}; there is no such file in DATA_DIR (${dataDir}): put it there, or leave MAP_STYLE out for the paper map`,
    )
  const tag = `${file.size.toString(36)}-${Math.floor(file.mtimeMs).toString(36)}`
  const address = `/map/${mapStyle}`
  // With another file of the same name the address is another one, too: what is kept for ever is never wrong.
  return { kind: 'pmtiles', url: `${address}?v=${tag}`, address, path, bytes: file.size, tag }
}
