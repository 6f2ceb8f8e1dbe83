import { describe, expect, it } from 'vitest'
import { wholeService } from '../testing/whole-service.ts'

const address = '/api/courses/track-400'

describe('DELETE /api/courses/:shortName', { timeout: 60_000 }, () => {
  it('is refused with the races that are run on the course, and done once they are deleted', async () => {
    const { ask, race } = await wholeService()
    const waiting = { slug: 'on-it', name: 'On it', startTime: Date.now() + 3_600_000 }
    const runId = await race(waiting)
    const refused = await ask('DELETE', address)
    expect([refused.status, refused.body]).toMatchObject([
      409,
      {
        type: 'urn:racecast:problem:course-in-use',
        detail: 'Delete first what is run on track-400: On it (on-it).',
        races: [{ runId, slug: 'on-it', name: 'On it' }],
      },
    ])
    expect((await ask('GET', address)).status).toBe(200)
    expect((await ask('DELETE', '/api/races/on-it', { name: 'On it' })).status).toBe(204)
    expect((await ask('DELETE', address, undefined, {})).status).toBe(401)
    expect((await ask('DELETE', address)).status).toBe(204)
    expect((await ask('GET', address)).status).toBe(404)
    expect((await ask('DELETE', address)).body.type).toBe('urn:racecast:problem:course-not-found')
    const { entries } = (await ask('GET', '/api/audit')).body
    expect(entries.at(-1)).toMatchObject({
      ...{ action: 'deleteCourse', operator: 'API', outcome: 'done', before: ['track-400'], after: [] },
    })
    // The generator has forgotten it, too.
    const order = { course: 'track-400', competitors: 6, fastest: 200, slowest: 300 }
    expect((await ask('POST', '/api/races', order)).body.type).toBe('urn:racecast:problem:course-not-found')
  })

  it('is refused for a course of the repository, with the reason', async () => {
    const { ask } = await wholeService()
    const { status, body } = await ask('DELETE', '/api/courses/crystal')
    expect([status, body]).toMatchObject([
      409,
      { type: 'urn:racecast:problem:course-built-in', detail: expect.stringContaining('only added courses') },
    ])
    expect((await ask('GET', '/api/courses/crystal')).status).toBe(200)
    const { features } = (await ask('GET', '/api/courses')).body
    const told = features
      .map(({ properties }: { properties: object }) => properties)
      .filter(({ role }: { role: string }) => role === 'course')
      .map(({ shortName, builtIn }: { shortName: string; builtIn?: true }) => [shortName, builtIn])
    expect(Object.fromEntries(told)).toMatchObject({ crystal: true, 'track-400': undefined })
  })
})
