import { describe, expect, it } from 'vitest'
import { until, wholeService } from '../testing/whole-service.ts'

const hour = 3_600_000

describe('race control', { timeout: 60_000 }, () => {
  it('corrects the gun of a running race: a new epoch in which all times have moved, and nobody has', async () => {
    const { race, ask, ports } = await wholeService()
    const runId = await race({ waves: 2, waveGapS: 2 })
    const live = () => ports.races.get(runId)!
    await until(() => expect(live().state!.facts.get(1)?.start).toBe(0))
    const before = live().info
    const { epoch } = live().state!
    const answer = await ask('POST', `/api/races/${runId}/gun`, { startTime: before.startTime - 5000 })
    expect([answer.status, answer.body.startTime]).toEqual([200, before.startTime - 5000])
    expect(live().state!.epoch).toBeGreaterThan(epoch)
    expect(live().info.waves.map(({ startTime }) => startTime)).toEqual(
      before.waves.map(({ startTime }) => startTime - 5000),
    )
    const held = live().state!
    for (const id of [1, 2, 3]) {
      const slot = held.entities.slots.get(id)!
      // 200 to 300 s a km: after so many seconds nobody is as far as the new clock would have them run.
      expect(held.entities.cm[slot]! / ((held.entities.t[slot]! - 5000) / 1000)).toBeLessThan(700)
    }
    const seq = held.seq
    await until(() => expect(live().state!.seq).toBeGreaterThan(seq + 1))
    const again = await ask('POST', `/api/races/${runId}/gun`, { startTime: before.startTime - 5000 })
    expect([again.status, live().state!.epoch]).toEqual([200, held.epoch])
  })

  it('corrects the gun of one wave: its times move and so the order of all, no other time does, and the log says whose', async () => {
    const { race, ask, ports } = await wholeService()
    const runId = await race({ waves: 2, waveGapS: 2, name: 'Waves' })
    const live = () => ports.races.get(runId)!
    await until(() => expect(live().state!.facts.get(4)?.start).toBe(2000))
    const { startTime, waves } = live().info
    const { epoch } = live().state!
    const gun = (wave: string, at: number) =>
      ask('POST', `/api/races/${runId}/gun`, { startTime: at, wave, reason: 'heard late' })
    const early = await gun('2', startTime + 500)
    expect(early.status).toBe(200)
    expect(live().state!.epoch).toBeGreaterThan(epoch)
    expect(live().info.waves).toEqual([waves[0], { wave: '2', startTime: startTime + 500 }])
    expect(live().state!.facts.get(1)?.start).toBe(0)

    const at = Date.now()
    await until(() => expect(live().state!.lag.measuredAt).toBeGreaterThan(at))
    const board = async () => {
      const { body } = await ask('GET', `/api/races/${runId}/leaderboard?at=${at}`)
      return new Map<string, number>(
        body.rows.map(({ bib, raceTimeMs }: { bib: string; raceTimeMs: number }) => [bib, raceTimeMs]),
      )
    }
    const before = await board()
    expect(before.get('1')! - before.get('4')!).toBe(500)
    await gun('2', startTime + 1500)
    const after = await board()
    expect(after.get('1')).toBe(before.get('1'))
    expect(before.get('4')! - after.get('4')!).toBe(1000)

    const { body } = await ask('GET', `/api/races/${runId}/audit`)
    const guns = body.entries.filter(({ action }: { action: string }) => action === 'gun')
    expect(guns).toMatchObject([
      { wave: '2', before: waves[1]!.startTime, after: startTime + 500, reason: 'heard late' },
      { wave: '2', before: startTime + 500, after: startTime + 1500 },
    ])
    const refused = await gun('9', startTime)
    expect([refused.status, refused.body.errors]).toEqual([
      400,
      [expect.objectContaining({ field: 'wave', message: 'is not a wave of the race' })],
    ])
  })

  it('starts a race that waits, and says of one that runs that it does', async () => {
    const { race, ask, ports } = await wholeService()
    const runId = await race({ startTime: Date.now() + hour })
    const misread = await ask('POST', `/api/races/${runId}/start`, { startTime: Date.now() + hour })
    expect([misread.status, misread.body.errors]).toEqual([
      400,
      [{ field: 'startTime', message: 'is not known', remedy: expect.stringContaining('POST .../gun') }],
    ])
    expect(ports.races.get(runId)!.info.status).toBe('scheduled')
    const answer = await ask('POST', `/api/races/${runId}/start`, {})
    expect(answer.status).toBe(200)
    expect(answer.body.startTime).toBeLessThan(Date.now() + 2500)
    await until(() => expect(ports.races.get(runId)!.info.status).toBe('started'))
    const again = await ask('POST', `/api/races/${runId}/start`)
    expect([again.status, again.body.type]).toEqual([409, 'urn:racecast:problem:wrong-state'])
  })

  it('takes somebody out of the race and back into it: feed, board and results have it with the answer', async () => {
    const { race, ask, ports } = await wholeService()
    const runId = await race({ startTime: Date.now() + hour })
    const state = () => ports.races.get(runId)!.state!
    const set = (bib: string, standing: string) =>
      ask('POST', `/api/races/${runId}/competitors/${bib}/standing`, {
        standing,
        reason: 'as the test wants it',
      })
    const dns = await set('2', 'DNS')
    expect([dns.status, dns.body.standing]).toEqual([200, 'DNS'])
    const [entry] = state().log.filter(({ kind }) => kind === 'standing')
    expect(entry).toMatchObject({ id: 2, standing: 'DNS' })
    expect(entry!.t).toBeLessThan(0)

    await ask('POST', `/api/races/${runId}/start`)
    await until(() => expect(state().facts.get(1)?.start).toBeDefined())
    expect((await set('3', 'DNF')).status).toBe(200)
    expect((await set('4', 'DSQ')).status).toBe(200)
    const board = await ask('GET', `/api/races/${runId}/leaderboard?at=${Date.now()}`)
    const bibs = board.body.rows.map(
      ({ bib, standing }: { bib: string; standing: string }) => `${bib} ${standing}`,
    )
    expect(bibs.sort()).toEqual(['1 entered', '3 DNF', '5 entered', '6 entered'])
    for (const [bib, standing] of [
      ['1', 'DNS'],
      ['3', 'DNS'],
    ])
      expect((await set(bib!, standing!)).body.type).toBe('urn:racecast:problem:standing-contradicted')
    expect((await set('4', 'entered')).body.standing).toBe('entered')
    expect((await set('99', 'DNF')).body.type).toBe('urn:racecast:problem:bib-not-found')
    expect((await set('1', 'gone')).body.errors).toMatchObject([
      { field: 'standing', remedy: 'give one of entered, DNS, DNF, DSQ' },
    ])

    await ask('POST', `/api/races/${runId}/stop`)
    expect((await set('5', 'DSQ')).status).toBe(200)
    const results = await ask('GET', `/api/races/${runId}/results.csv`)
    expect(
      results.body
        .split('\r\n')
        .slice(1, -1)
        .map((line: string) => line.split(',')[1])
        .sort(),
    ).toEqual(['1', '2', '3', '4', '5', '6'])
    expect((await ask('POST', `/api/races/${runId}/official`)).body.status).toBe('official')
    expect((await set('5', 'entered')).body.type).toBe('urn:racecast:problem:wrong-state')
  })

  it('answers 503 while the generator is away, with nothing changed', async () => {
    const { race, ask, ports, stopGenerator, startGenerator } = await wholeService()
    const runId = await race()
    await until(() => expect(ports.races.get(runId)!.info.status).toBe('started'))
    await stopGenerator()
    const gun = { startTime: Date.now() - 20_000 }
    const orders = () =>
      Promise.all([
        ask('POST', `/api/races/${runId}/gun`, gun),
        ask('POST', `/api/races/${runId}/competitors/1/standing`, { standing: 'DNF' }),
      ])
    expect((await orders()).map(({ status }) => status)).toEqual([503, 503])
    expect(ports.races.get(runId)!.state!.roster.get(1)!.standing).toBe('entered')
    await startGenerator()
    expect((await orders()).map(({ status }) => status)).toEqual([200, 200])
  })

  it('is for who may control the race', async () => {
    const { race, ask, ports } = await wholeService()
    const [mine, other] = [await race(), await race()]
    const mint = async (scope: 'watch' | 'control') =>
      (await ports.access.mint({ scope, race: mine, label: 'x', days: 1 }))!.token
    const dsq = async (runId: string, token: string | null) => {
      const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
      return (await ask('POST', `/api/races/${runId}/competitors/1/standing`, { standing: 'DSQ' }, headers))
        .status
    }
    expect(await dsq(mine, null)).toBe(401)
    expect(await dsq(mine, await mint('watch'))).toBe(403)
    const key = await mint('control')
    expect([await dsq(other, key), await dsq(mine, key)]).toEqual([403, 200])
  })
})
