import { expect, it } from 'vitest'
import openapi from '../../docs/openapi.json' with { type: 'json' }
import { FakeRace } from '../../fixtures/fake-race.ts'
import { gateway } from '../../fixtures/gateway.ts'
import { raceInfo } from '../../fixtures/race.ts'

type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'DELETE'

const hiddenId = '7d7f6a4e-0000-4000-8000-000000000000'
/** A name of the private race, and one as long that no race has. */
const names = [
  [hiddenId, '7d7f6a4e-0000-4000-8000-000000000001'],
  ['hidden', 'nobody'],
] as const

/** Every address with a race in it, with what else stands in it filled in. */
const paths = Object.entries(openapi.paths)
  .filter(([path]) => path.includes('{race}'))
  .map(([path, item]) => ({
    path: path.replace(/\{(?!race)\w+\}/g, '1'),
    methods: [
      'GET',
      'HEAD',
      'OPTIONS',
      ...Object.keys(item).map((method) => method.toUpperCase()),
    ] as Method[],
  }))

/** What a reader may add to a request to learn more. */
const readers: Record<string, string>[] = [
  {},
  { 'if-none-match': '*' },
  { range: 'bytes=0-9' },
  { 'last-event-id': '1/0' },
  { cookie: 'racecast_operator=x' },
  { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
]

it.each(paths)(
  'a private race is as one that there is not at $path, however it is asked for',
  async ({ path, methods }) => {
    const { races, app } = await gateway()
    const race = new FakeRace(3, { ...raceInfo, runId: hiddenId, slug: 'hidden' })
    race.isPrivate = true
    race.newEpoch()
    race.tick()
    races.races.push(race)

    async function ask(method: Method, name: string, headers: Record<string, string>) {
      const answer = await app.inject({ method, url: path.replace('{race}', name), headers })
      const { date: _, ...others } = answer.headers
      return JSON.stringify({ status: answer.statusCode, others, body: answer.body }).replaceAll(name, 'X')
    }

    for (const method of new Set(methods))
      for (const headers of readers)
        for (const [hidden, nobody] of names)
          expect(await ask(method, hidden, headers), `${method} ${JSON.stringify(headers)}`).toBe(
            await ask(method, nobody, headers),
          )
    expect(race.listeners).toBe(0)
  },
)
