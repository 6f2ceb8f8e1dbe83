import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const build = join(import.meta.dirname, '../build')

/** Whether a file of the built page, by its address, is code of the map's library. */
export function isOfTheMap(url: string): boolean {
  const { pathname } = new URL(url)
  return pathname.endsWith('.js') && readFileSync(join(build, pathname), 'utf8').includes('maplibregl-')
}
