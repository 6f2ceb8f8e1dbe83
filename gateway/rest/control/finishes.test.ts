import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { track400 } from '@racecast/courses/fixtures'
import { CourseLine } from '@racecast/courses/line'
import { openSink } from '@racecast/pinot/adapters'
import { entryRecord, fixRow, raceRecord } from '@racecast/pinot/contract'
import { StoreUnavailable } from '@racecast/pinot/ports'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { until, wholeService } from '../testing/whole-service.ts'

const course = track400()
const line = new CourseLine(course)

/**
 * A race whose fixes somebody else's producer writes: three runners, 4 s apart at every 100 m from 20 s on. Bibs 1 and 2 are in; a
 * chip in a car has crossed the mat for bib 3.
 */
async function foreignRace() {
  const service = await wholeService()
  const sink = openSink(`sqlite:${join(service.folder, 'events.db')}`)
  onTestFinished(() => sink.close())
  const runId = randomUUID()
  const gun = Date.now() - 300_000
  const race = raceRecord({
    ...{ runId, slug: 'town-mile', name: 'Town mile', course: course.shortName, courseHash: course.hash },
    ...{ kind: 'live', startTime: gun, updatedAt: gun, fixIntervalS: 5 },
  })
  const row = (id: number, s: number, metres: number, flags = 0) => {
    const [lon, lat] = line.pointAt(metres * 100)
    const timestamp = gun + s * 1000
    const eventId = `${runId}:${id}:${timestamp}`
    const place = { distance: metres, lon, lat, course: course.shortName }
    return { ...fixRow(runId, id, s * 1000, { source: 'chip', flags }), ...place, timestamp, eventId }
  }
  const finish = (id: number, s: number) => row(id, s, course.officialM, 1)
  const lap = (id: number, upTo: number) =>
    Array.from({ length: upTo + 1 }, (_, i) => row(id, i * 20 + id * i, i * 100))
  // The generator knows of races that are there when it takes up its work.
  await service.stopGenerator()
  await sink.putEntries([1, 2, 3].map((id) => entryRecord(runId, id)))
  await sink.putFixes([...lap(1, 3), ...lap(2, 3), ...lap(3, 2)])
  await sink.putFixes([finish(1, 84.25), finish(2, 88.5), finish(3, 80.75)])
  await sink.putRace(race)
  await service.startGenerator()
  const state = () => service.ports.races.get(runId)!.state!
  await until(() => expect(service.ports.races.get(runId)?.state?.facts.get(3)?.finish).toBe(80_750))
  const rule = (bib: string, counts: boolean, reason?: string) =>
    service.ask('POST', `/api/races/${runId}/competitors/${bib}/finish`, {
      counts,
      ...(reason && { reason }),
    })
  const board = async () => {
    const { body } = await service.ask('GET', `/api/races/${runId}/leaderboard`)
    return body.rows.map((one: { bib: string; finished: boolean; gap: number | null }) => [
      ...[one.bib, one.finished, one.gap],
    ])
  }
  const results = async () => {
    const { body } = await service.ask('GET', `/api/races/${runId}/results.csv`)
    return String(body)
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((text) => text.split(',').slice(0, 2).join(' '))
  }
  return { ...service, runId, sink, row, finish, state, rule, board, results, gun }
}

describe('a finish that was none', { timeout: 60_000 }, () => {
  it('is taken back: its competitor is on the course, who is behind moves up, and the log and the audit say so', async () => {
    const { ask, runId, state, rule, board, results, gun } = await foreignRace()
    expect(await board()).toEqual([
      ['3', true, 0],
      ['1', true, 3.5],
      ['2', true, 7.8],
    ])
    const { epoch } = state()
    const answer = await rule('3', false, 'a chip in a car')
    expect([answer.status, answer.body.bib]).toEqual([200, '3'])
    expect(state().epoch).toBeGreaterThan(epoch)
    expect(state().facts.get(3)?.finish).toBeUndefined()
    expect(state().entities.position(state().entities.slots.get(3)!).slice(0, 3)).toEqual([3, 20_000, 46_000])
    expect(state().log.at(-1)).toMatchObject({ kind: 'correction', of: 'finish', id: 3 })
    expect(await board()).toEqual([
      ['1', true, 0],
      ['2', true, 4.3],
      ['3', false, expect.any(Number)],
    ])
    expect((await results()).slice(0, 2)).toEqual(['1 1', '2 2'])
    const { body } = await ask('GET', `/api/races/${runId}/competitors/3`)
    expect(body.board.finished).toBe(false)
    const { body: told } = await ask('GET', `/api/races/${runId}/log`)
    expect(told.entries.at(-1)).toMatchObject({ kind: 'correction', of: 'finish' })

    // Repeated it changes nothing.
    const { seq } = state()
    expect((await rule('3', false)).status).toBe(200)
    expect(state().seq).toBe(seq)
    const audit = await ask('GET', `/api/races/${runId}/audit`)
    expect(audit.body.entries).toMatchObject([
      {
        ...{ action: 'finish', bib: '3', before: gun + 80_750, after: null },
        ...{ reason: 'a chip in a car', operator: 'API', outcome: 'done' },
      },
    ])
  })

  it('does not come again with the same fix; a later crossing counts, and can be taken back as well', async () => {
    const { runId, sink, row, finish, state, rule, board } = await foreignRace()
    await rule('3', false)
    await sink.putFixes([finish(3, 80.75), finish(3, 82), row(3, 90, 300), row(1, 91, 400)])
    await until(() => expect(state().entities.t[state().entities.slots.get(3)!]).toBe(90_000))
    expect(state().facts.get(3)?.finish).toBeUndefined()
    await sink.putFixes([finish(3, 120.5)])
    await until(() => expect(state().facts.get(3)?.finish).toBe(120_500))
    expect((await board()).map(([bib]: string[]) => bib)).toEqual(['1', '2', '3'])
    await rule('3', false)
    expect(state().facts.get(3)?.finish).toBeUndefined()
    expect(state().race.rulings).toHaveLength(1)
    expect(state().race.runId).toBe(runId)
  })

  it('is given again by undoing that, over a restart of the generator too', async () => {
    const { ask, runId, state, rule, board, stopGenerator, startGenerator, gun } = await foreignRace()
    const before = await board()
    await rule('3', false)
    await stopGenerator()
    expect((await rule('3', true)).status).toBe(503)
    await startGenerator()
    expect((await rule('3', true, 'it was them')).status).toBe(200)
    expect(state().facts.get(3)?.finish).toBe(80_750)
    expect(state().race.rulings).toBeUndefined()
    expect(await board()).toEqual(before)
    expect((await rule('3', true)).status).toBe(200)
    const audit = await ask('GET', `/api/races/${runId}/audit`)
    expect(audit.body.entries.at(-1)).toMatchObject({
      ...{ action: 'finish', before: null, after: gun + 80_750, reason: 'it was them', outcome: 'done' },
    })
    expect(audit.body.entries).toHaveLength(2)
  })

  it('is stored where the history cannot be read: the others go on, the order says what it waits for, and so does health', async () => {
    const { ask, runId, sink, row, state, rule, ports, gun } = await foreignRace()
    const { epoch } = state()
    const { history } = ports.store
    ports.store.history = async (window) => {
      if (window.from < gun) throw new StoreUnavailable('the history is away')
      return history.call(ports.store, window)
    }
    const ruled = rule('3', false)
    await sink.putFixes([row(3, 95, 250), row(1, 95, 400)])
    const waiting = async () => (await ask('GET', '/api/health')).body.corrections
    await until(async () =>
      expect(await waiting()).toMatchObject([
        { runId, slug: 'town-mile', failures: expect.any(Number), error: 'the history is away' },
      ]),
    )
    const { status, body } = await ruled
    expect([status, body.type]).toEqual([503, 'urn:racecast:problem:race-not-visible'])
    expect(body.detail).toMatch(/^It is stored\. It need not be ordered again/)
    // A runner who is entered only now.
    await sink.putEntries([entryRecord(runId, 4)])
    await sink.putFixes([row(4, 110, 200)])
    await until(() => expect(state().entities.slots.has(4)).toBe(true))
    expect([state().epoch, state().facts.get(3)?.finish]).toEqual([epoch, 80_750])
    ports.store.history = history
    await vi.waitFor(() => expect(state().facts.get(3)?.finish).toBeUndefined(), {
      ...{ timeout: 45_000, interval: 100 },
    })
    await until(async () => expect(await waiting()).toEqual([]))
  })

  it('is refused of who has none, and to who may not', async () => {
    const { ask, runId, state, rule, sink, row } = await foreignRace()
    await sink.putEntries([entryRecord(runId, 4)])
    await sink.putFixes([row(4, 40, 100)])
    await until(() => expect(state().roster.get(4)?.bib).toBe('4'))
    const none = await rule('4', false)
    expect([none.status, none.body.type]).toEqual([409, 'urn:racecast:problem:standing-contradicted'])
    expect((await rule('99', false)).body.type).toBe('urn:racecast:problem:bib-not-found')
    const path = `/api/races/${runId}/competitors/3/finish`
    expect((await ask('POST', path, { counts: 'no' })).status).toBe(400)
    expect((await ask('POST', path, { counts: false }, {})).status).toBe(401)
    // Who is on the course again may give up, who has finished may not.
    const standing = (bib: string) =>
      ask('POST', `/api/races/${runId}/competitors/${bib}/standing`, { standing: 'DNF' })
    expect((await standing('3')).body.detail).toContain('Take the finish back first')
    await rule('3', false)
    expect((await standing('3')).status).toBe(200)
  })

  it('stays as it is once the results are official', async () => {
    const { ask, race, ports } = await wholeService()
    const runId = await race({ fastest: 60, slowest: 60, competitors: 1, name: 'One' })
    const finish = () => ports.races.get(runId)!.state?.facts.get(1)?.finish
    await until(() => expect(ports.races.get(runId)!.info.status).toBe('started'))
    await vi.waitFor(() => expect(finish()).toBeDefined(), { timeout: 40_000, interval: 50 })
    const path = `/api/races/${runId}/competitors/1/finish`
    expect((await ask('POST', path, { counts: false })).status).toBe(200)
    expect(finish()).toBeUndefined()
    await until(() => expect(ports.races.get(runId)!.info.status).toBe('finished'))
    const csv = async () => String((await ask('GET', `/api/races/${runId}/results.csv`)).body)
    expect(await csv()).toContain('DNF')
    expect((await ask('POST', path, { counts: true })).status).toBe(200)
    expect(await csv()).not.toContain('DNF')
    await ask('POST', `/api/races/${runId}/official`)
    const refused = await ask('POST', path, { counts: false })
    expect([refused.status, refused.body.type]).toEqual([409, 'urn:racecast:problem:wrong-state'])
  })
})
