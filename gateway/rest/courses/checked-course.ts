import { Course, LonLat } from '@racecast/courses'
import { CourseLine, kmMarks } from '@racecast/courses/line'
import { type Static, Type } from 'typebox'

const Warning = Type.Object({
  code: Type.Enum(['nameTaken', 'noFence', 'lengthDiffers']),
  message: Type.String(),
  remedy: Type.String(),
})
type Warning = Static<typeof Warning>

/** A course as it would be added, and what to look at before. */
export const CheckedCourse = Type.Evaluate(
  Type.Intersect([
    Course,
    Type.Object({
      kmMarks: Type.Array(
        Type.Object({ km: Type.Integer(), cm: Type.Integer(), lon: Type.Number(), lat: Type.Number() }),
      ),
      direction: Type.Object({
        isLoop: Type.Boolean({ description: 'start and finish are one place' }),
        turns: Type.Enum(['left', 'right', 'neither'], { description: 'on a loop: which way round' }),
        startBearing: Type.Number({ description: 'degrees from north, clockwise' }),
        after: Type.Array(LonLat, { description: 'where one is after each tenth of it' }),
      }),
      warnings: Type.Array(Warning),
    }),
  ]),
)
export type CheckedCourse = Static<typeof CheckedCourse>

/** Start and finish this near to each other are one place, m. */
const samePlaceM = 60
/** An official distance that is off by more than this share is worth a look. */
const worthALook = 0.02

export function checkedCourse(course: Course, isTaken: boolean): CheckedCourse {
  const line = new CourseLine(course)
  const tenth = (n: number) => line.pointAt((course.lengthCm * n) / 10)
  const isLoop = line.offsetM(course.finish[0], course.finish[1], 0) <= samePlaceM
  return {
    ...course,
    kmMarks: kmMarks(line),
    direction: {
      isLoop,
      turns: isLoop ? turnsOf(course.line) : 'neither',
      startBearing: Math.round(((line.headingAt(0) % 360) + 360) % 360),
      after: [1, 2, 3, 4, 5, 6, 7, 8, 9].map(tenth),
    },
    warnings: warningsOf(course, isTaken),
  }
}

/** Which way a closed line goes round: by the area that it encloses, left of it positive; `neither` where that is little. */
function turnsOf(points: readonly LonLat[]): 'left' | 'right' | 'neither' {
  const [x0, y0] = points[0]!
  let area = 0
  let [west, east, south, north] = [x0, x0, y0, y0]
  for (let i = 1; i <= points.length; i++) {
    const [ax, ay] = points[i - 1]!
    const [bx, by] = points[i % points.length]!
    area += ((ax - x0) * (by - y0) - (bx - x0) * (ay - y0)) / 2
    ;[west, east, south, north] = [
      Math.min(west, ax),
      Math.max(east, ax),
      Math.min(south, ay),
      Math.max(north, ay),
    ]
  }
  const share = area / ((east - west) * (north - south) || 1)
  if (Math.abs(share) < 0.05) return 'neither'
  return share > 0 ? 'left' : 'right'
}

function warningsOf({ shortName, fence, officialM, geodesicM }: Course, isTaken: boolean): Warning[] {
  const warnings: Warning[] = []
  if (isTaken)
    warnings.push({
      code: 'nameTaken',
      message: `there is a course ${shortName} already`,
      remedy: 'give another shortName; a course that races refer to is not replaced',
    })
  const off = officialM / geodesicM - 1
  if (Math.abs(off) > worthALook)
    warnings.push({
      code: 'lengthDiffers',
      message: `its line measures ${Math.round(geodesicM)} m, ${Math.abs(off * 100).toFixed(1)} % ${off > 0 ? 'less' : 'more'} than the official ${officialM} m`,
      remedy: 'check distance and laps; all distances are scaled to the official one',
    })
  if (!fence)
    warnings.push({
      code: 'noFence',
      message: 'it has no fence: nobody can stop in it, and no time in it is told',
      remedy: 'draw one on the map, or leave it so',
    })
  return warnings
}
