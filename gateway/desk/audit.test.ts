import { describe, expect, it } from 'vitest'
import { busOnFile } from '../access/testing/on-file.ts'
import { type Bus, BusUnavailable } from '../bus/index.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { Problem } from '../problems.ts'
import { createAudit } from './audit.ts'

const race = '3f0e2f5c-5d3c-4a57-9f0e-0f1a2b3c4d5e'
const order = { operator: 'Ada', action: 'standing', race, bib: '7', after: 'DNF', reason: 'cramp' } as const
const silent = { info() {}, warn() {}, error() {} }

function setUp() {
  const clock = new VirtualTime()
  const open = busOnFile(clock)
  const kept = open()
  const away = { append: false, note: false }
  const unless =
    <A extends unknown[], T>(name: 'append' | 'note', work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      if (away[name]) throw new BusUnavailable('away for a test')
      return work(...args)
    }
  const bus: Bus = { ...kept, append: unless('append', kept.append), note: unless('note', kept.note) }
  const audit = createAudit({ bus, clock, log: silent })
  const outcomes = async () =>
    (await audit.list(race, 1, 100)).map(({ n, outcome, after }) => [n, outcome, after])
  return { clock, audit, away, outcomes, open }
}
const done = async () => ({ answer: 'yes', before: 'entered', after: 'DNF' })

describe('the audit log', () => {
  it('has who did what to whom, from what to what and why, and keeps it over a restart', async () => {
    const { audit, clock, open } = setUp()
    expect(await audit.carryOut(order, done)).toBe('yes')
    const entry = { n: 1, at: clock.now(), ...order, before: 'entered', outcome: 'done' }
    expect(await audit.list(race, 1, 10)).toEqual([entry])
    const other = createAudit({ bus: open(), clock, log: silent })
    expect(await other.list(race, 1, 10)).toEqual([entry])
    expect(await other.list(null, 1, 10)).toEqual([])
  })

  it('has an order while it is carried out, and one whose gateway ended meanwhile for ever: nobody knows of it', async () => {
    const { audit, clock, outcomes } = setUp()
    const seen: unknown[] = []
    void audit.carryOut(order, () => new Promise<never>(() => {}))
    await audit.carryOut(order, async () => {
      seen.push(...(await outcomes()))
      return done()
    })
    expect(seen).toEqual([
      [1, 'pending', 'DNF'],
      [2, 'pending', 'DNF'],
    ])
    clock.pass(61_000)
    expect(await outcomes()).toEqual([
      [1, 'unknown', 'DNF'],
      [2, 'done', 'DNF'],
    ])
  })

  it('has nothing of what was refused or changed nothing, and says what may have been done', async () => {
    const { audit, outcomes } = setUp()
    const failing = (error: Error) =>
      audit.carryOut(order, () => Promise.reject(error)).catch((thrown: unknown) => thrown)
    expect(await failing(new Problem('invalid-request', 'no', { status: 409 }))).toBeInstanceOf(Problem)
    await failing(new Problem('generator-unreachable', 'down', { isUndone: true }))
    await audit.carryOut(order, async () => ({ answer: 0, before: { a: [1] }, after: { a: [1] } }))
    expect(await outcomes()).toEqual([])
    await failing(new Problem('generator-unreachable', 'no answer in time'))
    await failing(new Problem('race-not-visible', 'later'))
    await failing(new TypeError('a defect'))
    expect((await outcomes()).map(([n, outcome]) => [n, outcome])).toEqual([
      [4, 'unknown'],
      [5, 'done'],
      [6, 'unknown'],
    ])
  })

  it('lets nothing be done that cannot be written down', async () => {
    const { audit, away, outcomes } = setUp()
    away.append = true
    let calls = 0
    const carried = audit.carryOut(order, async () => {
      calls++
      return done()
    })
    await expect(carried).rejects.toMatchObject({ code: 'bus-unavailable' })
    expect([calls, await outcomes()]).toEqual([0, []])
  })

  it('answers although the outcome cannot be written down, and writes it when it can, once', async () => {
    const { audit, away, outcomes, clock } = setUp()
    away.note = true
    expect(await audit.carryOut(order, done)).toBe('yes')
    clock.pass(1000)
    expect(await outcomes()).toEqual([[1, 'pending', 'DNF']])
    away.note = false
    await Promise.resolve()
    clock.pass(1000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(await outcomes()).toEqual([[1, 'done', 'DNF']])
    audit.close()
    expect(clock.pending).toBe(0)
  })

  it('has the making of a race once, as the first of that race', async () => {
    const { audit } = setUp()
    const create = { operator: 'Ada', action: 'create' } as const
    await audit.carryOutCreation(create, async () => ({ answer: 1, race, after: { course: 'x' } }))
    await audit
      .carryOutCreation(create, () => Promise.reject(new Problem('invalid-request', 'no')))
      .catch(() => {})
    expect(await audit.list(race, 1, 10)).toMatchObject([
      { n: 1, action: 'create', race, after: { course: 'x' } },
    ])
    expect(await audit.list(null, 1, 10)).toEqual([])
    await audit.carryOutCreation(create, () => Promise.reject(new Error('no answer'))).catch(() => {})
    expect(await audit.list(null, 1, 10)).toMatchObject([
      { action: 'create', race: null, outcome: 'unknown' },
    ])
  })

  it('is read from any entry on', async () => {
    const { audit } = setUp()
    for (let n = 0; n < 12; n++) await audit.carryOut(order, done)
    expect((await audit.list(race, 9, 3)).map(({ n }) => n)).toEqual([9, 10, 11])
  })

  it('tells of an entry when it begins and when its outcome is known', async () => {
    const { audit } = setUp()
    const told: string[] = []
    audit.onEntries(race, (entries) => told.push(...entries.map(({ n, outcome }) => `${n} ${outcome}`)))
    await audit.carryOut(order, done)
    expect(told).toEqual(['1 pending', '1 done'])
  })
})
