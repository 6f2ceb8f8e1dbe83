import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePastRace } from '@racecast/generator/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ListedRace, raceToWatch } from './demo-race.ts'
import { Launched } from './testing/launched.ts'

const demo = (slug: string, status: string): ListedRace => ({ slug, name: 'Demo race', status })
const race = (slug: string, status: string): ListedRace => ({ slug, name: 'Park run', status })

describe('the race to watch', () => {
  it('is a new demo where there has never been a race', () => {
    expect(raceToWatch([])).toEqual({ newSlug: 'demo' })
  })

  it.each(['scheduled', 'started', 'paused'])('is one that is %s', (status) => {
    expect(raceToWatch([race('old', 'finished'), demo('demo', status)])).toEqual({ slug: 'demo' })
  })

  it('is one under way rather than one to come', () => {
    expect(raceToWatch([race('tomorrow', 'scheduled'), race('now', 'started')])).toEqual({ slug: 'now' })
  })

  it('is none that is private, though it is the newest: without a key nothing is to be seen there', () => {
    const hidden: ListedRace = { ...race('jury', 'started'), visibility: 'private' }
    expect(raceToWatch([hidden, demo('demo', 'started')])).toEqual({ slug: 'demo' })
    expect(raceToWatch([hidden])).toBeNull()
  })

  it('is a new demo on the day after, when the old ones are over', () => {
    expect(raceToWatch([demo('demo', 'finished')])).toEqual({ newSlug: 'demo-2' })
    expect(raceToWatch([demo('demo-2', 'finished'), demo('demo', 'finished')])).toEqual({ newSlug: 'demo-3' })
  })

  it("is none where somebody's own races are over: no demo is put among them", () => {
    expect(raceToWatch([race('park-run', 'official'), demo('demo', 'finished')])).toBeNull()
    expect(raceToWatch([race('demo', 'finished')])).toBeNull()
    expect(raceToWatch([{ ...demo('demo', 'finished'), slug: 'demo-of-ours' }])).toBeNull()
  })
})

describe('a start on the day after', { timeout: 90_000 }, () => {
  it('has a live race to watch, though the demo of yesterday was under way when all was stopped', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'racecast-demo-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    await makePastRace(folder, { course: 'crystal', name: 'Demo race', slug: 'demo' }, 86_400, 30)
    const launched = new Launched({ DATA_DIR: folder, PORT: '0' })
    onTestFinished(async () => void (await launched.stop()))
    await launched.running()
    expect(launched.output).toMatch(/Watch +\S+\/race\/demo-2\n/)
    const races = await (await fetch(`${launched.gateways[0]}/api/races`)).json()
    const statuses = (races as { races: ListedRace[] }).races.map(({ slug, status }) => [slug, status])
    expect(Object.fromEntries(statuses)).toMatchObject({
      'demo-2': expect.stringMatching(/^(scheduled|started)$/),
    })
    expect(Object.fromEntries(statuses)).toMatchObject({ demo: 'finished' })
  })
})
