import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const build = join(import.meta.dirname, '../build')

/** Bytes of a built file as it is sent. */
const sent = (path: string) => statSync(join(build, `${path}.br`)).size
const sum = (paths: Iterable<string>) => [...paths].reduce((total, path) => total + sent(path), 0)

/** What the shell asks for before anything is shown, itself included. */
function beforeTheList(): Set<string> {
  const shell = readFileSync(join(build, 'fallback.html'), 'utf8')
  const linked = [...shell.matchAll(/<link href="\/(_app\/[^"]+)" rel="(?:modulepreload|stylesheet)"/g)]
  return new Set(['fallback.html', ...linked.map(([, path]) => path!)])
}

/** What the map brings: its chunk, which is by far the largest, and its worker. */
function ofTheMap(): string[] {
  const all = readdirSync(join(build, '_app/immutable'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => join('_app/immutable', path))
  const chunk = all.filter((path) => path.includes('chunks/')).sort((a, b) => sent(b) - sent(a))[0]!
  return [chunk, ...all.filter((path) => path.includes('workers/maplibre'))]
}

/** `npm test` builds the page first. */
describe('what the page of a race weighs, as it is sent', () => {
  it('is at most 120 KB before the list is there', () => {
    const needed = beforeTheList()
    expect([...needed].filter((path) => path.endsWith('.js')).length).toBeGreaterThan(3)
    expect(sum(needed)).toBeLessThanOrEqual(120_000)
  })

  it('asks for little enough at once that two rounds of six requests bring it', () => {
    // Race and course are asked for by the head of the answer, the shell is there already.
    expect(beforeTheList().size - 1 + 2).toBeLessThanOrEqual(12)
  })

  it('is at most 450 KB with the map', () => {
    const map = ofTheMap()
    expect(map).toHaveLength(2)
    expect(sum([...beforeTheList(), ...map])).toBeLessThanOrEqual(450_000)
  })
})
