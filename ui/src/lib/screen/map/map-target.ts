import type { Course } from '@racecast/courses'
import { type Box, boxOf } from '../../map/grid.ts'
import type { Battle } from '../director/battle.ts'
import type { Station } from '../station.ts'
import type { View } from '../view.ts'

/** What part of the map a view is about: places that have to be seen, and how near they may come. */
export interface MapTarget {
  box: Box
  /** MapLibre's zoom, at most. */
  maxZoom: number
  /** Somebody is followed: it moves with every picture. */
  moves: boolean
}

const zoom = { runner: 16.3, pair: 17.4, finish: 16.8, fence: 17, course: 18 } as const

export interface Subjects {
  course: Course
  battle: Battle | null
  /** Where arrivals are seen; null while that is not known. */
  station: Pick<Station, 'place'> | null
  /** Whom the view is about, competitor id. */
  about: number | null
  /** Where somebody's dot is, degrees; null without one. */
  placeOf(id: number): readonly [lon: number, lat: number] | null
}

/** Where the map is to be for `view`: on the whole course, if what the view is about is nowhere. */
export function mapTarget(view: View, { course, battle, about, station, placeOf }: Subjects): MapTarget {
  const all = { box: boxOf(course.line), maxZoom: zoom.course, moves: false }
  switch (view) {
    case 'leader':
    case 'lowerThird': {
      const place = about === null ? null : placeOf(about)
      return place ? { box: boxOf([place]), maxZoom: zoom.runner, moves: true } : all
    }
    case 'battle': {
      const places = battle ? [placeOf(battle.ahead.entry.id), placeOf(battle.behind.entry.id)] : []
      const known = places.filter((place) => place !== null)
      return known.length === 2 ? { box: boxOf(known), maxZoom: zoom.pair, moves: true } : all
    }
    case 'fence':
      return course.fence ? { box: boxOf(course.fence), maxZoom: zoom.fence, moves: false } : all
    case 'arrivals':
      return { box: boxOf([station?.place ?? course.finish]), maxZoom: zoom.finish, moves: false }
    case 'finishLine':
    case 'finishers':
      return { box: boxOf([course.finish]), maxZoom: zoom.finish, moves: false }
    default:
      return all
  }
}
