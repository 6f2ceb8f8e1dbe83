import { describe, expect, it } from 'vitest'
import { FakeRace } from '../../fixtures/fake-race.ts'
import { rosterEntry } from '../../fixtures/race.ts'
import { EntityFlag, type LogEntry, type Position, type RosterEntry } from '../messages.ts'
import { Attention, isAcknowledgement } from './attention.ts'
import type { LastingTold } from './lasting.ts'

const { stopped, offCourse, inFence } = EntityFlag

/** A race of `size` in which the test says who has what fix each second. */
function setUp(size = 2, entries: RosterEntry[] = []) {
  const race = new FakeRace(size)
  race.newEpoch()
  let n = 0
  const log = (entry: Partial<LogEntry>) => ({ n: ++n, t: 0, ...entry }) as LogEntry
  const everybody = [...race.state!.roster.keys()]
  race.say({
    roster: entries,
    log: [...everybody, ...entries.map(({ id }) => id)].map((id) => log({ kind: 'start', id })),
  })
  const attention = new Attention()
  let second = 0
  const update = (watcher = attention, more: { downSinceMs?: number } = {}) =>
    watcher.update({ state: race.state!, playout: race.playout!, raceMs: second * 1000, ...more })
  type Fix = [id: number, flags?: number, metres?: number]
  /** One second in which each of `fixes` is [id, flags, m]; nobody else has one. */
  function passSecond(...fixes: Fix[]): number[] {
    second++
    const positions = fixes.map(
      ([id, flags = 0, metres = 3 * second]): Position => [
        id,
        metres * 100,
        second * 1000,
        3000,
        3000,
        flags,
      ],
    )
    race.say({ positions })
    return update()
  }
  /** Who is in the list, as `id kind since-in-s`, after each of so many seconds of the same. */
  function seconds(count: number, ...fixes: Fix[]): string[] {
    return Array.from({ length: count }, () => {
      passSecond(...fixes)
      return attention.items.map(({ id, kind, since }) => `${id} ${kind} ${since / 1000}`).join()
    })
  }
  const states = () => everybody.map((id) => attention.stateOf(id)?.state)
  return { race, attention, update, log, second: passSecond, seconds, states }
}
const repeat = (count: number, text: string): string[] => Array(count).fill(text)

describe('the state of a competitor', () => {
  it.each<[string, number, string]>([
    ['no flag', 0, 'running'],
    ['in the fence', inFence, 'inFence'],
    ['standing', stopped, 'stopped'],
    ['standing in the fence', stopped | inFence, 'stopped'],
    ['off the course', offCourse, 'running'],
  ])('with a fix that says %s is what the fix says', (_, flags, state) => {
    const { second, states } = setUp()
    second([1], [2])
    second([1, flags], [2])
    expect(states()).toEqual([state, 'running'])
  })

  it('is off the course with the third fix of that kind, until the second that is on it', () => {
    const { second, states } = setUp(1)
    const story = [0, offCourse, offCourse, offCourse, 0, offCourse, 0, 0].map((flags) => {
      second([1, flags])
      return states()[0]
    })
    const off = Array(4).fill('offCourse')
    expect(story).toEqual(['running', 'running', 'running', ...off, 'running'])
  })

  it('is without a fix after more than five intervals, and again what it was with the next', () => {
    const { second, states } = setUp()
    second([1], [2])
    const story = Array.from({ length: 7 }, () => {
      second([2])
      return states()[0]
    })
    expect(story).toEqual([...repeat(5, 'running'), 'noFix', 'noFix'])
    expect(second([1], [2])).toEqual([1])
    expect(states()).toEqual(['running', 'running'])
  })

  it('is without a fix since the last one, also for who did not look meanwhile', () => {
    const { race, second, attention, update } = setUp()
    second([1], [2])
    for (let s = 0; s < 8; s++) second([2])
    expect(attention.stateOf(1)).toEqual({ state: 'noFix', since: 1000 })
    // The connection of this desk is cut: it hears of a fix long after it.
    race.say({ positions: [[1, 4000, 10_000, 3000, 3000, 0]] })
    for (let s = 0; s < 8; s++) second([2])
    expect(update()).toEqual([])
    expect(attention.stateOf(1)).toEqual({ state: 'noFix', since: 10_000 })
  })

  it('is waiting until the start line is crossed, and finished from the finish on', () => {
    const { race, second, states, log, attention } = setUp(2)
    race.say({ roster: [rosterEntry(3)] })
    second([1], [2], [3, 0, 0])
    expect(attention.stateOf(3)).toEqual({ state: 'waiting', since: 1000 })
    race.say({ log: [log({ kind: 'finish', id: 1, t: 2500 })] })
    second([2])
    expect(states()).toEqual(['running', 'running'])
    second([2])
    expect([attention.stateOf(1), states()[1]]).toEqual([{ state: 'finished', since: 2500 }, 'running'])
  })

  it.each(['DNS', 'DNF', 'DSQ'] as const)(
    'is %s from when that holds, whatever the tracker does',
    (standing) => {
      const { race, seconds, attention, log } = setUp(2)
      seconds(1, [1], [2])
      race.say({
        roster: [{ ...rosterEntry(1), standing }],
        log: [log({ kind: 'standing', id: 1, standing, t: 1500 })],
      })
      expect(seconds(30, [2]).at(-1)).toBe('')
      expect(attention.stateOf(1)).toEqual({ state: standing, since: 1500 })
      race.say({
        roster: [rosterEntry(1)],
        log: [log({ kind: 'standing', id: 1, standing: 'entered', t: 31_500 })],
      })
      expect(seconds(1, [2])).toEqual(['1 lost 1'])
    },
  )
})

describe('the list of what needs a person', () => {
  it('has who is lost after ten intervals, until the next fix', () => {
    const { seconds } = setUp()
    expect(seconds(1, [1], [2])).toEqual([''])
    expect(seconds(12, [2])).toEqual([...repeat(9, ''), ...repeat(3, '1 lost 1')])
    expect(seconds(1, [1], [2])).toEqual([''])
  })

  it('has who stands for a minute, until they move', () => {
    const { seconds } = setUp()
    seconds(5, [1], [2])
    expect(seconds(62, [1, stopped, 15], [2])).toEqual([...repeat(60, ''), ...repeat(2, '1 stopped 6')])
    expect(seconds(1, [1], [2])).toEqual([''])
  })

  it('has who stands although errors of the receiver creep along, until they are 15 m on or evidently move', () => {
    const { second, attention } = setUp(1)
    second([1, 0, 100])
    const listedAt = (flags: number, metres: number) => {
      second([1, flags, metres])
      return attention.items.map(({ since }) => since / 1000)
    }
    for (let s = 0; s < 60; s++) listedAt(stopped, 100)
    expect(listedAt(stopped, 100)).toEqual([2])
    for (const metres of [101, 102, 103, 104, 105]) expect(listedAt(0, metres)).toEqual([2])
    expect(listedAt(stopped, 105)).toEqual([2])
    expect([listedAt(0, 106.5), listedAt(0, 108)]).toEqual([[2], []])
  })

  it('leaves who stands in the fence in peace for five minutes', () => {
    const { seconds } = setUp()
    seconds(5, [1], [2])
    const listed = seconds(302, [1, stopped | inFence, 15], [2])
    expect(listed).toEqual([...repeat(300, ''), ...repeat(2, '1 stopped 6')])
  })

  it('has who is off the course for ten seconds, and one fix on it does not count as back', () => {
    const { seconds } = setUp()
    seconds(2, [1], [2])
    expect(seconds(11, [1, offCourse], [2])).toEqual([...repeat(10, ''), '1 offCourse 3'])
    expect(seconds(1, [1], [2])).toEqual(['1 offCourse 3'])
    expect(seconds(1, [1, offCourse], [2])).toEqual(['1 offCourse 3'])
    expect(seconds(2, [1], [2])).toEqual(['1 offCourse 3', ''])
  })

  it('has each once: who is lost off the course is lost, until they are heard of there', () => {
    const { seconds } = setUp()
    seconds(1, [1], [2])
    expect(seconds(12, [1, offCourse], [2]).at(-1)).toBe('1 offCourse 2')
    expect(seconds(11, [2]).slice(-2)).toEqual(['1 lost 13', '1 lost 13'])
    expect(seconds(1, [1, offCourse], [2])).toEqual(['1 offCourse 2'])
  })

  it('has who is 20 m behind the sweep, until they are level again', () => {
    const { seconds } = setUp(2, [{ ...rosterEntry(9), role: 'sweep' }])
    expect(seconds(1, [1, 0, 50], [2, 0, 90], [9, 0, 70])).toEqual([''])
    expect(seconds(1, [1, 0, 50], [2, 0, 90], [9, 0, 71])).toEqual(['1 overtaken 2'])
    expect(seconds(1, [1, 0, 79], [2, 0, 90], [9, 0, 80])).toEqual(['1 overtaken 2'])
    expect(seconds(1, [1, 0, 81], [2, 0, 90], [9, 0, 81])).toEqual([''])
  })

  it('goes by the sweep of the own wave', () => {
    const wave = (id: number, role: RosterEntry['role'], name: string) => ({
      ...rosterEntry(id),
      role,
      wave: name,
    })
    const { seconds } = setUp(0, [wave(1, 'competitor', 'A'), wave(8, 'sweep', 'A'), wave(9, 'sweep', 'B')])
    expect(seconds(1, [1, 0, 50], [8, 0, 40], [9, 0, 90])).toEqual([''])
    expect(seconds(1, [1, 0, 50], [8, 0, 90], [9, 0, 90])).toEqual(['1 overtaken 2'])
  })

  it('has who has not started five minutes after the gun', () => {
    const { race, seconds } = setUp(1)
    race.say({ roster: [rosterEntry(5)] })
    const listed = seconds(301, [1], [5, 0, 0])
    expect(listed.slice(298)).toEqual(['', '5 notStarted 0', '5 notStarted 0'])
  })

  it('has nobody in it that is lost where most are: the data is, and it says so', () => {
    const many = 30
    const { seconds, attention } = setUp(many)
    const all = Array.from({ length: many }, (_, i): [number] => [i + 1])
    seconds(1, ...all)
    expect(seconds(20, ...all.slice(0, 14)).at(-1)).toBe('')
    expect(attention.outage).toBe(true)
    expect(
      seconds(1, ...all.slice(0, 16))
        .at(-1)!
        .split(','),
    ).toHaveLength(14)
    expect(attention.outage).toBe(false)
  })

  it('does not count the time in which the store is down', () => {
    const { seconds, update, attention, second } = setUp(1)
    seconds(5, [1])
    for (let i = 0; i < 20; i++) second()
    expect(attention.items).toHaveLength(1)
    const other = new Attention()
    update(other, { downSinceMs: 6000 })
    expect([other.items, other.stateOf(1)?.state]).toEqual([[], 'running'])
  })

  it('stays the same array while nothing in it changes', () => {
    const { seconds, attention, second } = setUp()
    seconds(12, [2])
    seconds(1, [1], [2])
    seconds(12, [2])
    const { items } = attention
    second([2])
    expect(attention.items).toBe(items)
  })

  it('begins anew with an epoch and where the screen goes back, and not for a clock put right', () => {
    const { race, seconds, attention } = setUp(1)
    seconds(2, [1])
    seconds(70, [1, stopped, 6])
    const at = (raceMs: number) => {
      attention.update({ state: race.state!, playout: race.playout!, raceMs })
      return attention.items.map(({ since, sinceKnown }) => [since, sinceKnown])
    }
    expect(at(71_000)).toEqual([[3000, true]])
    expect(at(60_000)).toEqual([])
    race.newEpoch()
    expect(at(72_000)).toEqual([])
    expect(attention.stateOf(1)?.state).toBe('waiting')
  })
})

describe('who comes later', () => {
  /** Who has just opened the desk, `behindS` seconds behind the newest fix, and was told what lasts. */
  function comeLate(
    { race, attention }: ReturnType<typeof setUp>,
    raceMs: number,
    told = race.lasting!.told(),
  ) {
    const late = new Attention()
    const update = (at: number) => {
      late.update({ state: race.state!, playout: race.playout!, raceMs: at })
      return late.items
    }
    late.takeOver(told)
    return { late, update, first: update(raceMs), others: attention.items }
  }

  it('has the same list as who was there all the time, from the first moment on', () => {
    const all = setUp(3)
    all.seconds(5, [1], [2], [3])
    all.seconds(70, [1, stopped, 15], [2, offCourse], [3])
    const { first, others } = comeLate(all, 73_000)
    expect(others.map(({ id, kind, since }) => `${id} ${kind} ${since}`)).toEqual([
      '1 stopped 6000',
      '2 offCourse 6000',
    ])
    expect(first).toEqual(others)
  })

  it('has who stands in the fence when their five minutes are over', () => {
    const all = setUp()
    all.seconds(5, [1], [2])
    all.seconds(290, [1, stopped | inFence, 15], [2])
    const { first, update } = comeLate(all, 295_000)
    expect(first).toEqual([])
    all.seconds(11, [1, stopped | inFence, 15], [2])
    expect(update(306_000)).toEqual([{ id: 1, kind: 'stopped', since: 6000, sinceKnown: true }])
    // 15 m from where the standing began, slower than anybody who evidently moves.
    all.seconds(1, [1, inFence, 16], [2])
    all.seconds(1, [1, inFence, 30], [2])
    expect(update(308_000)).toEqual([])
  })

  it('has nothing of what ended meanwhile, nor of another epoch, nor twice what it has seen begin itself', () => {
    const all = setUp()
    all.seconds(5, [1], [2])
    all.seconds(70, [1, stopped, 15], [2])
    const old = all.race.lasting!.told()
    all.seconds(3, [1], [2])
    expect(comeLate(all, 78_000, old).first).toEqual([])
    all.seconds(70, [1, stopped, 240], [2])
    const { late, update, first } = comeLate(all, 147_000)
    expect(first).toEqual([{ id: 1, kind: 'stopped', since: 79_000, sinceKnown: true }])
    late.takeOver({ ...old, at: 1_000_000 })
    expect(update(148_000)).toEqual(first)
    expect(comeLate(all, 148_000, { ...old, epoch: old.epoch - 1 }).first).toEqual([])
  })

  it('takes it over although it is told before the state, and says where nobody saw it begin', () => {
    const all = setUp(1)
    all.seconds(2, [1])
    all.seconds(30, [1, offCourse])
    const told: LastingTold = {
      ...all.race.lasting!.told(),
      lasting: [{ id: 1, kind: 'offCourse', since: 10_000, sinceKnown: false, fromCm: 0 }],
    }
    const { first } = comeLate(all, 32_000, told)
    expect(first).toEqual([{ id: 1, kind: 'offCourse', since: 10_000, sinceKnown: false }])
    const late = new Attention()
    late.takeOver({ ...told, epoch: told.epoch + 1 })
    late.update({ state: all.race.state!, playout: all.race.playout!, raceMs: 32_000 })
    expect(late.items).toEqual([])
    all.race.newEpoch()
    all.race.say({
      log: [all.log({ kind: 'start', id: 1 })],
      positions: [[1, 9000, 33_000, 3000, 3000, offCourse]],
    })
    late.update({ state: all.race.state!, playout: all.race.playout!, raceMs: 33_000 })
    expect(late.items).toEqual([{ id: 1, kind: 'offCourse', since: 10_000, sinceKnown: false }])
  })
})

describe('an acknowledgement', () => {
  const ack = { id: 1, kind: 'stopped', since: 60_000 } as const
  it.each([
    ['as who acknowledged it saw it', 60_000, true, true],
    ['where one saw it begin before them', 50_000, true, true],
    ['where one saw it begin some fixes after them', 63_000, true, true],
    ['not where it ended and began again since', 70_000, true, false],
    ['where one came when it lasted already', 70_000, false, true],
  ])('is for what is in the list %s', (_, since, sinceKnown, counts) => {
    expect(isAcknowledgement(ack, { id: 1, kind: 'stopped', since, sinceKnown })).toBe(counts)
    expect(isAcknowledgement(ack, { id: 2, kind: 'stopped', since, sinceKnown })).toBe(false)
    expect(isAcknowledgement(ack, { id: 1, kind: 'lost', since, sinceKnown })).toBe(false)
  })

  it('is told from one for earlier by who looks from then on, and not by who has come since', () => {
    const { seconds, update, attention } = setUp(1)
    seconds(2, [1])
    seconds(70, [1, stopped, 6])
    const late = new Attention()
    update(late)
    expect(attention.items).toEqual([{ id: 1, kind: 'stopped', since: 3000, sinceKnown: true }])
    seconds(60, [1, stopped, 6])
    update(late)
    expect(late.items).toEqual([{ id: 1, kind: 'stopped', since: 72_000, sinceKnown: false }])
  })
})
