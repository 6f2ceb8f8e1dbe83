import type { LonLat, Waypoint } from '../course.ts'
import { localDistanceM } from '../line/local-metric.ts'
import type { Draft } from './draft.ts'
import { type Feature, roleOf } from './features.ts'
import { numberFrom } from './numbers.ts'
import { CourseError, type CourseProblem, refusal } from './problems.ts'

/** Drafts that could be made, and why others could not. */
export interface Drafts {
  drafts: Draft[]
  refused: CourseProblem[]
}

/** More in one file are a mistake, and as many refusals are of use to nobody. */
export const MOST_COURSES = 1000

/** Parts of one track no farther apart than this are one line, m. */
const JOIN_GAP_M = 100

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

/** The line of a feature; a track that was recorded in parts is joined. */
function lineOf({ geometry }: Feature, feature: string): LonLat[] {
  if (geometry.type === 'LineString') return geometry.coordinates
  if (geometry.type !== 'MultiLineString')
    throw refusal('NO_LINE', { feature, field: 'line', value: geometry.type })
  const parts = geometry.coordinates.filter((part) => part.length > 0)
  parts.slice(1).forEach((part, i) => {
    const gap = localDistanceM(parts[i]!.at(-1)!, part[0]!)
    if (gap > JOIN_GAP_M)
      throw refusal('BROKEN_LINE', { feature, field: 'line', value: Math.round(gap), part: i + 1 })
  })
  return parts.flat()
}

function ringOf({ geometry }: Feature, feature: string): LonLat[] {
  const shape = (value: string) => refusal('FENCE_SHAPE', { feature, field: 'fence', value })
  if (geometry.type === 'LineString') return geometry.coordinates
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : []
  if (polygons.length !== 1)
    throw shape(geometry.type.startsWith('Multi') ? 'several polygons' : geometry.type)
  const rings = polygons[0]!
  if (rings.length !== 1)
    throw shape(rings.length === 0 ? 'empty' : `a polygon with ${rings.length - 1} holes`)
  return rings[0]!
}

function flagOf({ geometry }: Feature, feature: string, field: 'start' | 'finish'): LonLat {
  if (geometry.type === 'Point') return geometry.coordinates
  throw refusal('BAD_COORDINATE', { feature, field, index: 1, value: `a ${geometry.type}` })
}

function waypointsOf(features: readonly Feature[]): Waypoint[] {
  return features.flatMap(({ geometry, properties }) => {
    const name = text(properties.name)
    return geometry.type === 'Point' && name ? [{ name, at: geometry.coordinates }] : []
  })
}

/** One course of the features that belong together. */
export function draftFrom(features: readonly Feature[], feature: string): Draft {
  const having = (role: string) => features.filter((one) => roleOf(one) === role)
  const only = (role: 'start' | 'finish' | 'fence') => {
    const found = having(role)
    if (found.length > 1) throw refusal('SEVERAL_FLAGS', { feature, field: role, value: found.length })
    return found[0]
  }
  const lines = having('course')
  const marked = lines.filter(({ properties }) => properties.role !== undefined)
  const candidates = marked.length > 0 ? marked : lines
  if (candidates.length === 0) throw refusal('NO_LINE', { feature, field: 'line' })
  if (candidates.length > 1)
    throw refusal('SEVERAL_LINES', {
      feature,
      field: 'line',
      value: candidates.map(({ number }) => number).join(', '),
    })
  const course = candidates[0]!
  const { properties } = course
  const [start, finish, fence] = [only('start'), only('finish'), only('fence')]
  return {
    feature,
    shortName: text(properties.shortName),
    longName: text(properties.longName) ?? text(properties.name),
    officialM: numberFrom(feature, 'distance', properties.distance),
    laps: numberFrom(feature, 'laps', properties.laps),
    line: lineOf(course, feature),
    start: start && flagOf(start, feature, 'start'),
    finish: finish && flagOf(finish, feature, 'finish'),
    fence: fence && ringOf(fence, feature),
    waypoints: waypointsOf(having('waypoint')),
  }
}

/**
 * The courses of a file of features. Features of several courses are kept apart by their property `shortName`;
 * in a file with one course, flags and fence need none.
 */
export function draftsFromFeatures(features: readonly Feature[], fileName: string): Drafts {
  const nameOf = ({ properties }: Feature) => text(properties.shortName)
  const names = new Set(features.filter((one) => roleOf(one) === 'course').map(nameOf))
  if (names.size > MOST_COURSES)
    throw refusal('TOO_MANY_COURSES', {
      feature: fileName,
      field: 'shortName',
      value: names.size,
      limit: MOST_COURSES,
    })
  const groups = Map.groupBy(features, (one) => (names.size > 1 ? nameOf(one) : undefined))
  const found: Drafts = { drafts: [], refused: [] }
  for (const name of names.size > 1 ? names : [undefined]) {
    const own = groups.get(name) ?? []
    try {
      found.drafts.push(draftFrom(own, names.size <= 1 ? fileName : `course ${name ?? 'without shortName'}`))
    } catch (error) {
      if (!(error instanceof CourseError)) throw error
      found.refused.push(...error.problems)
    }
  }
  return found
}
