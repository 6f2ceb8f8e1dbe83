import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The Content-Security-Policy of the page in `directory`, to which who may show it in a frame is still to be added. The only
 * inline scripts that may run are those that the build has written into its HTML files: they are allowed by their hashes.
 * Pictures and data come from here and, if there is one, from the origin of the map below the course.
 */
export function contentPolicy(directory: string, mapOrigin: string | null): string {
  const hashes = new Set<string>()
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.html'))
      for (const hash of inlineScriptHashes(readFileSync(join(directory, name), 'utf8'))) hashes.add(hash)
  return [
    "default-src 'self'",
    ["script-src 'self'", ...[...hashes].sort()].join(' '),
    "style-src 'self' 'unsafe-inline'",
    ["img-src 'self' data: blob:", ...(mapOrigin ? [mapOrigin] : [])].join(' '),
    ["connect-src 'self'", ...(mapOrigin ? [mapOrigin] : [])].join(' '),
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
  ].join('; ')
}

function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
  )
}
