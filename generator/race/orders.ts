import {
  type EntryRecord,
  EpochMs,
  type RaceRecord,
  rulingOf,
  Standing,
  Visibility,
  type Wave,
} from '@racecast/pinot/events'
import { Value } from 'typebox/value'
import { invalid, Problem } from '../problems.ts'
import { LEAD_MS } from './creation.ts'
import { momentOf } from './gun.ts'
import { withGun, withWaveGun } from './record.ts'
import { GUN_REMEDY, YEAR_MS } from './request.ts'

/** A gun that was farther off than this was another race's, ms. */
const FARTHEST_MS = 86_400_000

/** Whether nothing more is heard of somebody with this standing: who is disqualified may well run on. */
export const isOut = (standing: Standing): boolean => standing === 'DNS' || standing === 'DNF'

function refuseOfficial({ slug, status }: RaceRecord): void {
  if (status === 'official')
    throw new Problem('wrong-state', `the results of ${slug} are official; nothing of them changes`)
}

/** A corrected gun: the race's with those of all its waves, or (`wave`) that of one wave alone. */
export interface CorrectedGun {
  record: RaceRecord
  /** When that gun was before, epoch ms. */
  before: number
}

/**
 * The record with its gun, or that of `body.wave`, as `body.startTime` has it, `now` being epoch ms; the very same record where
 * nothing changes. Throws `invalid-request` or `wrong-state`.
 */
export function corrected(race: RaceRecord, body: unknown, now: number): CorrectedGun {
  refuseOfficial(race)
  const { startTime: given, wave: name, ...others } = Object(body) as Record<string, unknown>
  const wrong = (field: string, value: unknown, message: string, remedy: string): never => {
    throw invalid('invalid-request', [{ field, value: value ?? null, message, remedy }])
  }
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) wrong(unknown, others[unknown], 'is not known', 'leave it out')
  const wave = name === undefined ? null : (race.waves.find((one) => one.wave === name) ?? null)
  if (name !== undefined && wave === null) {
    const names = race.waves.map((one) => JSON.stringify(one.wave)).join(', ')
    wrong('wave', name, 'is not a wave of the race', names ? `give one of ${names}` : 'leave it out')
  }
  const isGiven =
    typeof given === 'string' || (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0)
  const at = isGiven ? momentOf(given) : null
  if (at === null)
    return wrong('startTime', given, given === undefined ? 'is missing' : 'is not a time', GUN_REMEDY)
  const before = wave?.startTime ?? race.startTime
  if (at === before) return { record: race, before }
  refuseGun(race, wave, at, now, (message, remedy) => wrong('startTime', given, message, remedy))
  return { record: wave === null ? withGun(race, at) : withWaveGun(race, wave.wave, at), before }
}

/** Why a gun cannot have been at `at`. */
function refuseGun(
  race: RaceRecord,
  wave: Wave | null,
  at: number,
  now: number,
  wrong: (message: string, remedy: string) => never,
): void {
  if (race.status === 'scheduled') {
    if (wave !== null)
      throw new Problem(
        'wrong-state',
        `${race.slug} has not begun; the gun of a wave is corrected when it has gone`,
      )
    if (at < now + LEAD_MS)
      wrong(`is not to come (it is ${new Date(now).toISOString()})`, 'start the race now instead')
    if (at > now + YEAR_MS) wrong('is more than a year from now', GUN_REMEDY)
    return
  }
  const end = Math.min(now, race.finishedAt ?? now)
  if (wave !== null && wave.startTime > end)
    throw new Problem(
      'wrong-state',
      `wave ${wave.wave} of ${race.slug} has not begun; its gun is corrected when it has gone`,
    )
  const isFirst = wave === null || wave === race.waves[0]
  // The race's clock stands still in a pause, and begins before all of them.
  const latest = isFirst
    ? Math.min(end, ...race.pauses.map(({ from }) => from), ...laterGuns(race, wave))
    : end
  if (at > latest)
    wrong('is later than what has happened since', `give ${new Date(latest).toISOString()} at the latest`)
  if (!isFirst && at < race.startTime)
    wrong(
      "is before the race's own gun",
      `give ${new Date(race.startTime).toISOString()} at the earliest, or correct the gun of wave ${race.waves[0]!.wave} first`,
    )
  if (Math.abs(at - (wave?.startTime ?? race.startTime)) > FARTHEST_MS)
    wrong('is more than a day from what it was', 'look at the date')
}

/** The guns that stay where they are when the first wave's alone is moved: none of them may come to lie before it. */
const laterGuns = ({ waves }: RaceRecord, wave: Wave | null): number[] =>
  wave === null ? [] : waves.slice(1).map(({ startTime }) => startTime)

/** The standing that `body` asks for. Throws `invalid-request` or `wrong-state`. */
export function standingOf(race: RaceRecord, body: unknown): Standing {
  refuseOfficial(race)
  const { standing } = Object(body) as Record<string, unknown>
  if (Value.Check(Standing, standing)) return standing
  const remedy = `give one of ${Standing.anyOf.map((one) => one.const).join(', ')}`
  throw invalid('invalid-request', [
    { field: 'standing', value: standing ?? null, message: 'is not a standing', remedy },
  ])
}

/** A decision on somebody's finish. */
export interface Ruled {
  record: RaceRecord
  /** The finish that was taken back before, epoch ms; null where none was. */
  before: number | null
}

/**
 * The record in which the finish that `competitorId` had at `body.takenBack` (epoch ms) is taken back, or (null) what was measured
 * counts again; the very same record where nothing changes. Throws `invalid-request` or `wrong-state`.
 */
export function ruled(race: RaceRecord, competitorId: number, body: unknown, now: number): Ruled {
  refuseOfficial(race)
  const { takenBack: until } = Object(body) as Record<string, unknown>
  if (until !== null && !Value.Check(EpochMs, until))
    throw invalid('invalid-request', [
      {
        ...{
          field: 'takenBack',
          value: until ?? null,
          message: until === undefined ? 'is missing' : 'is not a time',
        },
        remedy: 'give when the finish was, in epoch ms, or null for what was measured',
      },
    ])
  const held = rulingOf(race, competitorId)
  const before = held?.until ?? null
  if (before === until) return { record: race, before }
  const { rulings = [], ...others } = race
  const kept = rulings.filter((ruling) => ruling !== held)
  if (until !== null) kept.push({ competitorId, at: now, until })
  return { record: kept.length === 0 ? others : { ...others, rulings: kept }, before }
}

/** Who is to know of a race, as `body` says. Throws `invalid-request`. */
export function visibilityOf(body: unknown): Visibility {
  const { visibility } = Object(body) as Record<string, unknown>
  if (Value.Check(Visibility, visibility)) return visibility
  const remedy = `give one of ${Visibility.enum.join(', ')}`
  throw invalid('invalid-request', [
    { field: 'visibility', value: visibility ?? null, message: 'is not known', remedy },
  ])
}

/** The entry with the bib `bib`. Throws `bib-not-found`. */
export function entryOf(entries: readonly EntryRecord[], bib: string): EntryRecord {
  const entry = entries.find((one) => one.bib === bib)
  if (entry) return entry
  throw new Problem('bib-not-found', `nobody in the race has the bib ${JSON.stringify(bib)}`)
}
