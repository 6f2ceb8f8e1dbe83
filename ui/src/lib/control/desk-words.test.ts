import { describe, expect, it } from 'vitest'
import { auditWords } from './audit-words.ts'
import { fieldOf, gunChange } from './gun.ts'
import { officialLabel } from './official.ts'

const gun = new Date(2026, 4, 2, 10, 0, 0).getTime()
const hour = 3_600_000
const asked = { from: gun, now: gun + hour, isToCome: false, finishers: 0, wave: null }

describe('the log of what was done', () => {
  it('says each order in words, with its reason and how it ended', () => {
    const done = { at: gun + hour, outcome: 'done' as const }
    expect(
      auditWords({ ...done, action: 'standing', bib: '12', before: 'entered', after: 'DNF', reason: 'knee' }),
    ).toBe('marked 12 DNF: knee')
    expect(auditWords({ ...done, action: 'standing', bib: '12', before: 'DNF', after: 'entered' })).toBe(
      'took back DNF of 12',
    )
    expect(
      auditWords({
        ...{ ...done, action: 'finish', bib: '12', before: gun + 12_500, after: null },
        reason: 'a bag carrier',
      }),
    ).toBe('took back the finish of 12 at 10:00:12.5: a bag carrier')
    expect(auditWords({ ...done, action: 'finish', bib: '12', before: null, after: gun + 12_500 })).toBe(
      'let the finish of 12 at 10:00:12.5 count again',
    )
    expect(auditWords({ ...done, action: 'gun', before: gun, after: gun + 12_500 })).toBe(
      'corrected the gun from 10:00:00 to 10:00:12.5',
    )
    expect(auditWords({ ...done, action: 'gun', wave: 'B', before: gun, after: gun + 1000 })).toBe(
      'corrected the gun of wave B from 10:00:00 to 10:00:01',
    )
    expect(
      auditWords({
        ...done,
        action: 'acknowledge',
        bib: '7',
        after: { kind: 'offCourse', note: 'Ben goes' },
      }),
    ).toBe('sees to 7, off the course: Ben goes')
    const key = { jti: '3f0e', scope: 'watch', label: 'Finish screen' }
    expect(auditWords({ ...done, action: 'makeKey', after: key })).toBe(
      'made the key to watch “Finish screen”',
    )
    expect(auditWords({ ...done, action: 'revokeKey', after: key })).toBe(
      'revoked the key to watch “Finish screen”',
    )
    expect(auditWords({ ...done, action: 'visibility', before: 'public', after: 'private' })).toBe(
      'made the race private',
    )
    expect(auditWords({ at: gun, action: 'stop', outcome: 'unknown' })).toBe(
      'stopped the race (not known whether it was done)',
    )
    expect(auditWords({ at: gun, action: 'pause', outcome: 'pending' })).toBe('paused the race (being done)')
  })
})

describe('the log of a start that was still to come', () => {
  const moved = (after: number) =>
    auditWords({ at: gun - hour, action: 'gun', before: gun, after, outcome: 'done', reason: 'fog' })

  it('says that it was postponed or brought forward, and not that a gun was corrected', () => {
    expect(moved(gun + hour / 4)).toBe('postponed the start to 10:15:00: fog')
    expect(moved(gun - hour / 4)).toBe('brought the start forward to 09:45:00: fog')
    expect(moved(gun + 24 * hour)).toBe('postponed the start to 10:00:00 on 3 May: fog')
  })
})

describe('making results official', () => {
  it('says before it is done who is neither in nor out', () => {
    const counts = { waiting: 0, running: 0, in: 7, out: 1, left: { DNF: 0, DNS: 0 } }
    expect(officialLabel(counts)).toBe('Make official')
    expect(officialLabel({ ...counts, out: 39, left: { DNF: 38, DNS: 0 } })).toBe(
      'Make official with 38 not in (DNF)',
    )
    expect(officialLabel({ ...counts, out: 4, left: { DNF: 1, DNS: 2 } })).toBe(
      'Make official with 1 not in (DNF) and 2 not started (DNS)',
    )
  })
})

describe('a correction of the gun', () => {
  it('says what it changes before it is made', () => {
    expect(gunChange(fieldOf(gun + 12_500), { ...asked, finishers: 3 })).toEqual({
      byMs: 12_500,
      says: 'The gun goes 12.5 s later: every race time becomes 12.5 s shorter, also the 3 times of finish. All screens begin anew with it.',
    })
    expect(gunChange(fieldOf(gun - 90_000), asked)!.says).toMatch(
      /^The gun goes 1 min 30 s earlier: every race time becomes 1 min 30 s longer\./,
    )
    expect(gunChange(fieldOf(gun - 11.5 * hour), asked)!.says).toMatch(
      /^The gun goes 11 h 30 min 0 s earlier:/,
    )
  })

  it('of one wave says that it is of that one', () => {
    expect(gunChange(fieldOf(gun - 1000), { ...asked, finishers: 1, wave: 'B' })!.says).toBe(
      'The gun of wave B goes 1 s earlier: every race time of that wave becomes 1 s longer, also the one time of finish. All screens begin anew with it.',
    )
  })

  it('is none where the time is the same, or none at all', () => {
    expect(gunChange(fieldOf(gun + 40), { ...asked, from: gun + 40 })!.byMs).toBe(0)
    expect(gunChange('', asked)).toBeNull()
  })

  it('is refused where it has gone and would be to come, by the clock of whoever types', () => {
    const { byMs, says } = gunChange(fieldOf(gun + 2 * hour), asked)!
    expect([byMs, says]).toEqual([0, expect.stringContaining('still to come: it is 11:00:00')])
  })

  it('that is to come is put off or brought forward, and never into the past', () => {
    const waiting = { ...asked, now: gun - hour, isToCome: true }
    expect(gunChange(fieldOf(gun + 600_000), waiting)).toEqual({
      byMs: 600_000,
      says: 'The race starts 10 min 0 s later, with all its waves.',
    })
    expect(gunChange(fieldOf(gun - 600_000), waiting)!.byMs).toBe(-600_000)
    const { byMs, says } = gunChange(fieldOf(gun - 2 * hour), waiting)!
    expect([byMs, says]).toEqual([0, expect.stringContaining('has passed: it is 09:00:00')])
  })
})
