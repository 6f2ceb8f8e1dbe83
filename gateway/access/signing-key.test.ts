import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { signingKeyIn } from './signing-key.ts'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'racecast-key-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

it('the signing key is made once, for its owner alone, and is the same ever after', () => {
  const at = directory()
  const key = signingKeyIn(at)
  expect(key).toMatch(/^[\w-]{43}$/)
  expect(signingKeyIn(at)).toBe(key)
  expect(statSync(join(at, 'signing-key')).mode & 0o777).toBe(0o600)
  expect(readdirSync(at)).toEqual(['signing-key'])
  expect(signingKeyIn(directory())).not.toBe(key)
})

it('a signing key that is too short is refused, saying where it is and not what', () => {
  const at = directory()
  writeFileSync(join(at, 'signing-key'), 'secret\n')
  expect(() => signingKeyIn(at)).toThrow(/signing-key holds 6 characters.*remove the file/)
  expect(() => signingKeyIn(at)).not.toThrow(/secret/)
})
