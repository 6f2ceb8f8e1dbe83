import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { openSink } from '@racecast/pinot/adapters'
import { secondOf } from '../clock.ts'
import { createRacing } from '../race/racing.ts'
import { fakeClock } from './fake-clock.ts'

const silent = { info() {}, warn() {}, error() {} }

/**
 * A race that has been going on for `seconds`, with every fix of it in the data directory, made as fast as the
 * file takes it; the generator that is started on it then goes on. Where only the first so many seconds were `published`,
 * it was stopped then. Resolves to the race's slug.
 */
export async function makePastRace(
  dataDir: string,
  request: Record<string, unknown> & { course: string },
  seconds: number,
  published = seconds,
): Promise<string> {
  const sink = openSink(`sqlite:${join(dataDir, 'events.db')}`)
  const courses = openCatalogue({ addedDir: join(dataDir, 'courses') })
  const begin = secondOf(Date.now()) - seconds * 1000
  // Races that are under way in the directory already are further: this one is made in the past all the same.
  const clock = { ...fakeClock(begin), keepUpWith: () => 0 }
  const end = () => (published < seconds ? begin + published * 1000 : secondOf(Date.now()))
  const racing = createRacing({ sink, courses }, { clock, log: silent })
  try {
    await racing.tick(clock.now())
    const { slug } = await racing.create(request)
    while (clock.now() < end()) {
      clock.set(clock.now() + 1000)
      await racing.tick(clock.now())
    }
    await racing.end()
    return slug
  } finally {
    await sink.close()
  }
}
