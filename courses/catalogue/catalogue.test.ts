import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CORNER, courseOf, SQUARE } from '../import/testing/files.ts'
import { openCatalogue } from './index.ts'

const corner = courseOf({ line: CORNER }, { shortName: 'corner' })
const square = courseOf({ line: SQUARE }, { shortName: 'square' })

let directory: string
let addedDir: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'racecast-courses-'))
  addedDir = join(directory, 'courses')
})
afterEach(() => rmSync(directory, { recursive: true }))

const cornerFile = () => join(addedDir, 'corner.course.json')

describe('the built-in courses', () => {
  it('are Crystal Palace, two laps that cross themselves, and a marathon', () => {
    const facts = openCatalogue()
      .list()
      .map(({ shortName, officialM, laps }) => [shortName, officialM, laps])
    expect(facts).toEqual([
      ['crystal', 4966.445205, 1],
      ['gridiron', 42_195, 1],
      ['skylark-eight', 5000, 2],
    ])
  })

  it('all have a fence that is run through', () => {
    for (const { fenceIntervals } of openCatalogue().list()) expect(fenceIntervals).not.toEqual([])
  })
})

describe('a course that is added', () => {
  it('is there, also after a restart, and nothing else is', () => {
    const catalogue = openCatalogue({ addedDir })
    catalogue.add(corner)
    expect(catalogue.get('corner')).toEqual(corner)
    expect(openCatalogue({ addedDir }).get('corner')).toEqual(corner)
    expect(readdirSync(addedDir)).toEqual(['corner.course.json'])
  })

  it('is listed by its long name among the others', () => {
    const catalogue = openCatalogue({ addedDir })
    catalogue.add({ ...square })
    catalogue.add(corner)
    expect(catalogue.list().map(({ shortName }) => shortName)).toEqual([
      'crystal',
      'gridiron',
      'corner',
      'square',
      'skylark-eight',
    ])
  })

  it('is there no more once it was removed, also for a process that had it, and its name is free', () => {
    const catalogue = openCatalogue({ addedDir })
    const other = openCatalogue({ addedDir })
    catalogue.add(corner)
    expect(other.get('corner')).toEqual(corner)
    expect([catalogue.remove('corner'), catalogue.remove('corner')]).toEqual([true, false])
    expect([catalogue.get('corner'), other.get('corner'), readdirSync(addedDir)]).toEqual([
      undefined,
      undefined,
      [],
    ])
    const another = courseOf({ line: SQUARE }, { shortName: 'corner' })
    catalogue.add(another)
    expect(other.get('corner')).toEqual(another)
  })

  it('alone can be removed: one of the repository stays', () => {
    const catalogue = openCatalogue({ addedDir })
    expect([catalogue.remove('crystal'), catalogue.isBuiltIn('crystal')]).toEqual([false, true])
    expect(catalogue.get('crystal')).toBeDefined()
  })

  it('does not replace one of the same name, built in or added', () => {
    const catalogue = openCatalogue({ addedDir })
    catalogue.add(corner)
    const before = readFileSync(cornerFile(), 'utf8')
    const again = courseOf({ line: SQUARE }, { shortName: 'corner' })
    for (const taken of [again, { ...corner, shortName: 'crystal' }])
      expect(() => catalogue.add(taken)).toThrow(expect.objectContaining({ code: 'DUPLICATE_COURSE' }))
    expect(readFileSync(cornerFile(), 'utf8')).toBe(before)
    expect(readdirSync(addedDir)).toEqual(['corner.course.json'])
  })

  it('is seen by another process, without being told', () => {
    const [one, other] = [openCatalogue({ addedDir }), openCatalogue({ addedDir })]
    one.add(corner)
    expect(other.get('corner')).toEqual(corner)
    one.add(square)
    expect(other.list().map(({ shortName }) => shortName)).toContain('square')
    expect(() => other.add(square)).toThrow(expect.objectContaining({ code: 'DUPLICATE_COURSE' }))
  })

  it('does not have those before it read again, unless they have changed', () => {
    const catalogue = openCatalogue({ addedDir })
    catalogue.add(corner)
    const loaded = catalogue.get('corner')
    catalogue.add(square)
    expect(catalogue.get('corner')).toBe(loaded)
    const changed = courseOf({ line: SQUARE }, { shortName: 'corner', longName: 'Another corner' })
    writeFileSync(cornerFile(), JSON.stringify(changed))
    catalogue.add(courseOf({ line: SQUARE }, { shortName: 'third' }))
    expect(catalogue.get('corner')).toEqual(changed)
  })

  it('needs a directory', () => {
    expect(() => openCatalogue().add(corner)).toThrow(/addedDir/)
    expect(openCatalogue().get('corner')).toBeUndefined()
  })
})

describe('a stored course that is broken', () => {
  const broken: [string, (text: string) => string, RegExp][] = [
    ['is cut off', (text) => text.slice(0, 100), /not valid: /],
    ['lacks a field', (text) => text.replace('"laps"', '"lap"'), /laps/],
    ['was changed by hand', (text) => text.replace('"laps": 1', '"laps": 2'), /its hash does not fit/],
    ['has another name than its file', (text) => text.replaceAll('corner', 'crystal'), /hash|named crystal/],
  ]

  it.each(broken)('is reported and left out: it %s', (_, spoil, says) => {
    const catalogue = openCatalogue({ addedDir })
    catalogue.add(corner)
    catalogue.add(square)
    writeFileSync(cornerFile(), spoil(readFileSync(cornerFile(), 'utf8')))
    const again = openCatalogue({ addedDir })
    expect(again.get('corner')).toBeUndefined()
    expect(again.get('square')).toEqual(square)
    expect(again.broken()).toHaveLength(1)
    expect(again.broken()[0]).toMatchObject({ code: 'BROKEN_COURSE_FILE', feature: 'corner.course.json' })
    expect(again.broken()[0]!.message).toMatch(says)
  })

  it('never stands in for a built-in one', () => {
    openCatalogue({ addedDir }).add(corner)
    const impostor = courseOf({ line: SQUARE }, { shortName: 'crystal' })
    writeFileSync(join(addedDir, 'crystal.course.json'), JSON.stringify(impostor))
    const catalogue = openCatalogue({ addedDir })
    expect(catalogue.get('crystal')).toMatchObject({ longName: 'Crystal Palace' })
  })
})
