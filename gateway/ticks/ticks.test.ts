import { beforeEach, describe, expect, it } from 'vitest'
import type { FakeRace, FakeRaces } from '../fixtures/fake-race.ts'
import { controlToken, gateway, metricsAsked } from '../fixtures/gateway.ts'
import { rosterEntry, runId } from '../fixtures/race.ts'
import { VirtualTime } from '../fixtures/virtual-time.ts'
import { type Delta, decodeMessage, RaceState, type Snapshot } from '../protocol/index.ts'

const api = `/api/races/${runId}/ticks`
const minute = 'public, max-age=60'

describe('a race by its ticks as files', () => {
  let time: VirtualTime
  let race: FakeRace
  let races: FakeRaces
  let app: Awaited<ReturnType<typeof gateway>>['app']
  /** What waits on the clock while nobody waits for a tick. */
  let atRest: number

  beforeEach(async () => {
    time = new VirtualTime()
    ;({ app, race, races } = await gateway({ clock: time }))
    await app.inject(`${api}/latest`)
    atRest = time.pending
  })

  const get = (path: string, headers: Record<string, string> = {}) =>
    app.inject({ url: `${api}/${path}`, headers })
  const latest = async () => (await get('latest')).json() as { epoch: number; seq: number; snapshot: string }
  const waiting = (readers: number) => expect.poll(() => time.pending).toBe(atRest + readers)
  const known = async (path: string) => {
    const { statusCode, headers } = await get(path)
    return [statusCode, headers['cache-control']]
  }

  it('begins with the snapshot that latest names and goes on with every tick after it (P-4, P-5)', async () => {
    race.tick()
    time.pass(1000)
    const { epoch, seq, snapshot } = await latest()
    expect([epoch, seq]).toEqual([race.state!.epoch, 1])
    for (let i = 0; i < 5; i++) race.tick([1 + (i % 3)])
    const state = new RaceState((await app.inject(snapshot)).json())
    for (let next = seq + 1; next <= 6; next++) {
      const answer = await get(`${epoch}/${next}`)
      expect(answer.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'cache-control': minute,
        'access-control-allow-origin': '*',
      })
      state.apply(answer.json())
      expect(state.entities.hash).toBe(answer.json().hash)
    }
    expect(state.snapshot('epoch')).toEqual(race.state!.snapshot('epoch'))
  })

  it('is the same in binary under paths of their own (P-5)', async () => {
    const { epoch, seq, snapshot } = await latest()
    const read = async (path: string, base: RaceState | null) => {
      const answer = await app.inject(path)
      expect(answer.headers['content-type']).toBe('application/octet-stream')
      return decodeMessage(answer.rawPayload, base)
    }
    const state = new RaceState((await read(`${snapshot}.bin`, null)) as Snapshot)
    for (let i = 0; i < 4; i++) race.tick()
    for (let next = seq + 1; next <= 4; next++) {
      state.apply((await read(`${api}/${epoch}/${next}.bin`, state)) as Delta)
      expect(state.entities.hash).toBe((await get(`${epoch}/${next}`)).json().hash)
    }
    expect(state.snapshot('epoch')).toEqual(race.state!.snapshot('epoch'))
  })

  it('has in binary too what came before anybody wanted that', async () => {
    const { epoch } = await latest()
    const held = new RaceState(race.state!.snapshot('epoch'))
    race.tick()
    held.apply(decodeMessage((await get(`${epoch}/1.bin`)).rawPayload, null) as Delta)
    expect(held.entities.hash).toBe(race.state!.entities.hash)
  })

  it('says the same of a race that has finished', async () => {
    race.say({ race: { ...race.info, status: 'finished', finishedAt: time.ms } })
    time.pass(1000)
    const { snapshot } = await latest()
    expect((await app.inject(snapshot)).json().race.status).toBe('finished')
  })

  it('waits up to two seconds for the next tick, and gives it to all who asked (P-6)', async () => {
    const readers = Array.from({ length: 3 }, () => get('1/1'))
    await waiting(3)
    time.pass(1999)
    const { json } = race.tick()
    for (const answer of await Promise.all(readers)) {
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, minute])
      expect(answer.rawPayload.equals(json)).toBe(true)
    }
    await waiting(0)
  })

  it('says after two seconds that there is none, which a cache may say for a second (P-6)', async () => {
    const reader = get('1/1')
    await waiting(1)
    time.pass(2000)
    const answer = await reader
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([404, 'public, max-age=1'])
    expect(answer.json()).toMatchObject({ type: 'urn:racecast:problem:tick-not-yet', epoch: 1, seq: 0 })
  })

  it('says at once, and to nobody else, that a later tick or epoch is not there (P-6)', async () => {
    expect(await known('1/2')).toEqual([404, 'no-store'])
    expect(await known('2/1')).toEqual([404, 'no-store'])
    expect(time.pending).toBe(atRest)
  })

  it('keeps the last 120 ticks; what is older, or came before anybody followed, is gone (P-6)', async () => {
    for (let i = 0; i < 121; i++) race.tick()
    expect(await known('1/0')).toEqual([410, 'public, max-age=1'])
    expect(await known('1/1')).toEqual([410, 'public, max-age=1'])
    expect((await known('1/2'))[0]).toBe(200)
    expect((await get('1/1')).json()).toMatchObject({ epoch: 1, seq: 121, latest: `${api}/latest` })
  })

  it('keeps fewer where they are large', async () => {
    const name = 'x'.repeat(2 ** 20)
    for (let i = 0; i < 60; i++) race.say({ roster: [{ ...rosterEntry(1), name }] })
    expect((await known('1/12'))[0]).toBe(410)
    expect((await known('1/14'))[0]).toBe(200)
  })

  it('sends everybody who waits, or comes later, to the new epoch (P-6)', async () => {
    const reader = get('1/1')
    await waiting(1)
    race.newEpoch()
    const answer = await reader
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([410, 'public, max-age=60'])
    expect(answer.json()).toMatchObject({ type: 'urn:racecast:problem:tick-gone', epoch: 2, seq: 0 })
    expect((await latest()).epoch).toBe(2)
    race.tick()
    expect((await known('2/1'))[0]).toBe(200)
  })

  it('makes one snapshot a second at most, and has for ten what it has named', async () => {
    const first = await latest()
    race.tick()
    time.pass(999)
    expect(await latest()).toEqual(first)
    time.pass(1)
    const second = await latest()
    expect(second.seq).toBe(1)
    expect((await get('latest')).headers['cache-control']).toBe('public, max-age=1')
    time.pass(9000)
    race.tick()
    const third = await latest()
    const answer = await app.inject(second.snapshot)
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'public, max-age=60'])
    const gone = await app.inject(`${first.snapshot}.bin`)
    expect([gone.statusCode, gone.headers.location]).toEqual([307, `${third.snapshot}.bin`])
  })

  it('names a newer snapshot also after the clock was set back', async () => {
    await latest()
    time.set(-600_000)
    for (let i = 0; i < 200; i++) race.tick()
    time.pass(2000)
    expect((await latest()).seq).toBe(200)
  })

  it('leads who was sent by another gateway to the snapshot that this one has', async () => {
    race.tick()
    time.pass(1000)
    const answer = await app.inject(`${api}/1/1/snapshot`)
    expect(answer.statusCode).toBe(307)
    expect((await app.inject(answer.headers.location!)).json().seq).toBe(1)
  })

  it('spares who has a file already', async () => {
    race.tick()
    const { etag } = (await get('1/1')).headers
    const answer = await get('1/1', { 'if-none-match': etag as string })
    expect([answer.statusCode, answer.body, answer.headers['cache-control']]).toEqual([304, '', minute])
  })

  it('tells no name any more of who has become anonymous, and goes on from there (P-7)', async () => {
    const name = 'Ada Lovelace'
    const tells = async (path: string) => (await get(path)).body.includes(name)
    for (const said of [{}, { roster: [{ ...rosterEntry(2), name }] }, {}]) race.say(said)
    time.pass(1000)
    const { snapshot } = await latest()
    expect([await tells('1/2'), (await app.inject(snapshot)).body.includes(name)]).toEqual([true, true])
    race.say({ roster: [{ ...rosterEntry(1), name: '', club: '', anonymous: true }] })
    expect(await tells('1/2')).toBe(true)
    race.say({ roster: [{ ...rosterEntry(2), name: '', club: '', anonymous: true }] })
    race.tick()
    for (const gone of ['1/1', '1/2']) expect(await known(gone)).toEqual([410, 'public, max-age=1'])
    for (const kept of ['1/3', '1/4', '1/5', '1/6']) {
      expect(await known(kept)).toEqual([200, minute])
      expect(await tells(kept)).toBe(false)
    }
    const { seq, snapshot: next } = await latest()
    expect([seq, (await app.inject(next)).body.includes(name)]).toEqual([6, false])
    expect((await app.inject(snapshot)).statusCode).toBe(307)
  })

  it('knows one spelling of each tick, and no parameters', async () => {
    race.tick()
    for (const path of ['1/01', '01/1', '1/1.json', '1/-1', '1/1?x=1', 'latest?x=1'])
      expect((await get(path)).statusCode, path).toBe(400)
  })

  it('is nothing that anybody may keep where the race is private (P-7)', async () => {
    race.isPrivate = true
    expect((await get('latest')).statusCode).toBe(404)
    const authorization = `Bearer ${controlToken}`
    race.tick()
    const seen = await Promise.all(
      ['latest', '1/1', '1/0', '1/5', '1/0/snapshot'].map((path) => get(path, { authorization })),
    )
    expect(seen.map(({ statusCode }) => statusCode)).toEqual([200, 200, 410, 404, 200])
    expect(new Set(seen.map(({ headers }) => headers['cache-control']))).toEqual(new Set(['no-store']))
  })

  it('is not kept any more once nobody has asked for a minute', async () => {
    expect(race.listeners).toBe(1)
    time.pass(50_000)
    await get('1/7')
    time.pass(59_000)
    expect(race.listeners).toBe(1)
    time.pass(11_000)
    expect(race.listeners).toBe(0)
  })

  it('comes to its end although readers wait', async () => {
    const reader = get('1/1')
    await waiting(1)
    await app.close()
    expect((await reader).statusCode).toBe(404)
    expect(race.listeners).toBe(0)
  })

  it('is counted by what there was', async () => {
    race.tick()
    for (const path of ['1/1', '1/1', '1/9', '0/1', '1/0']) await get(path)
    const { body } = await app.inject(metricsAsked)
    for (const [kind, times] of [
      ['tick', 2],
      ['notYet', 1],
      ['otherEpoch', 1],
      ['tooOld', 1],
      ['latest', 1],
    ])
      expect(body).toContain(`racecast_tick_requests_total{kind="${kind}"} ${times}`)
  })

  it('is a problem to come back for while nothing is known of the race', async () => {
    race.state = null
    expect((await get('latest')).statusCode).toBe(503)
    races.races.length = 0
    expect((await get('latest')).statusCode).toBe(404)
  })
})
