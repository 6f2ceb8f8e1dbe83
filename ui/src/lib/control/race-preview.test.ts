import { describe, expect, it } from 'vitest'
import { badLines, previewLines } from './race-preview.ts'

const at = (minutes: number) => new Date(2026, 4, 2, 10, minutes).getTime()
const preview = {
  ...{ slug: 'spring', course: 'crystal', lengthCm: 500_000 },
  startTime: at(0),
  competitors: 120,
  fastest: { bib: '7', name: 'Mia Ohm', raceTimeMs: 900_000, at: at(15) },
  slowest: { bib: '9', name: '', raceTimeMs: 2_400_000, at: at(40) },
  lastInAt: at(40),
  stopping: 12,
  givingUp: 0,
  withDropouts: 3,
  wandering: 0,
  waves: [],
}

describe('what a race will be like', () => {
  it('is told in sentences before it is made', () => {
    expect(previewLines(preview)).toEqual([
      '120 start, the first at 10:00:00.',
      'First in: 7 Mia Ohm after 15:00, at 10:15:00.',
      'Last in: 9 after 40:00, at 10:40:00.',
      '12 stop in the fence, 3 lose their signal.',
    ])
  })

  it('says when it is over where the last to be on the course gives up, and that nothing happens', () => {
    const lines = previewLines({
      ...preview,
      lastInAt: at(50),
      stopping: 0,
      withDropouts: 0,
      waves: [
        { wave: 'A', startTime: at(0), entries: 60 },
        { wave: 'B', startTime: at(1), entries: 60 },
      ],
    })
    expect(lines.slice(0, 2)).toEqual([
      '120 start in 2 waves, the first at 10:00:00.',
      'Waves: A at 10:00:00 (60), B at 10:01:00 (60).',
    ])
    expect(lines).toContain('It is over at 10:50:00.')
    expect(lines.at(-1)).toBe('Nobody stops, gives up or gets lost.')
  })

  it('tells the bad rows of a start list by line and field, with the remedy', () => {
    const bad = [
      { line: 3, field: 'bib', value: '1', message: 'is there twice', remedy: 'give each its own' },
      { line: null, field: 'startList', value: '', message: 'is empty', remedy: 'add rows' },
    ]
    expect(badLines({ rows: 2, waves: [], bad })).toEqual([
      'Line 3, bib: is there twice; give each its own.',
      'The list: is empty; add rows.',
    ])
  })
})
