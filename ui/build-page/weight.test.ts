import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

const linkedBy = (path: string, kind: RegExp) =>
  [...readFileSync(join(build, path), 'utf8').matchAll(kind)].map(([, to]) => join(dirname(path), to!))

/** What the map brings: whatever the page fetches later that is linked with the map's library, and its worker. */
function ofTheMap(): Set<string> {
  const later = [...beforeTheList()]
    .filter((path) => path.endsWith('.js'))
    .flatMap((path) => linkedBy(path, /\bimport\([`"'](\.[^`"']+\.js)/g))
  const largest = later
    .flatMap((path) => [path, ...linkedBy(path, /\bfrom"(\.[^"]+\.js)"/g)])
    .sort((a, b) => sent(b) - sent(a))[0]!
  const found = new Set<string>()
  for (const path of later) {
    const linked = linkedBy(path, /\bfrom"(\.[^"]+\.js)"/g)
    if (path === largest || linked.includes(largest)) for (const one of [path, ...linked]) found.add(one)
  }
  // The worker by which the library works is a file of its own, too, and shares one with it.
  for (const worker of [...beforeTheList()].flatMap((path) =>
    linkedBy(path, /\bnew URL\([`"'](\w[^`"']+\.js)/g),
  ))
    for (const one of [worker, ...linkedBy(worker, /\bfrom"(\.[^"]+\.js)"/g)]) found.add(one)
  return found
}

/** `npm test` builds the page first. */
describe('what the page of a race weighs, as it is sent', () => {
  it('is at most 120 KB before the list is there', () => {
    const needed = beforeTheList()
    expect([...needed].filter((path) => path.endsWith('.js')).length).toBeGreaterThan(3)
    expect(sum(needed)).toBeLessThanOrEqual(120_000)
  })

  it('asks for little enough at once that two rounds of six requests bring it', () => {
    // Race and course are asked for by the head of the answer, what is said in another language by the shell, which
    // is there already.
    expect(beforeTheList().size - 1 + 2 + 1).toBeLessThanOrEqual(12)
  })

  it('is at most 375 KB with the map, 265 of them MapLibre, which its worker shares', () => {
    const map = ofTheMap()
    // The library's own half, and the half that its worker needs, too.
    expect([...map].filter((path) => sent(path) > 100_000)).toHaveLength(2)
    expect(sum(new Set([...beforeTheList(), ...map]))).toBeLessThanOrEqual(375_000)
  })
})
