import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
})
  .toString()
  .split('\0')
  .filter((path) => path !== '')
const source = tracked.filter((path) => /\.(ts|mjs|svelte|css)$/.test(path))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('files', () => {
  it('are found', () => {
    expect(source.length).toBeGreaterThan(50)
  })

  it('are shorter than 500 lines', () => {
    expect(source.filter((path) => read(path).split('\n').length > 500)).toEqual([])
  })

  it('are named for what they hold', () => {
    const vague = /^(utils?|common|helpers?|misc|shared|stuff)(\.|$)/
    expect(tracked.filter((path) => path.split('/').some((part) => vague.test(part)))).toEqual([])
  })

  it('leave process.* to the entry points', () => {
    const entry =
      /(^|\/)(server|main|cli|run|take)\.ts$|\.mjs$|\.test\.ts$|\/(e2e|testing|screenshots)\/|^infra\/|^benchmarks\/|vite\.config/
    const wrong = source.filter(
      (path) => !entry.test(path) && /\bprocess\.(env|argv|exit|on|send)\b/.test(read(path)),
    )
    expect(wrong).toEqual([])
  })

  it('skip and single out no test', () => {
    const wrong = tracked
      .filter(
        (path) => path.endsWith('.test.ts') && path !== `infra/structure/${basename(import.meta.filename)}`,
      )
      .filter((path) => /\b(it|test|describe)\.(skip|only|todo)\b/.test(read(path)))
    expect(wrong).toEqual([])
  })

  it('record no download address in the lock file', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/)
  })
})
