import type { Course, LonLat } from '@racecast/courses'
import { CourseLine, ForwardMatcher, metresPerDegree } from '@racecast/courses/line'
import { eventIdOf, FixFlag, type FixRow, type PlanParameters } from '@racecast/pinot/events'
import type { CompetitorPlan } from '../plan/competitor-plan.ts'
import { gpsError, type OffsetM } from './gps-noise.ts'
import { MatchedTrack } from './matched-track.ts'

export interface SimulatedField {
  runId: string
  course: Course
  seed: number
  plan: Pick<PlanParameters, 'gpsNoiseM'>
  /** By competitorId - 1. */
  plans: readonly CompetitorPlan[]
}

/** Degrees to 1e-7 (1 cm) and metres to 1 mm: as good as anything measures. */
const degrees = (value: number) => Math.round(value * 1e7) / 1e7
const millimetres = (cm: number) => Math.round(cm * 10) / 1000

/** How far somebody who wanders is to the side, m: away and back in one smooth sweep. */
function wanderOffset({ wander }: CompetitorPlan, raceMs: number): OffsetM {
  if (!wander || raceMs <= wander.fromMs || raceMs >= wander.toMs) return [0, 0]
  const share = (raceMs - wander.fromMs) / (wander.toMs - wander.fromMs)
  const aside = wander.peakM * Math.sin(Math.PI * share) ** 2
  const bearing = (wander.bearing * Math.PI) / 180
  return [aside * Math.sin(bearing), aside * Math.cos(bearing)]
}

/** Rows of a simulated race: where somebody would be measured at a race time, given their plan. */
export function simulatedRows({ runId, course, seed, plan, plans }: SimulatedField) {
  const line = new CourseLine(course)
  const [mLon, mLat] = metresPerDegree(course.start[1])
  const sigmaM = plan.gpsNoiseM
  const matcher = new ForwardMatcher(line, { slackM: 4 * sigmaM, accuracyM: Math.max(1, sigmaM) })
  const tracks = new Map<number, MatchedTrack>()
  const errors = new Map<number, (raceMs: number) => OffsetM>()

  const moved = ([lon, lat]: LonLat, [east, north]: OffsetM): LonLat => [
    lon + east / mLon,
    lat + north / mLat,
  ]

  function errorOf(i: number): (raceMs: number) => OffsetM {
    const known = errors.get(i)
    if (known) return known
    const error = gpsError(seed, i + 1, sigmaM)
    errors.set(i, error)
    return error
  }

  function trackOf(i: number): MatchedTrack {
    const known = tracks.get(i)
    if (known) return known
    const error = errorOf(i)
    // Without the wandering: who is off the course is matched to where they left it and will come back.
    const measured = (t: number) => moved(line.pointAt(plans[i]!.positionCm(t)), error(t))
    const track = new MatchedTrack(plans[i]!, matcher, measured, sigmaM)
    tracks.set(i, track)
    return track
  }

  function row(i: number, raceTimeMs: number, timestamp: number): FixRow {
    const competitorId = i + 1
    const competitor = plans[i]!
    const truth = competitor.positionCm(raceTimeMs)
    const started = truth > 0
    const cm = sigmaM > 0 && started ? trackOf(i).at(raceTimeMs) : truth
    let [lon, lat] = started ? line.pointAt(truth) : course.start
    if (started && sigmaM > 0) [lon, lat] = moved([lon, lat], errorOf(i)(raceTimeMs))
    if (competitor.wander) [lon, lat] = moved([lon, lat], wanderOffset(competitor, raceTimeMs))
    return {
      runId,
      eventId: eventIdOf(runId, competitorId, timestamp),
      competitorId,
      rawTime: Math.floor(raceTimeMs / 1000),
      raceTimeMs,
      timestamp,
      publishedAt: timestamp,
      lat: started ? degrees(lat) : lat,
      lon: started ? degrees(lon) : lon,
      // Only the finish row is at the finish, also where an error would match somebody to it early.
      distance: Math.min(millimetres(cm), course.officialM - 0.01),
      course: course.shortName,
      source: 'simulated',
      accuracy: sigmaM,
      flags: 0,
    }
  }

  return {
    row,
    /** The row of the finish itself: exactly the flag, exactly the course's distance. */
    finishRow(i: number, raceTimeMs: number, timestamp: number): FixRow {
      const [lon, lat] = course.finish
      const finish = { lon, lat, distance: course.officialM, accuracy: 0, flags: FixFlag.finish }
      return { ...row(i, raceTimeMs, timestamp), ...finish }
    },
  }
}
