import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { ConfigError } from '../config.ts'

/** How large a logo may be, bytes: it is on every screen, and kept in memory. */
const mostBytes = 1024 * 1024

interface Kind {
  type: string
  /** Whether a file begins as one of its kind does. */
  begins(bytes: Buffer): boolean
}

const startsWith =
  (magic: string, at = 0) =>
  (bytes: Buffer) =>
    bytes.subarray(at, at + magic.length).equals(Buffer.from(magic, 'latin1'))
const jpeg: Kind = { type: 'image/jpeg', begins: startsWith('\xff\xd8\xff') }

const kinds: Readonly<Record<string, Kind>> = {
  '.svg': { type: 'image/svg+xml', begins: (bytes) => /<svg[\s>]/.test(bytes.toString('utf8')) },
  '.png': { type: 'image/png', begins: startsWith('\x89PNG\r\n\x1a\n') },
  '.jpg': jpeg,
  '.jpeg': jpeg,
  '.webp': {
    type: 'image/webp',
    begins: (bytes) => startsWith('RIFF')(bytes) && startsWith('WEBP', 8)(bytes),
  },
}

export interface Logo {
  /** Its address changes with what it holds, so that it may be kept for ever. */
  address: string
  type: string
  bytes: Buffer
}

/** The organiser's logo, the file `name` in `dataDir`. Throws a ConfigError for what cannot be shown as one. */
export function readLogo(dataDir: string, name: string): Logo {
  const path = join(dataDir, name)
  const refuse = (what: string) =>
    new ConfigError(
      `ORGANISER_LOGO is ${JSON.stringify(name)}, ${what}; put an SVG, PNG, JPEG or WebP file of 1 MiB at most at ${path}`,
    )
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw refuse(`which cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  const extension = extname(name).toLowerCase()
  const kind = kinds[extension]
  if (!kind?.begins(bytes)) throw refuse('which is not what its name says')
  if (bytes.length > mostBytes) throw refuse(`which has ${bytes.length} bytes`)
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12)
  return { address: `/site/logo-${hash}${extension}`, type: kind.type, bytes }
}
