import { openCatalogue } from '@racecast/courses/catalogue'
import { track400 } from '@racecast/courses/fixtures'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSink, openStore } from '../adapters/index.ts'
import { type ApplyTarget, apply, applySettings } from '../apply/index.ts'
import { raceRecord } from '../contract/index.ts'
import { kafkaClient } from '../kafka/client.ts'
import { TABLES } from '../tables/names.ts'
import { execute } from '../testing/as-pinotdb.ts'
import { namedPlace, type Place } from '../testing/place.ts'
import { serversAreMissing, stackTimeout } from '../testing/servers.ts'

const courses = openCatalogue().list()

describe.skipIf(serversAreMissing)('setting up', { timeout: stackTimeout }, () => {
  let place: Place
  const target = (changes: Partial<ApplyTarget> = {}): ApplyTarget => ({
    ...place,
    courses,
    settings: applySettings(),
    ...changes,
  })
  /** `kind name` of what was not left as it was, without the suffix of the place. */
  async function changedBy(changes: Partial<ApplyTarget> = {}): Promise<string[]> {
    const outcomes = await apply(target(changes))
    return outcomes
      .filter(({ outcome }) => outcome !== 'unchanged')
      .map(({ kind, name, outcome }) => `${kind} ${name.replace(place.suffix, '')} ${outcome}`)
  }

  beforeAll(async () => {
    place = await namedPlace()
    const outcomes = await apply(target())
    expect(outcomes.every(({ outcome }) => outcome === 'created')).toBe(true)
    expect(outcomes).toHaveLength(3 + 2 * TABLES.length + 1)
  }, stackTimeout)
  afterAll(() => place?.remove(), stackTimeout)

  it('makes tables that answer at once, with the courses in them', async () => {
    const store = openStore(place.storeUrl)
    expect(await store.races()).toEqual([])
    await store.close()
    const names = `SELECT shortName, laps FROM courses${place.suffix} ORDER BY shortName LIMIT 100`
    const expected = courses.map(({ shortName, laps }) => ({ shortName, laps }))
    expect(await execute(place, names)).toEqual(expected.sort((a, b) => (a.shortName < b.shortName ? -1 : 1)))
  })

  it('a second time changes nothing', async () => {
    expect(await changedBy()).toEqual([])
  })

  it('changes what a setting says and nothing else, and keeps the rows', async () => {
    const race = raceRecord()
    const sink = openSink(place.eventsUrl)
    await sink.putRace(race)
    const settings = applySettings({ topicDays: 3, tableDays: 11 })
    expect(await changedBy({ settings })).toEqual(['topic parkrun updated', 'table parkrun updated'])
    expect(await changedBy({ settings })).toEqual([])
    expect(await sink.races()).toEqual([race])
    await sink.close()
    expect(await changedBy()).toEqual(['topic parkrun updated', 'table parkrun updated'])
  })

  it('leaves alone what somebody else has set on a topic', async () => {
    const admin = kafkaClient(place.kafka).admin()
    await admin.connect()
    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: place.kafka.names.races }
    const own = [
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'segment.ms', value: '3600000' },
    ]
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: own }] })
    expect(await changedBy()).toEqual(['topic races updated'])
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ ...resource, configNames: ['cleanup.policy', 'segment.ms'] }],
    })
    await admin.disconnect()
    const values = resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue])
    expect(Object.fromEntries(values)).toEqual({
      'cleanup.policy': 'compact,delete',
      'segment.ms': '3600000',
    })
  })

  it('replaces the courses when one has changed, and doubles none', async () => {
    const more = [...courses, track400()]
    expect(await changedBy({ courses: more })).toEqual(['courses courses updated'])
    const count = `SELECT COUNT(*) AS n FROM courses${place.suffix}`
    expect(await execute(place, count)).toEqual([{ n: more.length }])
    expect(await changedBy()).toEqual(['courses courses updated'])
    expect(await execute(place, count)).toEqual([{ n: courses.length }])
  })

  it('refuses another number of partitions, saying why and what to do', async () => {
    const settings = applySettings({ partitions: 3 })
    const error = await changedBy({ settings }).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    )
    expect(error.message).toMatch(/topic parkrun_\w+ has 2 partitions, not 3/)
    expect(error.message).toMatch(/set partitions to 2; if not, delete topic and table/)
    expect(await changedBy()).toEqual([])
  })
})
