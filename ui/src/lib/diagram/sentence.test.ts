import { describe, expect, it } from 'vitest'
import type { DiagramTrace } from './diagram-data.ts'
import { sentenceOf } from './sentence.ts'

const data = { fromMs: 0, everyMs: 60_000, passes: [100_000] }
const trace: DiagramTrace = {
  ...{ bib: '7', who: 'Ann', letter: 'A', colour: 0, gunMs: 60_000 },
  cm: [0, 0, 50_000, 150_000, 250_000],
  atCm: 250_000,
  finishMs: null,
  expected: { raceMs: 360_000, early: 340_400, late: 370_000 },
}
const said = (changes: Partial<DiagramTrace>, shownMs: number) =>
  sentenceOf(data, { ...trace, ...changes }, shownMs)

describe('a line of the diagram in sentences', () => {
  it('tells times from the gun of the own wave', () => {
    expect(said({}, 240_000)).toBe(
      'Ann has covered 2.50 km after 3:00. Passed your spot at 1:30. Expected at the finish at 5:00, give or take 20 s.',
    )
    expect(said({ finishMs: 200_000, expected: null }, 240_000)).toContain('Ann has finished after 2:20.')
  })
})
