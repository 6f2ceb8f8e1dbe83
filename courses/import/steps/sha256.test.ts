import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256 } from './sha256.ts'

it('is the SHA-256 that node:crypto works out, for every length around a block and for large texts', () => {
  const texts = ['', 'abc', 'Großer Müggelsee', '😀'.repeat(17), 'x'.repeat(1_000_000)]
  for (let length = 50; length < 135; length++) texts.push('a'.repeat(length))
  for (const text of texts) expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
})
