import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The signing key of a data directory: made on first use, readable by its owner alone, the same ever after. */
export function signingKeyIn(directory: string): string {
  const file = join(directory, 'signing-key')
  const found = readKey(file)
  if (found !== null) return found
  // Gateways that start together on one directory must not each have their own: a link is made once, and whole.
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return readKey(file)!
}

function readKey(file: string): string | null {
  let key: string
  try {
    key = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  if (key.length >= 32) return key
  throw new Error(
    `${file} holds ${key.length} characters, and a signing key has 32 or more: remove the file, and a new one is made (all keys end)`,
  )
}
