import { LonLat } from '@racecast/courses'
import { CourseError, type CourseProblem, courseProblems, SIZE_LIMIT } from '@racecast/courses/import'
import { Type } from 'typebox'
import { controlOfAll } from '../../access/control.ts'
import { operatorOf } from '../../access/operator.ts'
import { Problem } from '../../problems.ts'
import type { RestApp, RestContext } from '../context.ts'
import { CheckedCourse, checkedCourse } from './checked-course.ts'
import { CourseFileQuery, createCourseFiles } from './course-file.ts'

const Refused = Type.Array(
  Type.Object({
    ...{ code: Type.String(), feature: Type.String(), field: Type.String(), value: Type.String() },
    ...{ message: Type.String(), remedy: Type.String(), at: Type.Optional(LonLat) },
  }),
)
const Added = Type.Object({ added: Type.Array(Type.String()), refused: Refused })
const Checked = Type.Object({ courses: Type.Array(CheckedCourse), refused: Refused })

/**
 * `POST /api/courses`: the body is a course file of any format; good courses are added even if others are refused. `check`
 * says what would be added, and adds nothing.
 */
export async function addedCourseRoutes(
  app: RestApp,
  { catalogue, access, audit, clock }: RestContext,
): Promise<void> {
  // Whatever type the file is sent as: its content says what it is.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  const files = createCourseFiles(clock)
  // One byte more than the import takes lets the import say so.
  const options = { onRequest: controlOfAll(access), bodyLimit: SIZE_LIMIT + 1 }

  app.post(
    '/api/courses/check',
    { ...options, schema: { querystring: CourseFileQuery, response: { 200: Checked } } },
    async (request) => {
      const { courses, refused } = await files.read(request)
      return {
        courses: courses.map((course) => checkedCourse(course, !!catalogue.get(course.shortName))),
        refused,
      }
    },
  )

  app.post(
    '/api/courses',
    { ...options, schema: { querystring: CourseFileQuery, response: { 201: Added } } },
    async (request, reply) => {
      const { courses, refused, name } = await files.read(request)
      const given = { operator: operatorOf(request), action: 'addCourse' as const, race: null, after: [name] }
      const added = await audit.carryOut(given, async () => {
        const answer: string[] = []
        for (const course of courses)
          try {
            catalogue.add(course)
            answer.push(course.shortName)
          } catch (error) {
            if (!(error instanceof CourseError)) throw error
            refused.push(...error.problems)
          }
        if (answer.length === 0) throw nothingAdded(refused)
        return { answer, before: [], after: answer }
      })
      return reply.code(201).send({ added, refused })
    },
  )
}

function nothingAdded(refused: CourseProblem[]): Problem {
  const [first] = refused
  return new Problem('course-refused', first?.message ?? 'There is no course in the file.', {
    ...(first && { status: courseProblems[first.code].status }),
    members: { added: [], refused },
  })
}
