import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { protocolLines } from './protocol-lines.ts'

const root = join(import.meta.dirname, '../../../..')
const spec = readFileSync(join(root, 'gateway/SPEC.md'), 'utf8')
const rules = new Set([...spec.matchAll(/^\*\*([A-Z]-\d+)\*\*/gm)].map(([, rule]) => rule))

describe('the page about the feed', () => {
  it('sums the protocol up in ten lines, by rules that there are', () => {
    expect(protocolLines).toHaveLength(10)
    for (const { text, rules: cited } of protocolLines) {
      expect(
        cited.filter((rule) => !rules.has(rule)),
        text,
      ).toEqual([])
      expect(cited.length, text).toBeGreaterThan(0)
    }
  })

  it('cites rules that there are where it says what a message means', () => {
    const cited = [
      ...readFileSync(join(import.meta.dirname, 'meaning.ts'), 'utf8').matchAll(/rule: '([^']+)'/g),
    ]
    expect(cited.length).toBeGreaterThan(15)
    expect(cited.map(([, rule]) => rule!).filter((rule) => !rules.has(rule))).toEqual([])
  })

  it('offers only code that is tested: every example that it shows has a test beside it', () => {
    const shown = [
      ...readFileSync(join(import.meta.dirname, 'samples.ts'), 'utf8').matchAll(/examples\/(\w+)\//g),
    ]
    expect(shown.length).toBeGreaterThan(5)
    for (const [, folder] of shown) {
      const names = readdirSync(join(root, 'examples', folder!))
      // The page for OBS is opened by the test of the pages.
      const tests = folder === 'obs' ? readdirSync(join(root, 'examples/page')) : names
      expect(
        tests.some((name) => name.endsWith('.test.ts')),
        folder,
      ).toBe(true)
    }
  })
})
