import { describe, expect, it } from 'vitest'
import { cornerCourse } from '../testing/corner-course.ts'
import { squareLaps } from '../testing/square-laps.ts'
import { stationOf } from './station.ts'

describe('the station of a screen', () => {
  it('is at the finish where nothing else is said, or the course ends before', () => {
    const { lengthCm, finish } = cornerCourse
    for (const atCm of [null, lengthCm, lengthCm + 1])
      expect(stationOf(cornerCourse, atCm)).toEqual({ atCm: null, place: finish, passes: [lengthCm] })
  })

  it('sees everybody once for each time that the course comes by', () => {
    const course = { ...cornerCourse, ...squareLaps(3), lengthCm: 600_000 }
    const { passes, atCm } = stationOf(course, 270_000)
    expect(atCm).toBe(270_000)
    expect(passes).toEqual([70_000, 270_000, 470_000])
  })
})
