import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { BaseMap } from './base-map.ts'

/** Another one as soon as there is another file of the name, whether it was written over or put in its place. */
export function tagOf({ size, mtimeMs, ino }: Pick<Stats, 'size' | 'mtimeMs' | 'ino'>): string {
  return [size, Math.floor(mtimeMs), ino].map((one) => one.toString(36)).join('-')
}

/**
 * Where the base map is to be had. Of a file of ours that says which file it is as of now, so that what is kept for ever is
 * never wrong; without that while there is none.
 */
export async function urlOf(base: BaseMap): Promise<string> {
  if (base.kind === 'style') return base.url
  const file = await stat(base.path).catch(() => null)
  return file ? `${base.address}?v=${tagOf(file)}` : base.address
}
