import { describe, expect, it } from 'vitest'
import { auditWords } from './audit-words.ts'
import { fieldOf, gunChange } from './gun.ts'

const gun = new Date(2026, 4, 2, 10, 0, 0).getTime()

describe('the log of what was done', () => {
  it('says each order in words, with its reason and how it ended', () => {
    const done = { outcome: 'done' as const }
    expect(
      auditWords({ ...done, action: 'standing', bib: '12', before: 'entered', after: 'DNF', reason: 'knee' }),
    ).toBe('marked 12 DNF: knee')
    expect(auditWords({ ...done, action: 'standing', bib: '12', before: 'DNF', after: 'entered' })).toBe(
      'took back DNF of 12',
    )
    expect(auditWords({ ...done, action: 'gun', before: gun, after: gun + 12_500 })).toBe(
      'moved the gun from 10:00:00 to 10:00:12.5',
    )
    expect(auditWords({ ...done, action: 'gun', wave: 'B', before: gun, after: gun + 1000 })).toBe(
      'moved the gun of wave B from 10:00:00 to 10:00:01',
    )
    expect(
      auditWords({
        ...done,
        action: 'acknowledge',
        bib: '7',
        after: { kind: 'offCourse', note: 'Ben goes' },
      }),
    ).toBe('sees to 7, off the course: Ben goes')
    expect(auditWords({ action: 'stop', outcome: 'unknown' })).toBe(
      'stopped the race (not known whether it was done)',
    )
    expect(auditWords({ action: 'pause', outcome: 'pending' })).toBe('paused the race (being done)')
  })
})

describe('a correction of the gun', () => {
  it('says what it changes before it is made', () => {
    expect(gunChange(gun, fieldOf(gun + 12_500), 3)).toEqual({
      byMs: 12_500,
      says: 'The gun goes 12.5 s later: every race time becomes 12.5 s shorter, also the 3 times of finish. All screens begin anew with it.',
    })
    expect(gunChange(gun, fieldOf(gun - 90_000), 0)!.says).toMatch(
      /^The gun goes 1 min 30 s earlier: every race time becomes 1 min 30 s longer\./,
    )
  })

  it('of one wave says that it is of that one', () => {
    expect(gunChange(gun, fieldOf(gun - 1000), 1, 'B')!.says).toBe(
      'The gun of wave B goes 1 s earlier: every race time of that wave becomes 1 s longer, also the one time of finish. All screens begin anew with it.',
    )
  })

  it('is none where the time is the same, or none at all', () => {
    expect(gunChange(gun + 40, fieldOf(gun + 40), 0)!.byMs).toBe(0)
    expect(gunChange(gun, '', 0)).toBeNull()
  })
})
