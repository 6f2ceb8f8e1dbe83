import { join } from 'node:path'
import { openCatalogue } from '@racecast/courses/catalogue'
import { openSink } from '@racecast/pinot/adapters'
import { secondOf } from '../clock.ts'
import { createRacing } from '../race/racing.ts'
import { fakeClock } from './fake-clock.ts'

const silent = { info() {}, warn() {}, error() {} }

/**
 * A race that has been going on for `seconds`, with every fix of it in the data directory, made as fast as the
 * file takes it; the generator that is started on it then goes on. Resolves to the race's slug.
 */
export async function makePastRace(
  dataDir: string,
  request: Record<string, unknown> & { course: string },
  seconds: number,
): Promise<string> {
  const sink = openSink(`sqlite:${join(dataDir, 'events.db')}`)
  const courses = openCatalogue({ addedDir: join(dataDir, 'courses') })
  const clock = fakeClock(secondOf(Date.now()) - seconds * 1000)
  const racing = createRacing({ sink, courses }, { clock, log: silent })
  try {
    await racing.tick(clock.now())
    const { slug } = await racing.create(request)
    while (clock.now() < secondOf(Date.now())) {
      clock.set(clock.now() + 1000)
      await racing.tick(clock.now())
    }
    await racing.end()
    return slug
  } finally {
    await sink.close()
  }
}
