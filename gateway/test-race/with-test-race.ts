import type { Catalogue } from '@racecast/courses/catalogue'
import type { Clock } from '../clock.ts'
import type { LiveRaces } from '../replica/live-race.ts'
import { testRunId, testSlug } from './script.ts'
import { TestRace } from './test-race.ts'

interface Known {
  races: LiveRaces
  catalogue: Catalogue
}

/** What is known, and beside it the test race and its course: in no list, there for who asks for them by name. */
export function withTestRace({ races, catalogue }: Known, clock: Clock): Known & { testRace: TestRace } {
  const testRace = new TestRace(clock)
  const { course } = testRace.line
  return {
    testRace,
    races: {
      list: () => races.list(),
      get: (race) => races.get(race) ?? (race === testSlug || race === testRunId ? testRace : undefined),
      onGone: (listener) => races.onGone(listener),
      onPrivate: (listener) => races.onPrivate(listener),
      refresh: () => races.refresh(),
      get listDownSince() {
        return races.listDownSince
      },
      status: () => races.status(),
    },
    catalogue: {
      ...catalogue,
      get: (shortName) => catalogue.get(shortName) ?? (shortName === course.shortName ? course : undefined),
    },
  }
}
