import {
  CourseError,
  type CourseProblem,
  courseProblems,
  importCourses,
  SIZE_LIMIT,
} from '@racecast/courses/import'
import { Type } from 'typebox'
import { controlOfAll } from '../access/control.ts'
import { operatorOf } from '../access/operator.ts'
import { Problem } from '../problems.ts'
import type { RestApp, RestContext } from './context.ts'

const Query = Type.Object({ name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) })

/** `POST /api/courses`: the body is a course file of any format; good courses are added even if others are refused. */
export async function addedCourseRoutes(
  app: RestApp,
  { catalogue, access, audit }: RestContext,
): Promise<void> {
  // Whatever type the file is sent as: its content says what it is.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  app.post(
    '/api/courses',
    // One byte more than the import takes lets the import say so.
    { schema: { querystring: Query }, onRequest: controlOfAll(access), bodyLimit: SIZE_LIMIT + 1 },
    async (request, reply) => {
      const { body, query, headers } = request
      const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
      const name = query.name ?? nameIn(headers['content-disposition']) ?? 'course'
      const { courses, refused } = importCourses({ name, bytes })
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

/** The filename of a Content-Disposition header (RFC 6266), without folders. */
function nameIn(header: string | undefined): string | undefined {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '') ?? []
  const [, quoted, bare] = /filename="?(?:((?<=")[^"]*)|([^;"\s]+))/i.exec(header ?? '') ?? []
  const name = encoded ? decoded(encoded) : (quoted ?? bare)
  return name?.split(/[/\\]/).at(-1) || undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
