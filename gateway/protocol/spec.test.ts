import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const gateway = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(gateway, path), 'utf8')
const rules = [...read('SPEC.md').matchAll(/^\*\*([A-Z]-\d+)\*\*/gm)].map(([, id]) => id!)
const files = globSync('**/*.ts', { cwd: gateway, exclude: ['**/node_modules/**'] })

/** Ids in brackets at the end of a test's title: 'does so (B-1, B-2)'. */
const proven = files
  .filter((path) => path.endsWith('.test.ts'))
  .flatMap((path) => [...read(path).matchAll(/\(([A-Z]-\d+(?:, [A-Z]-\d+)*)\)['`]/g)])
  .flatMap(([, ids]) => ids!.split(', '))

describe('the specification', () => {
  it('has rules, each id once', () => {
    expect(rules.length).toBeGreaterThan(30)
    expect(rules.filter((id, i) => rules.indexOf(id) !== i)).toEqual([])
  })

  it('has no rule without a test that names it', () => {
    expect(rules.filter((id) => !proven.includes(id))).toEqual([])
  })

  it('has every rule that a test names, or the decoder when it refuses a message', () => {
    const refused = files
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap((path) => [...read(path).matchAll(/fail\(\s*'([A-Z]-\d+)'/g)])
      .map(([, id]) => id!)
    expect(refused.length).toBeGreaterThan(20)
    expect([...proven, ...refused].filter((id) => !rules.includes(id))).toEqual([])
  })
})
