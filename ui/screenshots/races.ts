import { makePastRace } from '@racecast/generator/testing'
import type { Services } from '../e2e/services.ts'

const minutes = 60
const parkrun = { course: 'crystal', stoppingRatio: 0.12, minPause: 40, maxPause: 240, seed: 4 }

interface PastRace {
  /** It stands still. */
  paused?: true
  /** For how long it has been going on, s, with all of its history. */
  since: number
  request: Record<string, unknown> & { course: string }
}
interface CreatedRace {
  /** When its gun goes, s from now. */
  in: number
  request: Record<string, unknown>
}

/** The races that pictures are taken of. */
const races = {
  /** The first are in, the last have half of it before them. */
  middle: {
    since: 19 * minutes,
    request: {
      ...parkrun,
      name: 'Crystal Palace 5 km',
      slug: 'crystal-palace',
      competitors: 100,
      fastest: 205,
      slowest: 600,
    },
  },
  /** The finish is busy, for as long as all pictures of it take. */
  finishing: {
    since: 21 * minutes,
    request: { ...parkrun, name: 'Parkland 5 km', competitors: 160, fastest: 200, slowest: 600, seed: 8 },
  },
  /** With what reality does to runners and their trackers. */
  untidy: {
    since: 17 * minutes,
    request: {
      ...parkrun,
      name: 'Crystal Palace 5 km, untidy',
      competitors: 300,
      fastest: 190,
      slowest: 560,
      gpsNoiseM: 4,
      dropoutRatio: 0.25,
      wanderRatio: 0.2,
      dnfRatio: 0.04,
      seed: 3,
    },
  },
  /** Somebody is seen to on the course. */
  paused: {
    paused: true,
    since: 8 * minutes,
    request: { ...parkrun, name: 'Sports day 5 km', competitors: 80, fastest: 200, slowest: 480, seed: 14 },
  },
  /** Everybody is in. */
  over: {
    since: 25 * minutes,
    request: { ...parkrun, name: 'Autumn 5 km', competitors: 40, fastest: 180, slowest: 270, maxPause: 60 },
  },
  few: {
    since: 9 * minutes,
    request: { ...parkrun, name: 'Club evening', competitors: 10, fastest: 190, slowest: 420, seed: 7 },
  },
  /** Out and back on the same roads, and long names. */
  laps: {
    since: 12 * minutes,
    request: {
      ...parkrun,
      course: 'skylark-eight',
      name: 'Lauf um den Großen Müggelsee und zurück, zweiundvierzigste Auflage',
      competitors: 400,
      fastest: 190,
      slowest: 520,
      seed: 9,
    },
  },
  before: {
    in: 26 * minutes,
    request: { ...parkrun, name: 'Sunday 5 km', competitors: 400, fastest: 200, slowest: 600, seed: 5 },
  },
  /** Paces that nobody runs, so that ten thousand are all over the course after some minutes. */
  crowd: {
    since: 4 * minutes,
    request: { ...parkrun, name: 'City run', competitors: 10_000, fastest: 60, slowest: 900, seed: 6 },
  },
} satisfies Record<string, PastRace | CreatedRace>
export type RaceName = keyof typeof races

/** Makes those of the races that have a past; gives their slugs as they are known. */
export async function makePastRaces(dataDir: string, wanted: ReadonlySet<RaceName>) {
  const slugs = new Map<RaceName, string>()
  for (const name of wanted) {
    const race: PastRace | CreatedRace = races[name]
    if ('since' in race) slugs.set(name, await makePastRace(dataDir, race.request, race.since))
  }
  return slugs
}

/** Creates the others, and brings each to where it is to be seen. */
export async function createRaces(
  services: Services,
  wanted: ReadonlySet<RaceName>,
  slugs: Map<RaceName, string>,
): Promise<void> {
  for (const name of wanted) {
    const race: PastRace | CreatedRace = races[name]
    if ('paused' in race) await services.act(slugs.get(name)!, 'pause')
    if (!('in' in race)) continue
    const startTime = Math.round(Date.now() / 1000 + race.in) * 1000
    slugs.set(name, await services.createRace({ ...race.request, startTime }))
  }
}
