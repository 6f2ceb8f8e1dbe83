import { type EntryRecord, type RaceRecord, Standing } from '@racecast/pinot/events'
import { Value } from 'typebox/value'
import { type FieldError, invalid, Problem } from '../problems.ts'
import { LEAD_MS } from './creation.ts'
import { momentOf } from './gun.ts'
import { withGun } from './record.ts'
import { GUN_REMEDY, YEAR_MS } from './request.ts'

/** A gun that was farther off than this was another race's, ms. */
const FARTHEST_MS = 86_400_000

/** Whether nothing more is heard of somebody with this standing: who is disqualified may well run on. */
export const isOut = (standing: Standing): boolean => standing === 'DNS' || standing === 'DNF'

function refuseOfficial({ slug, status }: RaceRecord): void {
  if (status === 'official')
    throw new Problem('wrong-state', `the results of ${slug} are official; nothing of them changes`)
}

/** The record with its gun as `body` has it, `now` being epoch ms. Throws `invalid-request` or `wrong-state`. */
export function corrected(race: RaceRecord, body: unknown, now: number): RaceRecord {
  refuseOfficial(race)
  const { startTime: given, ...others } = Object(body) as Record<string, unknown>
  const wrong = (message: string, remedy: string, value = given): never => {
    throw invalid('invalid-request', [{ field: 'startTime', value: value ?? null, message, remedy }])
  }
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) {
    const error: FieldError = {
      field: unknown,
      value: others[unknown],
      message: 'is not known',
      remedy: 'leave it out',
    }
    throw invalid('invalid-request', [error])
  }
  const isGiven =
    typeof given === 'string' || (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0)
  const at = isGiven ? momentOf(given) : null
  if (at === null) return wrong(given === undefined ? 'is missing' : 'is not a time', GUN_REMEDY)
  if (at === race.startTime) return race
  if (race.status === 'scheduled') {
    if (at < now + LEAD_MS) wrong(`is not to come (it is ${now})`, 'start the race now instead')
    if (at > now + YEAR_MS) wrong('is more than a year from now', GUN_REMEDY)
    return withGun(race, at)
  }
  const latest = Math.min(now, race.finishedAt ?? now, ...race.pauses.map(({ from }) => from))
  if (at > latest)
    wrong('is later than what has happened since', `give ${new Date(latest).toISOString()} at the latest`)
  if (Math.abs(at - race.startTime) > FARTHEST_MS)
    wrong('is more than a day from what it was', 'look at the date')
  return withGun(race, at)
}

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

/** The entry with the bib `bib`. Throws `bib-not-found`. */
export function entryOf(entries: readonly EntryRecord[], bib: string): EntryRecord {
  const entry = entries.find((one) => one.bib === bib)
  if (entry) return entry
  throw new Problem('bib-not-found', `nobody in the race has the bib ${JSON.stringify(bib)}`)
}
