import type { Course, LonLat } from '@racecast/courses'

/** Where a course starts or ends, and to which side of its pole the flag's cloth flies. */
export interface Flag {
  kind: 'start' | 'finish'
  at: LonLat
  side: 'left' | 'right'
}

/**
 * The flags of a course. The one further west flies to the west and the other to the east, so that neither lies over the
 * other however near they are, or at the same place: the maps are never turned.
 */
export function flagsOf({ start, finish }: Pick<Course, 'start' | 'finish'>): [Flag, Flag] {
  const isStartWest = start[0] <= finish[0]
  return [
    { kind: 'start', at: start, side: isStartWest ? 'left' : 'right' },
    { kind: 'finish', at: finish, side: isStartWest ? 'right' : 'left' },
  ]
}
