import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const entry = join(import.meta.dirname, 'index.ts')

/** Every file that a browser gets with the protocol, and what of another package it imports other than for its types. */
function reached() {
  const files = new Map<string, string>()
  const packages = new Set<string>()
  const waiting = [entry]
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (files.has(path)) continue
    const source = readFileSync(path, 'utf8')
    files.set(path, source)
    for (const [, from] of source.matchAll(/^(?:import|export)(?! type)[^'"]*?from '([^']+)'/gm)) {
      if (from!.startsWith('.')) waiting.push(join(dirname(path), from!))
      else packages.add(from!)
    }
  }
  return { files, packages }
}

describe('what a browser gets with the protocol', () => {
  const { files, packages } = reached()
  const paths = [...files.keys()].map((path) => relative(import.meta.dirname, path))

  it('is the codec and the client, and nothing that only tests use', () => {
    expect(paths).toEqual(
      expect.arrayContaining(['wire/predicted-decoder.ts', 'feed-client.ts', 'rate-shadow.ts']),
    )
    expect(paths.filter((path) => /^\.\.|testing|vectors|\.test\./.test(path))).toEqual([])
  })

  it('needs nothing of Node', () => {
    const withNode = /\b(Buffer|process|require|setImmediate|__dirname)\b/
    const code = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'/g, '')
    expect([...files].filter(([, source]) => withNode.test(code(source))).map(([path]) => path)).toEqual([])
    expect([...packages].filter((name) => !/^(typebox|@racecast\/pinot\/)/.test(name))).toEqual([])
  })
})
